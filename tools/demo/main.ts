// The main job in a minute, for people to watch: each command is what they would type, each number is asked for.
import { parseArgs } from "node:util";
import { faultsSchema } from "../../simulator/control/faults";
import { playStory } from "./story";
import { handOver, leaveStage, setStage, strikeStage } from "./stage";

const { values: options } = parseArgs({
  options: {
    /** Leaves simulator and stacks, to go on by hand. */
    keep: { type: "boolean", default: false },
    /** Faults for the simulator, in the form that its control API takes: shows what a failure looks like. */
    faults: { type: "string" },
  },
});

async function demo(abandon: AbortSignal): Promise<void> {
  const stage = await setStage(options.keep);
  let isKept = false;
  try {
    if (options.faults !== undefined) await stage.control.setFaults(faultsSchema.parse(JSON.parse(options.faults)));
    await playStory(stage, abandon, options.keep);
    isKept = options.keep;
  } finally {
    if (isKept) leaveStage(stage);
    else await strikeStage(stage);
  }
  console.log(isKept ? `\n${handOver(stage)}` : "\nThe demo did all that it said, and left nothing.");
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interruption.abort(new Error(`${signal} ended it`));
  });
}

demo(interruption.signal).catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
