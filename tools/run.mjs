// Runs a task of this repository from a bare clone: sets up what is missing, then gives the task a Pulumi of its own.
// Needs Node alone until the packages are there, so it imports nothing but Node's modules and its neighbours.
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setUpCheckout } from "./checkout.mjs";
import { Interrupted, run } from "./child.mjs";
import { endLeftovers, markVariable } from "./leftovers.mjs";
import { findOrMakeCli } from "./pulumi-cli.mjs";
import { findOrMakeSdkTools } from "./sdk-tools.mjs";
import { findOrMakeYamlHost } from "./yaml-host.mjs";

const root = resolve(import.meta.dirname, "..");
const jest = join(root, "node_modules", "jest", "bin", "jest.js");

/**
 * What each task runs with Node. A test run with arguments is a developer's look at some tests: it isn't counted.
 * @type {Record<string, (args: string[]) => { args: string[], env?: NodeJS.ProcessEnv }>}
 */
const tasks = {
  test: (args) => ({ args: [jest, "--ci", ...args, ...(args.length > 0 ? ["--reporters=default"] : [])] }),
  "test:templates": (args) => ({
    args: [jest, "--ci", ...args],
    env: { TIERS: "templates", RAINBOND_FIXTURES: fixtures() },
  }),
  "test:matrices": (args) => ({
    args: [jest, "--ci", ...matrices(), ...args],
    env: { TIERS: "socket engine kill", MATRICES: "whole" },
  }),
  "test:executable": (args) => ({ args: [jest, "--ci", ...args], env: { TIERS: "executable" } }),
  "test:sdks": (args) => ({ args: [jest, "--ci", ...args], env: { TIERS: "sdks" } }),
  "test:real-time": (args) => ({ args: [jest, "--ci", ...args], env: { TIERS: "real-time" } }),
  "test:kill": (args) => ({ args: ["--import", "tsx", join("test", "kill", "main.ts"), ...args] }),
  "test:matrix": (args) => ({ args: ["--import", "tsx", join("test", "package-matrix", "main.ts"), ...args] }),
  recordings: (args) => ({ args: ["--import", "tsx", join("tools", "recordings", "main.ts"), ...args] }),
  demo: (args) => ({ args: ["--import", "tsx", join("tools", "demo", "main.ts"), ...args] }),
  bench: (args) => ({ args: ["--import", "tsx", join("bench", "main.ts"), ...args] }),
};

/** The test files that play a part of a matrix in `npm test`. */
function matrices() {
  const tests = join(root, "test");
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
  return files.filter((file) => readFileSync(join(tests, file), "utf8").includes("rowsToPlay("));
}

/** The folder whose `templates` the templates tier installs. */
function fixtures() {
  const folder = resolve(root, process.env["RAINBOND_FIXTURES"] ?? join("..", "shared", "fixtures"));
  if (existsSync(join(folder, "templates"))) return folder;
  throw new Error(`No app templates in ${folder}: set RAINBOND_FIXTURES to a folder that holds templates/.`);
}

/**
 * The caller's environment without its Pulumi and Rainbond settings: a task must reach neither real stacks nor a real console.
 * @param {string} mark
 * @param {string} scratch
 */
function ownEnvironment(mark, scratch) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PULUMI|RAINBOND)_/i.test(name));
  const loopback = [process.env["NO_PROXY"], "127.0.0.1", "localhost"].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(kept),
    NO_PROXY: loopback,
    no_proxy: loopback,
    TMPDIR: scratch,
    [markVariable]: `${process.env[markVariable] ?? ""} ${mark}`,
    PULUMI_HOME: join(scratch, "pulumi"),
    PULUMI_BACKEND_URL: `file://${scratch}`,
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function perform(name, args, env) {
  const task = tasks[name];
  if (!task) throw new Error(`No task "${name}". There are: ${Object.keys(tasks).join(", ")}.`);
  await setUpCheckout(root);
  const hosts = ["test", "test:executable"].includes(name) ? [await findOrMakeYamlHost(env)] : [];
  const sdks = name === "test:sdks" ? await findOrMakeSdkTools(env) : [];
  const folders = [...(await findOrMakeCli(env)), ...hosts, ...sdks, process.env["PATH"]];
  const { args: nodeArgs, env: taskEnv } = task(args);
  const status = await run(process.execPath, nodeArgs, {
    cwd: root,
    env: { ...env, ...taskEnv, PATH: folders.join(delimiter) },
  });
  return status ?? 1;
}

const [, , name = "", ...args] = process.argv;
const mark = randomUUID();
const scratch = mkdtempSync(join(tmpdir(), "pulumi-rainbond-"));
try {
  process.exitCode = await perform(name, args, ownEnvironment(mark, scratch));
} catch (error) {
  if (!(error instanceof Interrupted)) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await endLeftovers(mark);
  rmSync(scratch, { recursive: true, force: true });
  rmSync(join(root, ".tmp", mark), { recursive: true, force: true });
}
