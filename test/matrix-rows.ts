import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { seedOf } from "./kill/seed";

/** True in `npm run test:matrices`, which plays what `npm test` has no time for. */
export const isWhole = process.env["MATRICES"] === "whole";

/** The rows of a matrix that this run plays: all of them, or a part (default: a tenth), for which another commit chooses others. */
export function rowsToPlay<Row>(rows: readonly Row[], oneIn = 10): Row[] {
  if (isWhole) return [...rows];
  const hash = createHash("sha256")
    .update(seedOf(resolve(__dirname, "..")))
    .digest();
  const first = hash.readUInt16BE() % oneIn;
  return rows.filter((_, index) => index % oneIn === first);
}
