import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as esbuild from "esbuild";

/** What Pulumi's SDK loads to serialise a program's functions, half of what it loads. No provider process serialises any; one that would says so. */
const unused: esbuild.Plugin = {
  name: "unused",
  setup(build) {
    build.onResolve({ filter: /^(typescript|@npmcli\/arborist|normalize-package-data)$/ }, ({ path }) => ({
      path,
      namespace: "unused",
    }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, key) { if (key !== "__esModule") throw new Error("${path} was left out") } })`,
    }));
  },
};

/** The provider process, with what it loads by name at run time: our package, and gRPC's credentials, which must be of the same copy. */
const entry = `
const Module = require("node:module");
const load = Module._load;
const bundled = { "pulumi-rainbond/host": () => require("pulumi-rainbond/host"), "@grpc/grpc-js": () => require("@grpc/grpc-js") };
Module._load = (request, ...rest) => Object.hasOwn(bundled, request) ? bundled[request]() : Reflect.apply(load, Module, [request, ...rest]);
if (process.argv.length === 2) bundled["pulumi-rainbond/host"]();
require("@pulumi/pulumi/cmd/dynamic-provider/index.js");
`;

const made = new Map<string, Promise<string>>();

/** The script of Pulumi's dynamic-provider process, made of the same code as the SDK's own for programs in this folder, but started in half the time. */
export async function bundledProvider(cwd: string): Promise<string> {
  const script = made.get(cwd) ?? make(cwd);
  made.set(cwd, script);
  return script;
}

async function make(cwd: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "provider-"));
  const bundle = join(folder, "bundle.cjs");
  await esbuild.build({
    stdin: { contents: entry, resolveDir: cwd },
    bundle: true,
    minifyWhitespace: true,
    platform: "node",
    target: "node20",
    outfile: bundle,
    plugins: [unused],
    logLevel: "error",
  });
  const script = join(folder, "index.cjs");
  const paths = [bundle, join(cwd, "index.js")].map((path) => JSON.stringify(path)).join(", ");
  await writeFile(script, `require(${JSON.stringify(join(__dirname, "cached-script.cjs"))}).run(${paths});\n`);
  // Without an engine's address the process loads everything, complains and ends.
  await once(spawn(process.execPath, [script], { stdio: "ignore" }), "exit");
  return script;
}
