// Compiles TypeScript for the tests of the traps, without a look at types, and takes a trap out of the sources on the way.
import { createHash } from "node:crypto";
import { join } from "node:path";
import typescript from "typescript";
import { z } from "zod";

const simulator = join(import.meta.dirname, "..", "..", "simulator");

const patches = z
  .array(z.object({ file: z.string(), find: z.string(), replace: z.string() }))
  .parse(JSON.parse(process.env["TRAP_PATCHES"] ?? "[]"));

/** @param {string} source @param {string} path */
function patched(source, path) {
  return patches
    .filter(({ file }) => join(simulator, file) === path)
    .reduce((text, { find, replace }) => text.replace(find, () => replace), source);
}

export default {
  /** @param {string} source @param {string} path */
  getCacheKey: (source, path) => createHash("sha256").update(patched(source, path)).update(path).digest("hex"),
  /** @param {string} source @param {string} path */
  process(source, path) {
    const { outputText } = typescript.transpileModule(patched(source, path), {
      fileName: path,
      compilerOptions: {
        target: typescript.ScriptTarget.ES2022,
        module: typescript.ModuleKind.CommonJS,
        esModuleInterop: true,
      },
    });
    return { code: outputText };
  },
};
