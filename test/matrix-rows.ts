import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { seedOf } from "./kill/seed";

/** True in `npm run test:matrices`, which plays what `npm test` has no time for. */
export const isWhole = process.env["MATRICES"] === "whole";

/** The rows of a matrix that this run plays: all of them, or a tenth and at least one, for which another commit chooses others. */
export function rowsToPlay<Row>(rows: readonly Row[]): Row[] {
  if (isWhole) return [...rows];
  const oneIn = Math.min(10, rows.length);
  const hash = createHash("sha256")
    .update(seedOf(resolve(__dirname, "..")))
    .digest();
  const first = hash.readUInt16BE() % oneIn;
  return rows.filter((_, index) => index % oneIn === first);
}
