// The plugin as one script that needs nothing but Node.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..", "..");
const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));

/**
 * Takes the modules that are looked for at run time, in the SDK that is installed, into the script.
 * @type {import("esbuild").Plugin}
 */
const sdkModules = {
  name: "sdk-modules",
  setup(build) {
    build.onLoad({ filter: /provider[\\/]run[\\/]sdk-modules\.ts$/ }, () => ({
      contents: readFileSync(join(import.meta.dirname, "sdk-modules.cjs"), "utf8"),
      resolveDir: sdk,
    }));
  },
};

/**
 * Writes the script, and returns the files that are in it.
 * @param {string} script
 */
export async function bundle(script) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join("provider", "plugin", "main.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    metafile: true,
    logLevel: "warning",
    plugins: [sdkModules],
  });
  return Object.keys(metafile.inputs);
}
