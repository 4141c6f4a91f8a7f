// Builds the Pulumi CLI and its language hosts from the Go modules pinned beside this file.
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";

const tools = import.meta.dirname;
const repository = "github.com/pulumi/pulumi";
const limitMinutes = 12;
const progressMs = 10_000;

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
 * @param {string} what
 * @param {typeof programs} all
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
 * @param {(typeof programs)[number]} program
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {number} deadline
 */
async function buildProgram({ file, module, source }, folder, env, deadline) {
  const cwd = join(tools, module);
  const caches = join(folder, "go");
  mkdirSync(caches, { recursive: true });
  const log = join(caches, "log");
  const flags = `-ldflags=-s -w -X ${repository}/sdk/v3/go/common/version.Version=${pinnedVersion(cwd)}`;
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
