import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commandsFor } from "../../../cli/import/commands";
import { writeAll } from "../../../cli/project/written";

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

test("files that are there with another content are named like a list, and nothing is written", async () => {
  const files = new Map(["import.json", "index.ts", "package.json"].map((name) => [name, "ours"]));
  for (const name of files.keys()) await writeFile(join(folder, name), "theirs");
  expect(() => {
    writeAll(folder, new Map([...files, ["Pulumi.yaml", "ours"]]), "--out");
  }).toThrow(/ holds import\.json, index\.ts and package\.json already, .* move them away$/);
  expect(existsSync(join(folder, "Pulumi.yaml"))).toBe(false);
});

const provider = "pulumi-rainbond/host.js";
const compiler = "typescript/index.js";

/** What a folder above has installed is found as well, but not what only the project's own package.json would bring. */
test.each([
  { installed: [], isItsProgram: true, begins: "npm install" },
  { installed: [provider], isItsProgram: true, begins: "npm install" },
  { installed: [provider, compiler], isItsProgram: true, begins: "pulumi stack init" },
  { installed: [provider], isItsProgram: false, begins: "pulumi stack init" },
])("with $installed there, as its own program $isItsProgram, an import begins by $begins", async (row) => {
  for (const file of row.installed) {
    const path = join(folder, "node_modules", file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  }
  const project = { folder: join(folder, "apps"), project: "apps", stack: "dev", managed: [] };
  const target = { ...project, isNewProject: true, isItsProgram: row.isItsProgram, isNewStack: true };
  const [first = []] = commandsFor(target, "import.json");
  expect(first.join(" ").startsWith(row.begins)).toBe(true);
});
