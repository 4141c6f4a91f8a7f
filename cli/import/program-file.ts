import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** In Node's order; a TypeScript file is found behind all others. */
const endings = ["", ".js", ".json", ".node", ".ts"];

/**
 * The file that Pulumi runs of a project in Node, once `written` is there: what the project's `main` names, a file or a folder; in a folder what its
 * `package.json` names, else its index.
 */
export function programFile(folder: string, main: string, written: string): string | undefined {
  const isFile = (path: string): boolean =>
    path === written || statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const fileAt = (path: string): string | undefined => endings.map((ending) => path + ending).find(isFile);
  const indexIn = (path: string): string | undefined => fileAt(join(path, "index"));
  const at = resolve(folder, main);
  const named = resolve(at, mainOfPackage(at));
  return fileAt(at) ?? fileAt(named) ?? indexIn(named) ?? indexIn(at);
}

function mainOfPackage(folder: string): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return z.object({ main: z.string() }).safeParse(manifest).data?.main ?? ".";
  } catch {
    return "."; // There is none.
  }
}
