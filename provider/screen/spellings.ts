/** A short secret, or one that may be an ordinary word, counts only where it stands alone. */
const shortest = 8;
const longestWord = 16;
/** Fewer bytes are found in any base64. */
const fewestBytes = 6;
/** What a line break within a secret becomes, by itself or escaped. */
const lineBreak = String.raw`(?:\s|\\{1,8}[rnt]){0,16}`;
/** Any white space, also a whole run of it. */
const space = String.raw`(?:\s|\+|\\{1,8}[rnt]|%(?:25){0,3}(?:20|0[9aAdD]))+`;
const standsAlone = {
  before: String.raw`(?:(?<![\p{L}\p{N}])|(?<=%[\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\[nrt]))`,
  after: String.raw`(?![\p{L}\p{N}])`,
};
const named: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };

/**
 * Finds a secret however servers and programs write it: as it is, in a URL or a form, in JSON (also within JSON), in HTML, in base64
 * (also behind a user's name, as in a Basic header), and each of these across line breaks.
 */
export function spellingsOf(secret: string): RegExp {
  const isWord = /^\p{L}+$/u.test(secret) && secret.length < longestWord;
  if (secret.length < shortest || isWord) {
    return new RegExp(standsAlone.before + characters(secret).join("") + standsAlone.after, "gu");
  }
  return new RegExp([characters(secret).join(lineBreak), ...base64Of(secret)].join("|"), "gu");
}

/** A pattern for each character. */
function characters(text: string): string[] {
  return Array.from(text.replace(/\s+/g, " "), (character) => {
    if (/[a-zA-Z0-9]/.test(character)) return character;
    if (character === " ") return space;
    // The literal one comes last: "%" begins "%25", and "&" "&amp;".
    const spellings = [inUrl(character), inJson(character), inHtml(character), literally(character)];
    return `(?:${spellings.join("|")})`;
  });
}

function literally(character: string): string {
  if (character === "\\") return String.raw`\\{1,8}`;
  return String.raw`\\{0,8}` + `\\u{${hex(character.codePointAt(0) ?? 0)}}`;
}

/** `%2B`, also where the `%` itself is written so. */
function inUrl(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%(?:25){0,3}${anyCase(hex(byte).padStart(2, "0"))}`).join("");
}

function inJson(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => hex(character.charCodeAt(index)));
  return units.map((unit) => String.raw`\\{1,8}u` + anyCase(unit.padStart(4, "0"))).join("");
}

function inHtml(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const numbers = `&#0*${code};|&#[xX]0*${anyCase(hex(code))};`;
  const name = named[character];
  return name === undefined ? numbers : `${numbers}|&${name};`;
}

/** What is certain of it in base64, for each place that it may have among other bytes; and the characters that it shares with its neighbours. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < fewestBytes) return [];
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const certain = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    const patterns = characters(certain).map((pattern, index) => orUrlSafe(pattern, certain[index]));
    return String.raw`[\w+\/]?` + patterns.join(lineBreak) + String.raw`[\w+\/=\-]{0,3}`;
  });
}

function orUrlSafe(pattern: string, character: string | undefined): string {
  if (character === "+") return `(?:${pattern}|-)`;
  return character === "/" ? `(?:${pattern}|_)` : pattern;
}

const hex = (code: number): string => code.toString(16);

const anyCase = (digits: string): string => digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
