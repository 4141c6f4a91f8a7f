import { resolve } from "node:path";
import { messageOf } from "../../provider/errors";
import { shown } from "../../provider/screen";
import { interruptedEarly } from "../project/failure";
import { refuseSharedPlaces, writeReports, type Places } from "./outlets";
import { PulumiProject, type Look } from "../project/pulumi-project";
import { reportOf, type Report, type ReportedStack } from "./report";
import { StatusLine } from "../terminal/status-line";
import { concealSecretsOf } from "../terminal/environment-secrets";
import { verdictOn } from "./verdict";

/** What to look at, and where reports go. */
export interface DriftOptions extends Places {
  readonly cwd: string;
  readonly stack: readonly string[];
  readonly exitCodes: "default" | "pulumi";
}

/** Looks at the stacks one after the other, writes the reports with what is known even if that isn't all, and returns the exit code. */
export async function runDrift(options: DriftOptions): Promise<number> {
  refuseSharedPlaces(options);
  concealSecretsOf(process.env);
  const status = new StatusLine(process.stderr);
  const report = await lookAtAll(options, status, interruption(status));
  status.end();
  const failures = await writeReports(report, options);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  if (report.outcome === "error" || failures.length > 0) return 1;
  return report.outcome !== "drift" ? 0 : options.exitCodes === "pulumi" ? 7 : 2;
}

/** Aborted by the first Ctrl-C, end of the terminal, or `kill`; further ones change nothing. */
function interruption(status: StatusLine): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      status.say("Interrupted: waiting for Pulumi to end …");
      controller.abort();
    });
  }
  return controller.signal;
}

async function lookAtAll(
  { cwd, stack: wanted }: DriftOptions,
  status: StatusLine,
  signal: AbortSignal,
): Promise<Report> {
  const stacks: ReportedStack[] = [];
  try {
    status.say("Looking for the project …");
    const project = await PulumiProject.open(resolve(cwd));
    const names = wanted.length > 0 ? [...new Set(wanted)] : [await project.selectedStack()];
    for (const [index, name] of names.entries()) {
      status.say(`Looking at ${name}${names.length > 1 ? ` (${index + 1} of ${names.length})` : ""} …`);
      const look = signal.aborted ? notBegun : await project.previewRefresh(name, signal);
      stacks.push(verdictOn(name, look, project.name));
    }
    return reportOf(stacks, [], new Date());
  } catch (thrown) {
    const failure = signal.aborted ? interruptedEarly : shown(messageOf(thrown));
    const rest = [...new Set(wanted)].slice(stacks.length).map((name) => verdictOn(name, { events: [], failure }));
    return reportOf([...stacks, ...rest], wanted.length === 0 ? [failure] : [], new Date());
  }
}

const notBegun: Look = { events: [], failure: interruptedEarly };
