const list = new Intl.ListFormat("en-GB");

/** Several things in a sentence: `a, b and c`. */
export function enumerated(things: readonly string[]): string {
  return list.format(things);
}
