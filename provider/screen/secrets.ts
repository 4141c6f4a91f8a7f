import { Spellings } from "./spellings";

/** Words that must never reach a terminal, a log or a state file: tokens and keys, each with what finds it in a text. */
const secrets = new Spellings();

/** A token or key as a header carries it: without white space at its ends, and without what no header can hold, such as a byte order mark. */
export function asSent(value: string): string {
  return value.replace(/[^\x20-\x7e\u00a0-\u00ff]|\u00ad/g, "").trim();
}

/** Remembers a token or key, as it is given and as it is sent: every text made for people afterwards shows `[secret]` in its place. */
export function concealSecret(value: string | null | undefined): void {
  for (const secret of [value?.trim(), asSent(value ?? "")]) {
    if (secret) secrets.add(secret);
  }
}

/** What stands before the last `@` of an address: a user, and a password behind it. */
const logins = /(https?)?:\/\/([^\s/?#:]*)(?::([^\s/?#]*))?@/gi;
/** A shorter user without a password has only a name. */
const shortestToken = 8;

/**
 * Remembers what is secret in the addresses of a text that hold a login: the password of `https://me:password@store.example`, the token of
 * `https://token@store.example`; as it is written, and as it is meant.
 */
export function concealLogin(text: string): void {
  for (const [, web, user = "", password = ""] of text.matchAll(logins)) {
    const isToken = web !== undefined && user.length >= shortestToken;
    const secret = password === "" && isToken ? user : password;
    concealSecret(secret);
    concealSecret(meant(secret));
  }
}

/** A part of an address without its escapes. */
function meant(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The text with every remembered secret, in every usual spelling, replaced by `[secret]`. */
export function redact(text: string): string {
  const found = secrets.placesIn(text).sort((a, b) => a.from - b.from);
  let safe = "";
  let end = 0;
  for (const { from, to } of found) {
    // One secret may be a part of another.
    if (from >= end) safe += `${text.slice(end, from)}[secret]`;
    end = Math.max(end, to);
  }
  return safe + text.slice(end);
}
