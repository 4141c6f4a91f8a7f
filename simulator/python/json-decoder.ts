/** What Python's decoder has against a text; the message is the one that it prints. */
export class JsonDecodeError extends Error {}

/** More levels than Python's decoder can go down. */
export class JsonTooDeepError extends Error {}

/** Parses JSON; throws what Python's decoder would say. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    new Scanner(text).scanWhole();
    throw new JsonDecodeError(at(text, "Expecting value", 0));
  }
}

function at(text: string, problem: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return `${problem}: line ${String(line)} column ${String(column)} (char ${String(position)})`;
}

const deepest = 990;
const constants = ["null", "true", "false"];
const nonsense = ["NaN", "-Infinity", "Infinity"];

/** Walks a text as Python's decoder does and throws at the place where that stops. */
class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  scanWhole(): void {
    this.skipBlanks();
    this.scanValue(0);
    this.skipBlanks();
    if (this.position < this.text.length) this.fail("Extra data");
  }

  private scanValue(depth: number): void {
    if (depth > deepest) throw new JsonTooDeepError("maximum recursion depth exceeded while decoding a JSON document");
    const next = this.text[this.position];
    if (next === '"') this.scanText();
    else if (next === "{") this.scanObject(depth);
    else if (next === "[") this.scanArray(depth);
    else this.scanScalar();
  }

  private scanScalar(): void {
    const constant = constants.find((each) => this.text.startsWith(each, this.position));
    const refused = nonsense.find((each) => this.text.startsWith(each, this.position));
    if (refused !== undefined)
      throw new JsonDecodeError(`Out of range float values are not JSON compliant: ${refused}`);
    const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
    number.lastIndex = this.position;
    const found = constant ?? number.exec(this.text)?.[0];
    if (found === undefined) this.fail("Expecting value");
    else this.position += found.length;
  }

  private scanArray(depth: number): void {
    this.step();
    if (this.text[this.position] === "]") {
      this.position += 1;
      return;
    }
    do this.scanValue(depth + 1);
    while (this.goesOn("]"));
  }

  private scanObject(depth: number): void {
    this.step();
    if (this.text[this.position] === "}") {
      this.position += 1;
      return;
    }
    do {
      if (this.text[this.position] !== '"') this.fail("Expecting property name enclosed in double quotes");
      this.scanText();
      this.skipBlanks();
      if (this.text[this.position] !== ":") this.fail("Expecting ':' delimiter");
      this.step();
      this.scanValue(depth + 1);
    } while (this.goesOn("}"));
  }

  /** True after a comma, false after the end; anything else is a problem. */
  private goesOn(end: string): boolean {
    this.skipBlanks();
    const next = this.text[this.position];
    if (next !== end && next !== ",") this.fail("Expecting ',' delimiter");
    this.position += 1;
    if (next === end) return false;
    this.skipBlanks();
    return true;
  }

  private scanText(): void {
    const start = this.position;
    this.position += 1;
    for (;;) {
      const next = this.text[this.position];
      if (next === undefined) this.fail("Unterminated string starting at", start);
      else if (next === '"') break;
      else if (next < " ") this.fail("Invalid control character at");
      else if (next === "\\") this.scanEscape(start);
      else this.position += 1;
    }
    this.position += 1;
  }

  private scanEscape(start: number): void {
    const next = this.text[this.position + 1];
    if (next === undefined) this.fail("Unterminated string starting at", start);
    else if (next === "u") {
      const isCode = /^[0-9a-fA-F]{4}$/.test(this.text.slice(this.position + 2, this.position + 6));
      if (!isCode) this.fail("Invalid \\uXXXX escape", this.position + 1);
      this.position += 6;
    } else if (!'"\\/bfnrt'.includes(next)) this.fail("Invalid \\escape");
    else this.position += 2;
  }

  private step(): void {
    this.position += 1;
    this.skipBlanks();
  }

  private skipBlanks(): void {
    while (" \t\n\r".includes(this.text[this.position] ?? "-")) this.position += 1;
  }

  private fail(problem: string, position = this.position): never {
    throw new JsonDecodeError(at(this.text, problem, position));
  }
}
