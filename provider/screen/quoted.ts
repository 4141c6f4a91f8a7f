/** A word of a command as a shell takes it, whatever is in it: names may hold apostrophes. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
