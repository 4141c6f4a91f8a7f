import { join } from "node:path";
import { callsOf } from "./calls";
import { Disturbance } from "./disturbance";
import { judgeGone, judgeInstalled, type Complaint } from "./judge";
import { kinds } from "./kinds";
import type { Scene } from "./scene";
import type { Beginning, Stage } from "./stage";
import type { Operation, Outcome, Stack } from "./stack";
import type { Story } from "./stories";

const impatient = join(__dirname, "impatient.cjs");

/** One disturbance of one call of one story. */
export interface Point {
  readonly story: Story;
  readonly call: string;
  readonly kind: string;
}

/** How a point ended. */
export interface Result {
  readonly point: Point;
  /** Empty if all is as it must be. */
  readonly complaints: readonly Complaint[];
  /** True if the way back went over an `adopt` line that was pasted from an error. */
  readonly isAdopted: boolean;
  /** True if an `up` refused for want of a proof, and named no `adopt` line. */
  readonly isRefused: boolean;
}

/** Plays the story undisturbed to its end, and returns its calls as the server's own log has them. */
export async function rehearse(stage: Stage, story: Story): Promise<string[]> {
  const beginning = await stage.beginning(story);
  const scene = await stage.scene(beginning);
  const stack = beginning.stack.copy();
  try {
    await scene.control.setFaults(story.faults ?? []);
    await scene.control.forgetRequests();
    const { exitCode, text } = await stack.begin(story.operation(beginning.declared), {
      RAINBOND_TOKEN: stage.passage.admit("first"),
    }).outcome;
    if (exitCode !== (story.exitCode ?? 0))
      throw new Error(`${story.name}, undisturbed, exited ${exitCode ?? "by a signal"}: ${text}`);
    const calls = callsOf(await scene.control.requests());
    const { complaints } = await goOn(stage, story, beginning, scene, stack);
    if (complaints.length > 0)
      throw new Error(`${story.name}, undisturbed: ${complaints.map(({ why }) => why).join("; ")}`);
    return calls;
  } finally {
    await stack.close();
    await scene.close();
  }
}

/** Plays a point: the story with its disturbance, then `up`, `preview` and `destroy`, and a judgement after each. */
export async function play(stage: Stage, point: Point): Promise<Result> {
  const { story, call } = point;
  const kind = kinds.get(point.kind);
  if (!kind) throw new Error(`no kind ${point.kind}`);
  const beginning = await stage.beginning(story);
  const scene = await stage.scene(beginning);
  const stack = beginning.stack.copy();
  try {
    await scene.control.setFaults(story.faults ?? []);
    const run = stage.passage.admit("first");
    const disturbance = new Disturbance({ run, call, kind }, () => running);
    stage.passage.guard = disturbance;
    const environment = point.kind === "timeout" ? { NODE_OPTIONS: `--require ${impatient}` } : {};
    const running = stack.begin(story.operation(beginning.declared), { ...environment, RAINBOND_TOKEN: run });
    await running.outcome;
    if (!disturbance.hasHappened) {
      const why = `the call never came; there were ${stage.passage.callsOf(run).join(", ")}`;
      return { point, complaints: [{ what: "spoilt", why }], isAdopted: false, isRefused: false };
    }
    return { point, ...(await goOn(stage, story, beginning, scene, stack, disturbance)) };
  } finally {
    await stack.close();
    await scene.close();
  }
}

/** What a person does next: `up`, and what its error says; then a preview, which finds nothing; then `destroy`. */
async function goOn(
  stage: Stage,
  story: Story,
  { declared, expected }: Beginning,
  scene: Scene,
  stack: Stack,
  disturbance?: Disturbance,
): Promise<Omit<Result, "point">> {
  await scene.control.setFaults([]);
  const way = { isAdopted: false, isRefused: false };
  const run = (operation: Operation, name: string): Promise<Outcome> =>
    stack.begin(operation, { RAINBOND_TOKEN: stage.passage.admit(name) }).outcome;
  if (await stack.isLocked()) await run({ kind: "cancel" }, "cancel");
  let again: Operation & { kind: "up" } = { kind: "up", declared, refresh: story.refreshes === true };
  let up = await run(again, "again");
  await disturbance?.release();
  if (up.exitCode !== 0 && up.text.includes("pulumi up --replace"))
    up = await run({ ...again, replace: true }, "replace");
  const [, adopt] = /adopt: (\d+)/.exec(up.text) ?? [];
  if (up.exitCode !== 0 && adopt !== undefined) {
    way.isAdopted = true;
    again = { ...again, declared: { ...declared, adopt: Number(adopt) } };
    up = await run(again, "adopt");
  }
  if (up.exitCode !== 0) {
    way.isRefused = story.isShared === true && up.text.includes("Nothing was installed");
    return { ...way, complaints: way.isRefused ? [] : [{ what: "lost", why: `up failed: ${up.text}` }] };
  }
  const complaints = judgeInstalled(expected, await scene.onlooker.look(), await stack.state());
  const preview = await run({ kind: "preview", declared: again.declared }, "preview");
  if (preview.exitCode !== 0) complaints.push({ what: "spoilt", why: `the preview wasn't clean: ${preview.text}` });
  const destroy = await run({ kind: "destroy" }, "destroy");
  if (destroy.exitCode !== 0) complaints.push({ what: "spoilt", why: `destroy failed: ${destroy.text}` });
  complaints.push(...judgeGone(expected.origin, await scene.onlooker.look(), await stack.state()));
  return { ...way, complaints };
}
