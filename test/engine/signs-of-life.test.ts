import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { startSimulator, type DemoSimulator } from "../../simulator";
import { runCommand, type Outcome } from "../../tools/command";
import { rowsToPlay } from "../matrix-rows";
import { atTerminal } from "../terminal";

const command = resolve(__dirname, "..", "..", "dist", "cli", "main.js");
/** Each answer of console, store and CLI takes so long: a sign of life that comes before the first one comes in time. */
const slowMs = 1_000;
/** What removes a line of the terminal. */
const removed = "\u001b[2K\u001b[1G";

const rows: readonly [words: string, sign: string][] = [
  ["teams", "Looking for the teams …"],
  ["inventory", "Looking for the teams …"],
  ["inventory --cwd .", "Looking into the stacks …"],
  ["store --market MARKET", "Looking for the apps: 0 so far …"],
  ["store --market MARKET --app APP", "Looking for the versions and their templates …"],
  ["store --market MARKET --app APP --upgrade 1.0..1.1", "Looking for the templates of both versions …"],
  ["init new --market MARKET --app APP --app-version 1.0 --region REGION", "Looking for the teams …"],
  ["import --market MARKET --out out", "Looking for the teams …"],
  ["import --market MARKET --out out --cwd .", "Looking into the stack …"],
  ["drift", "Looking for the project …"],
];

let parent: string;
let simulator: DemoSimulator;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-signs-"));
  simulator = await startSimulator({ demo: true, latencyMs: slowMs });
  // A CLI that has something better to do, and then no answer either.
  const cli = `#!/bin/sh\n[ "$1" = version ] && echo v3.274.1 && exit\nsleep ${slowMs / 1_000}\n: > answered\nexit 1\n`;
  await mkdir(join(parent, "bin"));
  await writeFile(join(parent, "bin", "pulumi"), cli, { mode: 0o755 });
});

afterAll(async () => {
  await simulator.close();
  await rm(parent, { recursive: true, force: true });
});

/** A project's folder that no other row has written to. */
async function emptyProject(): Promise<string> {
  const folder = await mkdtemp(join(parent, "shop-"));
  await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  return folder;
}

/** The command as a shell runs it. */
function lineOf(words: string): string {
  const { appModelId, regionName, storeDomain, storeUrl } = simulator.info;
  const values = { MARKET: `${storeDomain}=${storeUrl}`, APP: appModelId, REGION: regionName };
  const filled = Object.entries(values).reduce((line, [name, value]) => line.replace(name, value), words);
  return `"${process.execPath}" "${command}" ${filled}`;
}

async function run(folder: string, line: string, onText?: (text: string) => void): Promise<Outcome> {
  const path = [join(parent, "bin"), dirname(process.execPath), process.env["PATH"]];
  const env = {
    ...atTerminal(process.env),
    PATH: path.join(delimiter),
    RAINBOND_ENDPOINT: simulator.url,
    RAINBOND_TOKEN: simulator.info.adminToken,
    RAINBOND_MARKET_ACCESS_KEY: simulator.info.storeKey,
  };
  return runCommand("/bin/sh", ["-c", line], { cwd: folder, env, ...(onText && { onText }) });
}

async function isAnswered(folder: string): Promise<boolean> {
  if (existsSync(join(folder, "answered"))) return true;
  return (await simulator.requests()).some(({ status }) => status !== null);
}

test.each(rowsToPlay(rows))(
  "%s says what it waits for before a second is over, only to a terminal",
  async (words, sign) => {
    const folder = await emptyProject();
    await simulator.forgetRequests();
    let atFirst: Promise<boolean> | undefined;
    const { stdout } = await run(folder, `script --quiet --flush --command '${lineOf(words)}' /dev/null`, () => {
      atFirst ??= isAnswered(folder);
    });
    expect(stdout.indexOf(sign)).toBe(removed.length);
    expect(await atFirst).toBe(false);
    expect(stdout.slice(stdout.lastIndexOf(" …"))).toContain(removed);
    const piped = await run(await emptyProject(), lineOf(words));
    expect(piped.stdout + piped.stderr).not.toContain("Looking");
  },
);
