import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "../../test/engine/engine";
import { Stage } from "../../test/engine/stage";
import { demoTemplate, modelOf } from "../../test/socket/simulator/templates";
import { median } from "../median";
import { contenders, sharedModels, type Contender, type Grouping } from "./contenders";

/** What is measured together: so many apps, in such groups, on a console that takes so long for each call. */
export interface Heat {
  readonly count: number;
  readonly grouping: Grouping;
  readonly latencyMs: number;
  readonly rounds: number;
}

/** Pulumi's commands, in the order in which a round gives them. */
export const commands = [
  ["up", "--yes", "--skip-preview"],
  ["preview"],
  ["preview", "--refresh"],
  ["refresh", "--preview-only"],
  ["destroy", "--yes", "--skip-preview"],
] as const;

/** One command, measured on both sides. */
export interface Lap {
  readonly command: string;
  /** Seconds with the provider that does nothing: the median of the rounds. */
  readonly nullSeconds: number;
  readonly ourSeconds: number;
  /** How often ours called the console, and the app store. */
  readonly calls: number;
}

/** What came of a heat. */
export interface Result {
  readonly laps: readonly Lap[];
  /** Bytes of the stack's state, an app. */
  readonly bytesAnApp: number;
  /** The most memory that a provider process had, in MB. */
  readonly peakMb: Readonly<Record<Contender["name"], number>>;
}

interface Runner {
  readonly name: Contender["name"];
  readonly project: Project;
}

/** Runs both sides in turn, command by command, so that what else the machine does meets both. */
export async function race(heat: Heat): Promise<Result> {
  const peaks = mkdtempSync(join(tmpdir(), "peaks-"));
  const options = `--require ${JSON.stringify(join(__dirname, "peak-memory.cjs"))}`;
  const stage = await Stage.open({ NODE_OPTIONS: options }, { latencyMs: heat.latencyMs, speed: 1_000 });
  try {
    const runners = await line(stage, heat, peaks);
    const laps: Lap[][] = commands.map(() => []);
    let bytesAnApp = 0;
    for (let round = 0; round < heat.rounds; round++) {
      for (const [index, args] of commands.entries()) {
        laps[index]?.push(await lap(args, runners, stage, peaks));
        if (args[0] === "up") bytesAnApp = (await sizeOfState(runners)) / heat.count;
      }
    }
    const peakMb = { null: highestIn(join(peaks, "null")), ours: highestIn(join(peaks, "ours")) };
    return { laps: laps.map(typical), bytesAnApp, peakMb };
  } finally {
    await stage.close();
    rmSync(peaks, { recursive: true });
  }
}

/** Both projects, ready to run. */
async function line(stage: Stage, { count, grouping }: Heat, peaks: string): Promise<Runner[]> {
  const { storeKey, storeDomain } = stage.info;
  const models = sharedModels.map((id) => modelOf(id, { "1.0": withKeysOf(id) }));
  await stage.control.loadStore({ accessKey: storeKey, domain: storeDomain, models });
  const runners: Runner[] = [];
  for (const { name, program } of contenders(stage.info)) {
    mkdirSync(join(peaks, name));
    const project = await stage.engine.program(name, program(count, grouping));
    await project.init("bench");
    runners.push({ name, project });
  }
  return runners;
}

/** The demo's template with component keys of its own. */
function withKeysOf(id: string): unknown {
  const own = id.slice(0, 8);
  return JSON.parse(
    JSON.stringify(demoTemplate("1.0"))
      .replace(/7b0c4e5d/g, own)
      .replace(/c3d9a8f1/g, `f${own.slice(1)}`),
  );
}

async function lap(args: readonly string[], runners: readonly Runner[], stage: Stage, peaks: string): Promise<Lap> {
  const seconds = { null: 0, ours: 0 };
  await stage.control.forgetRequests();
  for (const { name, project } of runners) {
    const began = performance.now();
    const outcome = await project.pulumi([...args], { env: { PEAKS: join(peaks, name) } });
    seconds[name] = (performance.now() - began) / 1000;
    if (outcome.exitCode !== 0)
      throw new Error(`${name}: pulumi ${args.join(" ")} failed:\n${project.screen(outcome)}`);
  }
  const calls = (await stage.control.requests()).filter(({ path }) => !path.startsWith("/simulator")).length;
  return {
    command: args.filter((arg) => !/^--(yes|skip-preview)$/.test(arg)).join(" "),
    nullSeconds: seconds.null,
    ourSeconds: seconds.ours,
    calls,
  };
}

function typical(laps: readonly Lap[]): Lap {
  const [first] = laps;
  if (!first) throw new Error("a heat needs a round");
  return {
    ...first,
    nullSeconds: median(laps.map((one) => one.nullSeconds)),
    ourSeconds: median(laps.map((one) => one.ourSeconds)),
    calls: median(laps.map((one) => one.calls)),
  };
}

async function sizeOfState(runners: readonly Runner[]): Promise<number> {
  const ours = runners.find(({ name }) => name === "ours");
  return ours ? Buffer.byteLength(JSON.stringify(await ours.project.deployment())) : NaN;
}

function highestIn(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => Number(readFileSync(join(folder, name), "utf8")))) / 1024;
}
