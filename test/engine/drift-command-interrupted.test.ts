import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../../cli/drift/report";
import { errorsIn, reportIn } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { processesWith, type Process } from "./processes";
import { Stage } from "./stage";
import { rowsToPlay } from "../matrix-rows";

const command = resolve(__dirname, "..", "..", "dist", "cli", "main.js");
const services = "/openapi/v1/teams/*/services";

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("shop", marketAppProgram(demoArguments(stage.info)));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
});

afterAll(() => stage.close());

afterEach(() => stage.control.setFaults([]));

/** A run of the command, and every process that it starts. */
class Run {
  private constructor(
    private readonly variable: string,
    readonly child: ChildProcess,
  ) {}

  /** @param path what the command's PATH begins with */
  static begin(...path: string[]): Run {
    const id = randomUUID();
    const child = spawn(process.execPath, [command, "drift", "--stack", "dev", "--json", "report.json"], {
      cwd: project.folder,
      env: { ...project.env, PATH: [...path, project.env["PATH"]].join(delimiter), DRIFT_RUN: id },
      detached: true,
      stdio: "ignore",
    });
    return new Run(`DRIFT_RUN=${id}`, child);
  }

  /** The process whose command line matches, as soon as it is there. */
  async process(pattern: RegExp): Promise<Process> {
    for (;;) {
      const found = (await this.processes()).find((one) => pattern.test(one.command));
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error("the command has ended");
      await sleep(10);
    }
  }

  async processes(): Promise<Process[]> {
    return processesWith(this.variable);
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }

  async report(): Promise<Report> {
    return reportIn(await readFile(join(project.folder, "report.json"), "utf8"));
  }

  /** A signal to the command alone. */
  terminate(): void {
    this.child.kill("SIGTERM");
  }

  /** What a terminal does: a signal to everything in the foreground. */
  pressCtrlC(): void {
    process.kill(-(this.child.pid ?? 0), "SIGINT");
  }
}

/** When to interrupt: so many milliseconds after the engine began to start plugins, each of which takes a while. */
const moments = [0, 100, 400];

const interruptions = moments.flatMap((ms) => [
  { what: "Ctrl-C", ms },
  { what: "SIGTERM", ms },
]);

test.each(rowsToPlay(interruptions))(
  "$what while plugins start, after $ms ms, leaves no process",
  async ({ ms, what }) => {
    const run = Run.begin();
    await run.process(/pulumi-language-nodejs/);
    await sleep(ms);
    if (what === "Ctrl-C") run.pressCtrlC();
    else run.terminate();
    expect(await run.exitCode()).toBe(1);
    expect(await run.processes()).toEqual([]);
    // A fast machine may have looked at the app by then, which is no error of the app's.
    const errors = errorsIn(await run.report()).filter((error) => error !== null);
    expect(errors).toEqual(["interrupted before it ended"]);
  },
);

test("Ctrl-C before the engine runs is called so", async () => {
  const slowCli = join(stage.engine.folder, "slow-cli");
  await mkdir(slowCli);
  await writeFile(join(slowCli, "pulumi"), "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
  const run = Run.begin(slowCli);
  await run.process(/pulumi version/);
  run.pressCtrlC();
  expect(await run.exitCode()).toBe(1);
  expect(await run.processes()).toEqual([]);
  expect(errorsIn(await run.report())).toEqual(["interrupted before it began"]);
});

describe("while the server is silent", () => {
  let run: Run;

  beforeEach(async () => {
    const match = { method: "GET", path: services };
    await stage.control.setFaults([{ point: "console", match, times: 100, effect: "hang" }]);
    await stage.control.forgetRequests();
    run = Run.begin();
    while (!(await stage.control.requests()).some(({ path }) => path.endsWith("/services"))) await sleep(50);
  });

  test.each([
    [
      "impatient Ctrl-C",
      (): void => {
        run.pressCtrlC();
        run.pressCtrlC();
      },
    ],
    ["the end of the terminal", (): boolean => run.child.kill("SIGHUP")],
  ])("the command ends within seconds after %s, and leaves no process", async (_, interrupt) => {
    const since = performance.now();
    interrupt();
    expect(await run.exitCode()).toBe(1);
    expect(performance.now() - since).toBeLessThan(10_000);
    expect(await run.processes()).toEqual([]);
  });

  test("an engine that is killed takes its provider with it", async () => {
    const { pid } = await run.process(/pulumi.* refresh /);
    process.kill(pid, "SIGKILL");
    expect(await run.exitCode()).toBe(1);
    const providers = async (): Promise<Process[]> =>
      (await run.processes()).filter(({ command: line }) => line.includes("dynamic-provider"));
    for (let looks = 0; looks < 50 && (await providers()).length > 0; looks++) await sleep(100);
    expect(await providers()).toEqual([]);
  });
});
