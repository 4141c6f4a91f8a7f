// Builds the Pulumi CLI, its language hosts and the generator of SDKs from the Go modules pinned beside this file.
import { cpSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "./child.mjs";

const tools = import.meta.dirname;
const repository = "github.com/pulumi/pulumi";
const limitMinutes = 12;
const progressMs = 10_000;

/**
 * A program, the folder beside this file that pins it, its package, and the scripts of Pulumi's SDK that it runs.
 * @typedef {{ file: string, module: string, source: string, scripts?: string[] }} Program
 */

const programs = [
  {
    file: "pulumi-language-nodejs",
    module: "pulumi-language-nodejs",
    source: `${repository}/sdk/v3/nodejs/cmd/pulumi-language-nodejs`,
  },
  { file: "pulumi", module: "pulumi-cli", source: `${repository}/pkg/v3/cmd/pulumi` },
];
const yamlHost = {
  file: "pulumi-language-yaml",
  module: "pulumi-language-yaml",
  source: `${repository}-yaml/cmd/pulumi-language-yaml`,
};
/** @type {Program[]} */
const sdkTools = [
  { file: "sdk-generator", module: "sdk-generator", source: "." },
  {
    file: "pulumi-language-go",
    module: "pulumi-language-hosts",
    source: `${repository}/sdk/v3/go/pulumi-language-go`,
  },
  {
    file: "pulumi-language-python",
    module: "pulumi-language-hosts",
    source: `${repository}/sdk/v3/python/cmd/pulumi-language-python`,
    scripts: ["python/cmd/pulumi-language-python-exec"],
  },
];

/**
 * Fills `<folder>/bin`. The gigabytes that Go keeps for a next build stay in the folder too, and are removed.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildWithGo(folder, env) {
  await buildAll("the Pulumi CLI", programs, folder, env);
}

/**
 * Does the same with the YAML language host.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildYamlHost(folder, env) {
  await buildAll("Pulumi's YAML language host", [yamlHost], folder, env);
}

/**
 * Does the same with the generator of SDKs and the language hosts of Go and Python.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildSdkTools(folder, env) {
  await buildAll("the generator of SDKs and the language hosts of Go and Python", sdkTools, folder, env);
}

/**
 * @param {string} what
 * @param {Program[]} all
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function buildAll(what, all, folder, env) {
  const start = Date.now();
  console.log(`Building ${what} with Go: about 5 minutes on 2 cores, only this once`);
  const progress = setInterval(() => {
    console.log(`Building ${what} with Go: ${minutes(Date.now() - start)} min of at most ${limitMinutes}`);
  }, progressMs);
  try {
    for (const program of all) await buildProgram(program, folder, env, start + limitMinutes * 60_000);
  } finally {
    clearInterval(progress);
    rmSync(join(folder, "go"), { recursive: true, force: true });
  }
}

/**
 * @param {Program} program
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {number} deadline
 */
async function buildProgram({ file, module, source, scripts = [] }, folder, env, deadline) {
  const cwd = join(tools, module);
  const version = pinnedVersion(cwd);
  const caches = join(folder, "go");
  mkdirSync(caches, { recursive: true });
  const log = join(caches, "log");
  const flags = `-ldflags=-s -w -X ${repository}/sdk/v3/go/common/version.Version=${version}`;
  const args = ["build", "-trimpath", "-buildvcs=false", flags, "-o", join(folder, "bin", file)];
  const status = await run("go", [...args, source], {
    cwd,
    env: {
      ...env,
      GOPATH: caches,
      GOMODCACHE: join(caches, "mod"),
      GOCACHE: join(caches, "build"),
      GOTMPDIR: caches,
      GOFLAGS: "-modcacherw",
      GOWORK: "off",
      CGO_ENABLED: "0",
    },
    limitMs: deadline - Date.now(),
    output: openSync(log, "w"),
  });
  if (status === null) throw new Error(`${file} took over ${limitMinutes} minutes`);
  if (status !== 0) throw new Error(`${file}: ${lastLine(log)}`);
  const sdk = join(caches, "mod", `${repository}/sdk/v3@${version}`);
  for (const script of scripts) cpSync(join(sdk, script), join(folder, "bin", basename(script)));
}

/** @param {string} log */
function lastLine(log) {
  return readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";
}

/** @param {number} ms */
function minutes(ms) {
  return (ms / 60_000).toFixed(1);
}

/**
 * The version that a built program says it is: a build without it would call itself v3.0.0.
 * @param {string} module folder of a go.mod
 */
function pinnedVersion(module) {
  const [, version] = /pulumi\/sdk\/v3 (v\S+)/.exec(readFileSync(join(module, "go.mod"), "utf8")) ?? [];
  if (version === undefined) throw new Error(`${module}/go.mod pins no Pulumi SDK`);
  return version;
}
