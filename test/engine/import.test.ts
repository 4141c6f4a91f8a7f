import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { inventorySchema } from "../../cli/inventory/report";
import { runCommand, type Outcome } from "../../tools/command";
import { populate, type Population } from "../socket/inventory/population";
import { Town } from "../socket/inventory/town";
import { Engine } from "./engine";

const root = resolve(__dirname, "..", "..");
const command = join(root, "dist", "cli", "main.js");
const type = "pulumi-nodejs:dynamic/rainbond:MarketApp";

let town: Town;
let population: Population;
let engine: Engine;

beforeAll(async () => {
  town = await Town.open();
  population = await populate(town);
  engine = await Engine.create(town.environment);
});

afterAll(async () => {
  await engine.dispose();
  await town.close();
});

async function ours(...args: string[]): Promise<Outcome> {
  return runCommand(process.execPath, [command, ...args], { cwd: engine.folder, env: engine.env });
}

async function importInto(out: string, ...args: string[]): Promise<Outcome> {
  const { storeDomain, storeUrl } = town.simulator.info;
  return ours("import", "--market", `${storeDomain}=${storeUrl}`, "--out", out, ...args);
}

/** Runs what a command printed as commands to be run, as a person who pastes them would. */
async function paste(stdout: string, folder: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [, line = ""] of stdout.matchAll(/^ {2}((?:pulumi|npm) .*)$/gm)) {
    const outcome = await runCommand("sh", ["-c", line], { cwd: folder, env: engine.env });
    outcomes.push(outcome);
    if (outcome.exitCode !== 0) throw new Error(`${line}:\n${outcome.stdout}${outcome.stderr}`);
  }
  return outcomes;
}

test("fifty app groups become a program that compiles, nothing is left to do, nothing was written, and an upgrade by code works", async () => {
  const folder = join(engine.folder, "one", "town");
  const written = await importInto(folder);
  const count = [...population.manageable.values()].reduce((sum, number) => sum + number, 0);
  expect(written.stdout).toContain(`${count} installs are in ${join(folder, "import.json")}`);
  expect(written.stderr.match(/^left out: /gm)).toHaveLength(10);
  expect(written.exitCode).toBe(1);

  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  expect(await runCommand(process.execPath, [tsc, "-p", folder], { cwd: folder, env: process.env })).toMatchObject({
    ...{ exitCode: 0, stdout: "" },
  });

  const outcomes = await paste(written.stdout, folder);
  expect(outcomes.at(-1)?.stdout).toMatch(new RegExp(`^ +${count + 1} unchanged$`, "m"));
  expect(await town.writes()).toEqual([]);

  const twice = join(engine.folder, "two", "town");
  await importInto(twice);
  for (const name of ["import.json", "index.ts"]) {
    expect(await readFile(join(twice, name), "utf8")).toBe(await readFile(join(folder, name), "utf8"));
  }

  const again = await importInto(join(engine.folder, "three"), "--cwd", folder, "--stack", "dev", "--app", "1");
  expect(again).toMatchObject({ exitCode: 0, stdout: "Nothing to import; 1 in the stack already.\n" });
  const listed = await ours("inventory", "--cwd", folder, "--stack", "dev", "--app", "1", "--json");
  const { entries } = inventorySchema.parse(JSON.parse(listed.stdout));
  expect(entries.map(({ managedBy }) => managedBy.length)).toEqual([1]);
  expect(listed.stderr).toContain("town/dev default-");

  await town.ask("PUT", "/simulator/clock", { speed: 50 });
  const program = await readFile(join(folder, "index.ts"), "utf8");
  await writeFile(join(folder, "index.ts"), program.replace('appModelVersion: "1.0"', 'appModelVersion: "1.1"'));
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--color", "never"];
  const up = await runCommand("pulumi", args, { cwd: folder, env: engine.env });
  expect(up.stdout).toMatch(/^ +~ 1 updated$/m);
  const upgrades = (await town.writes()).filter(({ path }) => path.endsWith("/upgrade"));
  expect(upgrades).toHaveLength(1);
});

test("with --run the commands are run as well, and what the first one that fails says is not hidden", async () => {
  await town.control.forgetRequests();
  const folder = join(engine.folder, "at-once");
  const done = await importInto(folder, "--app", "2", "--run", "--stack", "prod");
  expect(done.stdout).toMatch(/^ +2 unchanged$/m);
  expect(done.exitCode).toBe(0);
  expect(await town.writes()).toEqual([]);
  const { storeDomain, storeUrl } = town.simulator.info;
  const args = [
    "import",
    "--market",
    `${storeDomain}=${storeUrl}`,
    "--out",
    join(engine.folder, "failed"),
    "--app",
    "4",
    "--run",
  ];
  const env = { ...engine.env, PULUMI_BACKEND_URL: "file:///no/such/folder" };
  const failed = await runCommand(process.execPath, [command, ...args], { cwd: engine.folder, env });
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toMatch(/^error: pulumi stack init dev failed: see above/m);
  expect(await readFile(join(engine.folder, "failed", "index.ts"), "utf8")).toContain("appId: 4");
});

test("with --run nothing is imported into a project whose program doesn't declare it: the next pulumi up would delete it", async () => {
  const project = await engine.program(
    "undeclared",
    'import * as rainbond from "pulumi-rainbond"; export const none = rainbond.App.name;',
  );
  await project.init("dev");
  const files = await readdir(project.folder);
  for (const out of [join(engine.folder, "apart"), project.folder]) {
    const refused = await importInto(out, "--cwd", project.folder, "--app", "6", "--run");
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^error: --run: the program in .* doesn't declare what is to be imported, .* without --run/,
    );
  }
  expect(await readdir(project.folder)).toEqual(files);
  expect(existsSync(join(engine.folder, "apart"))).toBe(false);
  expect((await project.deployment()).resources.map(({ type }) => type)).not.toContain(type);
  const told = await importInto(project.folder, "--cwd", project.folder, "--app", "6");
  expect(told).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("Put what index.ts declares into your") as unknown,
  });
});

test("with --run a project's own program is it without a main, too, and a Pulumi.yml is a project", async () => {
  const folder = join(engine.folder, "yml");
  await mkdir(folder);
  await writeFile(join(folder, "Pulumi.yml"), "name: yml\nruntime:\n  name: nodejs\n");
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  const done = await importInto(folder, "--app", "10", "--run");
  expect([done.exitCode, done.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
  expect(await readdir(folder)).not.toContain("Pulumi.yaml");
});

test("into a program of another language nothing is imported: the plugin is named, which does it there", async () => {
  const folder = join(engine.folder, "python");
  await mkdir(folder);
  await writeFile(
    join(folder, "Pulumi.yaml"),
    "name: python\nruntime:\n  name: python\n  options: { virtualenv: venv }\n",
  );
  await town.control.forgetRequests();
  for (const [option, args] of [
    ["--cwd", ["--cwd", folder, "--stack", "dev"]],
    ["--out", []],
  ] as const) {
    const refused = await importInto(option === "--cwd" ? join(engine.folder, "beside") : folder, ...args);
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      new RegExp(
        `^error: ${option}: .* runtime python, .* RAINBOND_MARKETS .* pulumi import rainbond:index:MarketApp <name> <team>/`,
      ),
    );
  }
  expect(await readdir(folder)).toEqual(["Pulumi.yaml"]);
  expect(existsSync(join(engine.folder, "beside"))).toBe(false);
  expect(await town.control.requests()).toEqual([]);
});

test("what a stack only reads by get isn't managed by it, and is imported", async () => {
  const { teamId, regionName } = population.places.get(8) ?? { teamId: "", regionName: "" };
  const id = JSON.stringify(`${teamId}/${regionName}/8`);
  const project = await engine.program(
    "reader",
    `import * as rainbond from "pulumi-rainbond"; export const { health } = rainbond.MarketApp.get("theirs", ${id});`,
  );
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const listed = await ours("inventory", "--cwd", project.folder, "--app", "8", "--json");
  const { entries } = inventorySchema.parse(JSON.parse(listed.stdout));
  expect(entries.map(({ managedBy }) => managedBy)).toEqual([[]]);
  const written = await importInto(join(engine.folder, "read"), "--cwd", project.folder, "--app", "8");
  expect(written).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 install is in ") as unknown });
});

test("what can't be imported by Pulumi alone fails before anything is touched", async () => {
  const project = await engine.program(
    "alone",
    'import * as rainbond from "pulumi-rainbond"; export const none = rainbond.App.name;',
  );
  await project.init("dev");
  await town.control.forgetRequests();
  const id = "0f9c0f9c0f9c0f9c0f9c0f9c0f9c0f9c/rainbond/1";
  const outcome = await project.pulumi(["import", "pulumi-nodejs:dynamic/rainbond:MarketApp", "blog", id, "--yes"]);
  expect(outcome.exitCode).not.toBe(0);
  // Pulumi gives its dynamic host nothing to find our provider by, so nothing of ours can say it better: docs/adopting.md does.
  expect(outcome.stdout).toContain("code must be a string, not undefined");
  expect(await town.control.requests()).toEqual([]);
});

test("the option import is refused in one line that names what does it instead", async () => {
  const source = (options: string): string => `
import * as rainbond from "pulumi-rainbond";
const store = { marketUrl: "http://store.example", marketDomain: "rainbond" };
new rainbond.MarketApp("blog", { ...store, appModelId: "a", appModelVersion: "1.0" }, ${options});
`;
  const project = await engine.program("option", source('{ import: "0f9c/rainbond/1" }'));
  await project.init("dev");
  const own = await project.up();
  await project.rewrite(
    source('{ transformations: [({ props, opts }) => ({ props, opts: { ...opts, import: "0f9c/rainbond/1" } })] }'),
  );
  const transformed = await project.up();
  for (const { exitCode, stdout, stderr } of [own, transformed]) {
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain(
      "MarketApp \"blog\": Pulumi's option import doesn't work for resources of this kind. Declare adopt, which takes over",
    );
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  }
});
