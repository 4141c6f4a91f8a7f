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

/** Remembers the password of an address that holds a login, such as `https://me:password@store.example`. */
export function concealLogin(address: string): void {
  concealSecret(/^\w+:\/\/[^/@:]*:([^/@]+)@/.exec(address)?.[1]);
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
