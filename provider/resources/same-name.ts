/**
 * True if Unicode spells the same name in both: an é is one character or an e and an accent, as the keyboard, file or database has it.
 * Letters that only resemble each other, such as full-width ones, are others: two components may be told apart by them.
 */
export function isSameName(one: string, other: string): boolean {
  return one.normalize() === other.normalize();
}
