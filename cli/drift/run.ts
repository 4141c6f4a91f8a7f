import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isatty } from "node:tty";
import { junitOf } from "./junit";
import { markdownOf } from "./markdown";
import { PulumiProject, type Look } from "./pulumi-project";
import { reportOf, type Report, type ReportedStack } from "./report";
import { tableOf } from "./table";
import { cleanText, concealSecretsOf } from "./text";
import { verdictOn } from "./verdict";

/** What to look at, and where reports go: to a file, or to standard output (`true`). */
export interface DriftOptions {
  readonly cwd: string;
  readonly stack: readonly string[];
  readonly json?: string | true;
  readonly markdown?: string | true;
  readonly junit?: string | true;
  readonly exitCodes: "default" | "pulumi";
}

/** Looks at the stacks one after the other, writes the reports with what is known even if that isn't all, and returns the exit code. */
export async function runDrift(options: DriftOptions): Promise<number> {
  refuseTwoOnStandardOutput(options);
  concealSecretsOf(process.env);
  const report = await lookAtAll(options, interruption());
  write(report, options);
  if (report.outcome === "error") return 1;
  return report.outcome !== "drift" ? 0 : options.exitCodes === "pulumi" ? 7 : 2;
}

/** Aborted by the first Ctrl-C. Pulumi ends what it is at after one, and at once after two: a look has nothing to lose. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort();
    setTimeout(() => controller.signal.dispatchEvent(new Event("abort")), 500).unref();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}

async function lookAtAll({ cwd, stack: wanted }: DriftOptions, signal: AbortSignal): Promise<Report> {
  const stacks: ReportedStack[] = [];
  try {
    const project = await PulumiProject.open(resolve(cwd));
    const names = wanted.length > 0 ? [...new Set(wanted)] : [await project.selectedStack()];
    for (const name of names) {
      const look = signal.aborted ? notBegun : await project.previewRefresh(name, signal);
      stacks.push(verdictOn(name, look));
    }
    return reportOf(stacks, [], new Date());
  } catch (thrown) {
    return reportOf(stacks, [cleanText(thrown instanceof Error ? thrown.message : String(thrown))], new Date());
  }
}

const notBegun: Look = { events: [], failure: "interrupted before it began" };

interface Outlet {
  readonly to: string | true | undefined;
  readonly text: (report: Report) => string;
}

function outletsOf({ json, markdown, junit }: DriftOptions): Outlet[] {
  return [
    { to: json, text: (report) => `${JSON.stringify(report, undefined, 2)}\n` },
    { to: markdown, text: markdownOf },
    { to: junit, text: junitOf },
  ];
}

function refuseTwoOnStandardOutput(options: DriftOptions): void {
  if (outletsOf(options).filter(({ to }) => to === true).length < 2) return;
  throw new Error("only one of --json, --markdown and --junit can go to standard output: give the others a file");
}

/** The table is for people: it makes way on standard output for a report that is asked for there. */
function write(report: Report, options: DriftOptions): void {
  const outlets = outletsOf(options);
  const table = outlets.some(({ to }) => to === true) ? process.stderr : process.stdout;
  table.write(tableOf(report, isatty(table.fd) && process.env["NO_COLOR"] === undefined));
  for (const { to, text } of outlets) {
    if (to === undefined) continue;
    if (to === true) process.stdout.write(text(report));
    else writeFile(to, text(report));
  }
}

function writeFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (thrown) {
    throw new Error(`can't write ${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
