import { randomBytes, randomInt, randomUUID } from "node:crypto";

/** Returns 32 random hex digits, the form of nearly every id of the console. */
export function hexId(): string {
  return randomUUID().replaceAll("-", "");
}

/** Returns `digits` random hex digits (even number). */
export function hexDigits(digits: number): string {
  return randomBytes(digits / 2).toString("hex");
}

/** Returns a name of 8 random lower-case letters and digits that starts with a digit or letter, as the console names teams. */
export function teamName(): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}
