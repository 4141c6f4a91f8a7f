import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as esbuild from "esbuild";

const root = resolve(__dirname, "..", "..");

/** What Pulumi's SDK loads only to serialise a program's functions, half of what it loads. Here it is loaded when it is first used, if ever. */
const whenUsed: esbuild.Plugin = {
  name: "when used",
  setup(build) {
    const namespace = "when-used";
    const filter = /^(typescript|@npmcli\/arborist)$/;
    build.onResolve({ filter }, ({ path, importer }) =>
      importer === path ? { path, external: true } : { path, namespace },
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, key) { return key === "__esModule" ? false : require("${path}")[key]; } });`,
    }));
  },
};

/** A process of Pulumi's SDK that tests start by the hundred. */
interface Process {
  /** The SDK's own script. */
  readonly script: string;
  /** What it or a program loads by name at run time, and must be of the same copy. */
  readonly byName: readonly string[];
}

const processes: Record<string, Process> = {
  BUNDLED_PROVIDER: {
    script: "@pulumi/pulumi/cmd/dynamic-provider/index.js",
    byName: ["pulumi-rainbond/host", "@grpc/grpc-js"],
  },
  BUNDLED_PROGRAM: {
    script: "@pulumi/pulumi/cmd/run/index.js",
    byName: ["@pulumi/pulumi"],
  },
};

/** The script, which finds what is loaded by name within its own bundle. A rehearsal loads all that. */
function entryOf({ script, byName }: Process): string {
  const bundled = byName.map((name) => `"${name}": () => require("${name}")`);
  return `
const Module = require("node:module");
const load = Module._load;
const bundled = { ${bundled.join(", ")} };
Module._load = (request, ...rest) => Object.hasOwn(bundled, request) ? bundled[request]() : Reflect.apply(load, Module, [request, ...rest]);
if (process.argv.length === 2) for (const loadIt of Object.values(bundled)) loadIt();
require("${script}");
`;
}

/**
 * Bundles the SDK's processes for programs in this checkout, made of the same code as the SDK's own but started in half the time. From now on the
 * processes that this one starts with `lean.cjs` run them.
 */
export default async function bundleProcesses(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bundles-"));
  for (const [variable, one] of Object.entries(processes)) {
    const bundle = join(folder, `${variable}.cjs`);
    await esbuild.build({
      stdin: { contents: entryOf(one), resolveDir: root },
      bundle: true,
      minifyWhitespace: true,
      platform: "node",
      target: "node20",
      outfile: bundle,
      plugins: [whenUsed],
      logLevel: "error",
    });
    process.env[variable] = bundle;
    // Without arguments the process loads everything, complains and ends.
    const rehearsal = ["--require", join(__dirname, "lean.cjs"), require.resolve(one.script)];
    await once(spawn(process.execPath, rehearsal, { stdio: "ignore" }), "exit");
  }
}
