// Uses the packed package in every way that Pulumi allows, on a simulator: `npm run test:matrix` plays a row a pair of Node and SDK,
// `npm run test:matrix -- --whole` all, and other words those whose name holds them. It prints a table, and fails unless every row is good.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startSimulator, type DemoSimulator } from "../../simulator";
import { runCommand, type Outcome } from "../../tools/command";
import { yarns } from "../engine/package-managers";
import { packInto } from "../engine/packed-package";
import { compilers, installs, writeProject } from "./project";
import { allRows, nameOf, rowsByTurns, type Row } from "./rows";

const words = process.argv.slice(2);
const rows = words.length === 0 ? rowsByTurns : allRows.filter((row) => words.every((word) => isIn(row, word)));

function isIn(row: Row, word: string): boolean {
  return word === "--whole" || nameOf(row).includes(word);
}

const parent = mkdtempSync(join(tmpdir(), "pulumi-rainbond-matrix-"));
/** Where npm has put the Nodes, pnpm and yarn. */
const tools = join(parent, "tools");

async function succeed(folder: string, env: NodeJS.ProcessEnv, command: string, ...args: string[]): Promise<Outcome> {
  const outcome = await runCommand(command, args, { cwd: folder, env });
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`${[command, ...args].join(" ")}: ${outcome.stdout}${outcome.stderr}`);
}

async function fetchTools(): Promise<void> {
  const place = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const nodes = [...new Set(rows.map(({ node }) => node))].map((node) => `node-${node}@npm:node-${place}@${node}`);
  writeProject(tools, { node: 20, sdk: "latest", kind: "JavaScript", manager: "npm" });
  const [command = "", ...args] = installs.npm;
  await succeed(tools, process.env, command, ...args, "--ignore-scripts", ...nodes, "pnpm@10.34.9", yarns["yarn 1"]);
}

/** Installs, brings an app up, and looks for drift, all with the row's Node. */
async function play(row: Row, index: number, tarball: string, simulator: DemoSimulator): Promise<void> {
  const folder = join(parent, `row-${index}`);
  const bins = [join(tools, "node_modules", `node-${row.node}`, "bin"), join(tools, "node_modules", ".bin")];
  const env = { ...process.env, ...settingsOf(simulator), PATH: [...bins, process.env["PATH"]].join(delimiter) };
  writeProject(folder, row);
  const [command = "", ...args] = installs[row.manager];
  const ours = row.manager === "yarn" ? `file:${tarball}` : tarball;
  await succeed(folder, env, command, ...args, ours, `@pulumi/pulumi@${row.sdk}`, ...compilers[row.kind]);
  await succeed(folder, env, "pulumi", "stack", "init", `row-${index}`);
  await succeed(folder, env, "pulumi", "config", "set-all", ...configOf(simulator));
  await succeed(folder, env, "pulumi", "up", "--yes", "--skip-preview");
  await succeed(folder, env, "npx", "--no-install", "pulumi-rainbond", "drift");
  await succeed(folder, env, "pulumi", "destroy", "--yes", "--skip-preview");
  rmSync(folder, { recursive: true });
}

function settingsOf({ url, info }: DemoSimulator): NodeJS.ProcessEnv {
  return {
    RAINBOND_ENDPOINT: url,
    RAINBOND_TOKEN: info.adminToken,
    RAINBOND_MARKET_ACCESS_KEY: info.storeKey,
  };
}

function configOf({ info }: DemoSimulator): string[] {
  const values = {
    "rainbond:teamId": info.teamId,
    "rainbond:regionName": info.regionName,
    marketUrl: info.storeUrl,
    appModelId: info.appModelId,
  };
  return Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
}

async function main(): Promise<void> {
  await fetchTools();
  const tarball = await packInto(parent);
  const simulator = await startSimulator({ demo: true, speed: 50 });
  console.log("| Node | SDK | program | package manager | outcome |\n| --- | --- | --- | --- | --- |");
  for (const [index, row] of rows.entries()) {
    const outcome = await play(row, index, tarball, simulator).then(
      () => "good",
      (thrown: unknown) => String(thrown).replaceAll("\n", " "),
    );
    if (outcome !== "good") process.exitCode = 1;
    console.log(`| ${row.node} | ${row.sdk} | ${row.kind} | ${row.manager} | ${outcome} |`);
  }
  await simulator.close();
}

void main().finally(() => {
  rmSync(parent, { recursive: true, force: true });
});
