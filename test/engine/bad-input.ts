import { basename, join } from "node:path";
import type { Outcome } from "../../tools/command";
import { expectGolden } from "../golden";
import type { StateResource } from "./deployment";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import type { Stage } from "./stage";

/** One way to get something wrong. */
export interface BadInput {
  /** What is wrong, as it reads behind "with". */
  readonly what: string;
  /** What of the demo's arguments is different. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** What of the demo's environment is different. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** What became of an `up` with a bad input. */
export interface Failure {
  readonly outcome: Outcome;
  /** Everything that a person sees. */
  readonly screen: string;
  /** The resources of ours that the state holds afterwards. */
  readonly apps: StateResource[];
}

/** Runs `up` with the bad input, from an empty stack. */
export function upWith(bad: BadInput, stage: Stage, project: Project): Promise<Failure> {
  return runWith(["up", "--yes", "--skip-preview"], bad, stage, project);
}

/** Runs `preview` with the bad input. */
export function previewWith(bad: BadInput, stage: Stage, project: Project): Promise<Failure> {
  return runWith(["preview"], bad, stage, project);
}

async function runWith(command: string[], bad: BadInput, stage: Stage, project: Project): Promise<Failure> {
  await project.rewrite(marketAppProgram({ ...demoArguments(stage.info), ...bad.args }));
  await stage.control.forgetRequests();
  const outcome = await project.pulumi(command, { env: { ...bad.environment } });
  const { resources } = await project.deployment();
  return {
    outcome,
    screen: inSteadyOrder(project.screen(outcome)),
    apps: resources.filter(({ type }) => type.includes("rainbond")),
  };
}

/**
 * The same text with the rows, and then the diagnostics, of one resource together: what is about different resources
 * comes in the order of their clocks. Whether a row shows a diagnostic for a moment is chance too, so those rows are left out.
 */
function inSteadyOrder(screen: string): string {
  const [rows = "", ...rest] = screen.split("\nDiagnostics:\n");
  const [diagnostics = "", ...after] = rest.join("\nDiagnostics:\n").split("\n\nResources:\n");
  const isStack = (text: string): boolean => text.includes("pulumi:pulumi:Stack");
  const lines = rows.split("\n").filter((line) => line !== "" && !/^ +\S+ \S+ +error: /.test(line));
  const blocks = diagnostics.split(/\n\n(?= {2}\S)/);
  return [
    ...[...lines.filter((line) => !isStack(line)), ...lines.filter(isStack)],
    "Diagnostics:",
    [...blocks.filter((block) => !isStack(block)), ...blocks.filter(isStack)].join("\n\n"),
    `\nResources:\n${after.join("\n\nResources:\n")}`,
  ].join("\n");
}

/** Fails if a person would see a stack trace or a secret. */
export function expectFitForPeople({ stdout, stderr }: Outcome, secrets: readonly string[]): void {
  const text = stdout + stderr;
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toMatch(/node_modules|\.js:\d+/);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

/** Compares the screen with the golden one of the running test. A snapshot of jest's would be obsolete, and so red, in a run in which its row has no turn. */
export function expectGoldenScreen(screen: string): void {
  const { currentTestName = "", testPath = "" } = expect.getState();
  const file = `${currentTestName.replaceAll(/[^\w]+/g, "-")}.txt`;
  expectGolden(join(__dirname, "golden", basename(testPath, ".test.ts"), file), screen);
}
