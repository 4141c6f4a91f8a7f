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

/** A pattern of many characters takes long to be compiled, so a long secret is found by its pieces, which overlap by so many. */
const pieceLength = 64;
const overlap = 8;
/** So many letters and digits in a row, which stand in every spelling as they are, tell cheaply whether a pattern may match at all. */
const anchorLength = 6;
const breaks = /\s+|\\+[rnt]/g;

/** A place in a text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds secrets however servers and programs write them: as they are, in a URL or a form, in JSON (also within JSON), in HTML, in base64
 * (also behind a user's name, as in a Basic header), and each of these across line breaks.
 */
export class Spellings {
  readonly #known = new Set<string>();
  readonly #anchored = new Map<string, Spelling[]>();
  readonly #others: Spelling[] = [];

  /** Remembers a secret. */
  add(secret: string): void {
    if (this.#known.has(secret)) return;
    this.#known.add(secret);
    for (const spelling of spellingsOf(secret)) {
      const anchor = this.#anchorFor(spelling);
      if (anchor === undefined) this.#others.push(spelling);
      else this.#anchored.set(anchor, [...(this.#anchored.get(anchor) ?? []), spelling]);
    }
  }

  /** One of its own, if it has such a one: keys of one kind all begin alike. */
  #anchorFor(spelling: Spelling): string | undefined {
    let first: string | undefined;
    for (const anchor of spelling.anchors()) {
      if (!this.#anchored.has(anchor)) return anchor;
      first ??= anchor;
    }
    return first;
  }

  /** Where the text holds secrets, or parts of them; such places may overlap. */
  placesIn(text: string): Place[] {
    const due = new Set(this.#others);
    const unbroken = text.replace(breaks, "");
    for (let at = 0; at + anchorLength <= unbroken.length; at++) {
      for (const one of this.#anchored.get(unbroken.slice(at, at + anchorLength)) ?? []) due.add(one);
    }
    return [...due].flatMap((one) => one.placesIn(text));
  }
}

/** One spelling of a secret, or of a piece of one. Its pattern is made when a text may match it. */
class Spelling {
  #pattern: RegExp | undefined;

  /** @param text what is looked for @param pattern makes what finds it */
  constructor(
    private readonly text: string,
    private readonly pattern: (text: string) => string,
  ) {}

  /** All that it has. The first character of a run doesn't count: with what stands before it, it may be read as a line break (`\n`). */
  *anchors(): Generator<string> {
    for (const [run] of this.text.matchAll(/[a-zA-Z0-9]+/g)) {
      for (let at = 1; at + anchorLength <= run.length; at++) yield run.slice(at, at + anchorLength);
    }
  }

  /** Also those that overlap: of a text that repeats itself all is found. */
  placesIn(text: string): Place[] {
    this.#pattern ??= new RegExp(`(?=(${this.pattern(this.text)}))`, "gu");
    return [...text.matchAll(this.#pattern)].map(({ index, 1: found = "" }) => ({
      from: index,
      to: index + found.length,
    }));
  }
}

function spellingsOf(secret: string): Spelling[] {
  const isWord = /^\p{L}+$/u.test(secret) && secret.length < longestWord;
  if (secret.length < shortest || isWord) {
    return [new Spelling(secret, (text) => standsAlone.before + characters(text).join("") + standsAlone.after)];
  }
  // White space that a piece begins with belongs to the one before it as well; looked for from each place of a long run it would take very long.
  const plain = piecesOf(secret.replace(/\s+/g, " ")).map((piece) => new Spelling(piece.trimStart(), patternOf));
  return [...plain, ...piecesOf(secret).flatMap(base64Of)];
}

/** The text itself, or, of a long one, pieces of about the same length that overlap. */
function piecesOf(text: string): string[] {
  const all = Array.from(text);
  const count = Math.max(1, Math.round(all.length / pieceLength));
  const edge = (index: number): number => Math.floor((index * all.length) / count);
  return Array.from({ length: count }, (_, index) => all.slice(edge(index), edge(index + 1) + overlap).join(""));
}

function patternOf(text: string): string {
  return characters(text).join(lineBreak);
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
function base64Of(text: string): Spelling[] {
  const bytes = Buffer.from(text);
  if (bytes.length < fewestBytes) return [];
  return [0, 1, 2].map((offset) => {
    const base64 = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const certain = base64.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return new Spelling(certain, patternOfBase64);
  });
}

function patternOfBase64(certain: string): string {
  const patterns = characters(certain).map((pattern, index) => orUrlSafe(pattern, certain[index]));
  return String.raw`[\w+\/]?` + patterns.join(lineBreak) + String.raw`[\w+\/=\-]{0,3}`;
}

function orUrlSafe(pattern: string, character: string | undefined): string {
  if (character === "+") return `(?:${pattern}|-)`;
  return character === "/" ? `(?:${pattern}|_)` : pattern;
}

const hex = (code: number): string => code.toString(16);

const anyCase = (digits: string): string => digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
