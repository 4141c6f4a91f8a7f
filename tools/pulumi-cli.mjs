// Finds the Pulumi CLI and its Node language host, or makes them once and keeps them outside the checkout.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { Interrupted, run } from "./child.mjs";
import { buildWithGo } from "./go-build.mjs";
import { onceAtATime } from "./once-at-a-time.mjs";
import { stampOf } from "./stamp.mjs";

const tools = import.meta.dirname;
const sdk = join(tools, "..", "node_modules", "@pulumi", "pulumi");
const oldestMinor = 229;
const languageHost = "pulumi-language-nodejs";
/** Runs dynamic providers; a CLI's own must lie beside it, else Pulumi warns in every run. */
const dynamicHost = "pulumi-resource-pulumi-nodejs";
const installerLimitMs = 20_000;

/**
 * What can fill a folder's bin/ with the CLI, in the order that we try.
 * @typedef {{ name: string, fill: (folder: string, env: NodeJS.ProcessEnv) => Promise<void> }} Source
 * @type {Source[]}
 */
const allSources = [
  { name: "the official installer", fill: installOfficially },
  { name: "a build with Go", fill: buildWithGo },
];

/**
 * Returns the folders that, leading PATH, make `pulumi` and its language host runnable.
 * Looks on PATH, then in our cache, then fills the cache.
 * @param {NodeJS.ProcessEnv} env of the run; its PATH and cache variables count
 * @param {Source[]} [sources]
 */
export async function findOrMakeCli(env, sources = allSources) {
  const onPath = cliOnPath(env);
  if (onPath) return onPath;
  const pins = stampOf(tools, ["pulumi-cli", languageHost], `${process.platform} ${process.arch}`).slice(0, 12);
  const folder = join(cacheFolder(env), `pulumi-${pins}`);
  if (!isComplete(folder)) {
    await onceAtATime(`${folder}.lock`, "it gets the Pulumi CLI", async () => {
      if (!isComplete(folder)) await make(folder, env, sources);
    });
  }
  return [join(folder, "bin")];
}

/** @param {NodeJS.ProcessEnv} env */
function cliOnPath(env) {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const home = folders.find((folder) => existsSync(join(folder, "pulumi")));
  if (home === undefined || !isNewEnough(join(home, "pulumi"), env)) return undefined;
  const beside = dirname(realpathSync(join(home, "pulumi")));
  const has = (/** @type {string} */ program) =>
    [beside, ...folders].some((folder) => existsSync(join(folder, program)));
  return has(languageHost) && has(dynamicHost) ? [home, beside] : undefined;
}

/** @param {string} pulumi @param {NodeJS.ProcessEnv} env */
function isNewEnough(pulumi, env) {
  const [, minor] = /^v3\.(\d+)\./.exec(version(pulumi, env)) ?? [];
  return Number(minor) >= oldestMinor;
}

/** @param {string} pulumi @param {NodeJS.ProcessEnv} env */
function version(pulumi, env) {
  const { stdout, error } = spawnSync(pulumi, ["version"], { env, encoding: "utf8", timeout: 20_000 });
  return error ? error.message : stdout.trim();
}

/**
 * The folder of what is got or built once, for all checkouts.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env) {
  const home = env["HOME"] ?? homedir();
  const caches = process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
  return join(env["XDG_CACHE_HOME"] ?? caches, "pulumi-rainbond");
}

/**
 * Tells whether a cached CLI is what was once put there: a folder is renamed into place last, and its files keep their sizes.
 * @param {string} folder
 */
function isComplete(folder) {
  const list = join(folder, "complete.txt");
  return existsSync(list) && readFileSync(list, "utf8") === sizes(folder);
}

/** @param {string} folder */
function sizes(folder) {
  const bin = join(folder, "bin");
  if (!existsSync(bin)) return "";
  return readdirSync(bin)
    .sort()
    .map((name) => `${statSync(join(bin, name)).size} ${name}\n`)
    .join("");
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env @param {Source[]} sources */
async function make(folder, env, sources) {
  removeHalfMade(folder);
  const making = `${folder}.making-${process.pid}`;
  const failures = [];
  try {
    for (const { name, fill } of sources) {
      rmSync(making, { recursive: true, force: true });
      mkdirSync(join(making, "bin"), { recursive: true });
      const failure = (await fill(making, env).catch(reasonUnlessInterrupted)) ?? flaw(making, env);
      if (failure === undefined) {
        putInPlace(making, folder);
        return;
      }
      failures.push(`  ${name}: ${failure}`);
    }
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  throw new Error(
    `The Pulumi CLI is neither on PATH nor to be had here:\n${failures.join("\n")}\n` +
      `Install the Pulumi CLI 3.${oldestMinor} or newer with its ${languageHost}, or Go, and run this again.`,
  );
}

/** @param {string} folder */
function removeHalfMade(folder) {
  const caches = dirname(folder);
  const dead = readdirSync(caches).filter((name) => name.startsWith(`${basename(folder)}.making-`));
  for (const name of dead) rmSync(join(caches, name), { recursive: true, force: true });
}

/** @param {unknown} error @returns {string} */
function reasonUnlessInterrupted(error) {
  if (error instanceof Interrupted) throw error;
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} made @param {NodeJS.ProcessEnv} env */
function flaw(made, env) {
  const bin = join(made, "bin");
  if (!existsSync(join(bin, languageHost))) return `it brought no ${languageHost}`;
  const pulumi = join(bin, "pulumi");
  return isNewEnough(pulumi, env)
    ? undefined
    : `what it brought isn't new enough, or doesn't run: ${version(pulumi, env)}`;
}

/** @param {string} made @param {string} folder */
function putInPlace(made, folder) {
  if (!existsSync(join(made, "bin", dynamicHost))) cpSync(join(sdk, dynamicHost), join(made, "bin", dynamicHost));
  writeFileSync(join(made, "complete.txt"), sizes(made));
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
async function installOfficially(folder, env) {
  console.log("Getting the Pulumi CLI from its official installer");
  const script = join(tools, "official-installer.mjs");
  const status = await run(process.execPath, [script, folder], { env, limitMs: installerLimitMs, output: "ignore" });
  if (status !== 0)
    throw new Error(status === null ? `no answer in ${installerLimitMs / 1000} s` : "it failed (no network?)");
}
