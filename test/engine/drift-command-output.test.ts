import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runCommand, type Outcome } from "../../tools/command";
import { atTerminal } from "../terminal";
import { driftCommand, reportIn } from "./drift-commands";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

const root = resolve(__dirname, "..", "..");
const command = join(root, "dist", "cli", "main.js");

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("shop", marketAppProgram(demoArguments(stage.info)));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { outputs } = await storedApp(project);
  await stage.control.changeComponent(outputs.serviceIds[0] ?? "", { status: "closed" });
});

afterAll(() => stage.close());

const written = (file: string): Promise<string> => readFile(join(project.folder, file), "utf8");

/** Runs a line of bash in the project, where `drift` is the command. */
async function bash(line: string): Promise<Outcome> {
  const script = `drift() { "${process.execPath}" "${command}" drift --stack dev "$@"; }\n${line}`;
  return runCommand("bash", ["-c", script], { cwd: project.folder, env: atTerminal(project.env) });
}

test("a report that can't be written keeps no other from being written; exit 1 and one line name its path", async () => {
  await writeFile(join(project.folder, "taken"), "");
  const { exitCode, stdout, stderr } = await driftCommand(project, [
    ...["--stack", "dev", "--json", "taken/report.json", "--markdown", "out/report.md", "--junit", "."],
  ]);
  expect(exitCode).toBe(1);
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toEqual([
    expect.stringContaining("can't write taken/report.json: EEXIST"),
    expect.stringContaining("can't write .: EISDIR"),
  ]);
  expect(stdout).toContain("drift in 1 of 1 resource");
  expect(await written("out/report.md")).toContain("Drift");
});

test("a folder inside the project will do, and a stack has its full name there even if nothing of it can be read", async () => {
  await mkdir(join(project.folder, "inside"), { recursive: true });
  const firstLine = async (stack: string): Promise<string | undefined> => {
    const { stdout } = await driftCommand(project, ["--cwd", "inside", "--stack", stack, "--markdown"]);
    return stdout.split("\n")[0];
  };
  expect(await firstLine("dev")).toBe("<!-- pulumi-rainbond drift shop/dev -->");
  expect(await firstLine("gone")).toBe("<!-- pulumi-rainbond drift shop/gone -->");
});

test("the file - is standard output, where nothing else is written then", async () => {
  const { exitCode, stdout, stderr } = await driftCommand(project, ["--stack", "dev", "--json", "-"]);
  expect(exitCode).toBe(2);
  expect((await reportIn(stdout)).outcome).toBe("drift");
  expect(stderr).toContain("drift in 1 of 1 resource");
  expect(existsSync(join(project.folder, "-"))).toBe(false);
});

test.each([
  ["--json - --markdown", "standard output"],
  ["--json out/report --junit ./out/report", "./out/report"],
])("two reports to one place are refused at once: %s", async (options, place) => {
  const { exitCode, stdout, stderr } = await bash(`drift ${options}`);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(new RegExp(`^error: only one report can go to ${place}.*\n$`));
});

test("a reader of standard output that goes away is no failure: the files are written, and the exit code is the usual one", async () => {
  const { stdout, stderr } = await bash("drift --markdown out/piped.md | true; echo ${PIPESTATUS[0]}");
  expect([stdout, stderr]).toEqual(["2\n", ""]);
  expect(await written("out/piped.md")).toContain("Drift");
});

test("a standard output that takes nothing is exit 1 and one line", async () => {
  const { exitCode, stderr } = await bash("drift --markdown out/full.md > /dev/full");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^can't write to standard output: ENOSPC.*\n$/);
  expect(await written("out/full.md")).toContain("Drift");
});

test("a terminal is told what takes so long, and nothing of that stays; a pipe isn't", async () => {
  const match = { method: "GET", path: "/openapi/*/services" };
  await stage.control.setFaults([{ point: "console", match, times: 1, effect: "delay", ms: 2_500 }]);
  const { stdout } = await bash(
    `script --quiet --command '"${process.execPath}" "${command}" drift --stack dev' /dev/null`,
  );
  const [waiting = "", table = ""] = stdout.split("\u001b[1mdev");
  expect(waiting).toContain("Looking at dev");
  expect(waiting.endsWith("\u001b[2K\u001b[1G")).toBe(true);
  expect(table).not.toContain("Looking at");
  const piped = await driftCommand(project, ["--stack", "dev"]);
  expect(piped.stderr).toBe("");
});
