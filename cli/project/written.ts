import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, RainbondError } from "../../provider/errors";
import type { Files } from "./project-files";

/** A, B and C. */
const enumeration = new Intl.ListFormat("en-GB");

/**
 * Writes all files into the folder, or none: one that is there with another content is an error.
 * @param option what named the folder
 */
export function writeAll(folder: string, files: Files, option: string): void {
  const taken = [...files].filter(([name, text]) => isTaken(join(folder, name), text)).map(([name]) => name);
  if (taken.length > 0) {
    throw new RainbondError(
      `${option}: ${folder} holds ${enumeration.format(taken)} already, with another content. Nothing was written. Name another folder, or move ${taken.length > 1 ? "them" : "it"} away`,
    );
  }
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  } catch (thrown) {
    throw new RainbondError(`${option}: can't write into ${folder}: ${messageOf(thrown)}`);
  }
}

function isTaken(path: string, text: string): boolean {
  try {
    return existsSync(path) && readFileSync(path, "utf8") !== text;
  } catch {
    return true;
  }
}
