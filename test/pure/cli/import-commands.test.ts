import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const commands = join(__dirname, "..", "..", "..", "dist", "cli", "import", "commands.js");

/** A command that takes a while to end when it is interrupted, and says it well, as one that was nearly done does. */
const slow = "trap 'sleep 1; : > ended; exit 0' INT TERM; echo ready; while :; do sleep 0.05; done";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-commands-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["Ctrl-C", (pid: number): boolean => process.kill(-pid, "SIGINT")],
  ["kill", (pid: number): boolean => process.kill(pid, "SIGTERM")],
])("after %s the command that runs is waited for, and none is run after it", async (_, interrupt) => {
  const both = [
    ["sh", "-c", slow],
    ["sh", "-c", ": > next"],
  ];
  const source = `require(${JSON.stringify(commands)}).runAll(${JSON.stringify(both)}, ${JSON.stringify(folder)}).catch(() => { process.exitCode = 1; });`;
  const child = spawn(process.execPath, ["-e", source], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  const ended = once(child, "exit");
  interrupt(child.pid ?? 0);
  expect(await ended).toEqual([1, null]);
  expect(existsSync(join(folder, "ended"))).toBe(true);
  expect(existsSync(join(folder, "next"))).toBe(false);
});
