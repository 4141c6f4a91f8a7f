import { join } from "node:path";
import type { LockFault, RollbackFault } from "../../simulator";
import { callsOf } from "./calls";
import { Disturbance } from "./disturbance";
import { judgeGone, judgeInstalled, type Complaint } from "./judge";
import type { Face } from "./faces";
import { crowdKinds, kinds } from "./kinds";
import type { Scene } from "./scene";
import type { Beginning, Stage } from "./stage";
import type { Declared, Operation, Outcome, Stack, StackState } from "./stack";
import { namesFor, type Story } from "./stories";

const impatient = join(__dirname, "impatient.cjs");

type UpOperation = Extract<Operation, { kind: "up" }>;

/** One disturbance of one call of one story, told through one face. */
export interface Point {
  readonly face: Face;
  readonly story: Story;
  readonly call: string;
  readonly kind: string;
}

/** One command of a play, so that it can be held against that of another play: without what is different each time. */
export interface Step {
  readonly command: string;
  readonly exitCode: number | null;
  /** What its provider asked, each call once and sorted: reads that are made at once come in any order. */
  readonly calls: readonly string[];
  /** What the state held afterwards. */
  readonly state: unknown;
}

/** How a play ended. */
export interface Result {
  /** Empty if all is as it must be. */
  readonly complaints: readonly Complaint[];
  /** True if the way back went over an `adopt` line that was pasted from an error. */
  readonly isAdopted: boolean;
  /** What was done, and what came of it. */
  readonly steps: readonly Step[];
}

/** A beginning that is being played: a Rainbond and a stack of its own, and what was done so far. */
class Play {
  private readonly steps: Step[] = [];
  private isAdopted = false;

  private constructor(
    private readonly stage: Stage,
    private readonly beginning: Beginning,
    readonly scene: Scene,
    private readonly stack: Stack,
  ) {}

  static async open(stage: Stage, beginning: Beginning): Promise<Play> {
    const scene = await stage.scene(beginning);
    await scene.control.setFaults(beginning.story.faults ?? []);
    await scene.control.forgetRequests();
    return new Play(stage, beginning, scene, await beginning.stack.copy(stage.passage.url));
  }

  private get isCrowd(): boolean {
    return Object.keys(this.beginning.declared).length > 1;
  }

  /** The story's operation, which the disturbance befalls. */
  async first(disturb?: Pick<Point, "call" | "kind">): Promise<{ outcome: Outcome; disturbance?: Disturbance }> {
    const { passage } = this.stage;
    const token = passage.admit("first", namesFor(this.beginning.story));
    const operation = this.beginning.story.operation(this.beginning.declared);
    if (!disturb) return { outcome: await this.note("first", token, this.begin(operation, token).outcome) };
    const kind = kinds.get(disturb.kind) ?? crowdKinds.get(disturb.kind);
    if (!kind) throw new Error(`no kind ${disturb.kind}`);
    const patience = disturb.kind === "timeout" ? { NODE_OPTIONS: `--require ${impatient}` } : {};
    const arm = (fault: LockFault | RollbackFault): Promise<void> => this.scene.control.setFaults([fault]);
    const reach = { victim: () => running, arm };
    const disturbance = new Disturbance({ run: token, call: disturb.call, kind }, reach);
    passage.guard = disturbance;
    const running = this.begin(operation, token, patience);
    const outcome = await this.note("first", token, running.outcome);
    if ("victim" in kind && !this.isCrowd) this.forgetCallsSince(disturb.call);
    return { outcome, disturbance };
  }

  /** Which of the reads that were made at once, or by a survivor, still came through is chance: only the phases before are kept. */
  private forgetCallsSince(call: string): void {
    const [first] = this.steps;
    if (!first) return;
    const calls = first.calls.filter((one) => Number.parseInt(one) < Number.parseInt(call));
    this.steps.splice(0, 1, { ...first, calls: [...calls, call] });
  }

  /** What a person does next: `up`, and what its error says; then a preview, which finds nothing; then `destroy`. */
  async goOn(disturbance?: Disturbance): Promise<Result> {
    await this.scene.control.setFaults([]);
    const { story } = this.beginning;
    if (await this.stack.isLocked()) await this.run("cancel", { kind: "cancel" });
    const up = await this.upAgain(disturbance);
    const { isAdopted, steps } = this;
    const complaints: Complaint[] = up.exitCode === 0 ? [] : [{ what: "lost", why: `up failed: ${up.text}` }];
    if (isAdopted && !(story.isShared && disturbance?.isDeadly))
      complaints.push({ what: "lost", why: "the app had to be adopted, though nobody had died in a shared group" });
    if (up.exitCode === 0) complaints.push(...(await this.judge(up.declared)));
    return { complaints, isAdopted, steps };
  }

  async close(): Promise<void> {
    await this.stack.close();
    await this.scene.close();
  }

  private async upAgain(disturbance?: Disturbance): Promise<Outcome & { declared: Declared }> {
    const { declared, story } = this.beginning;
    const again: UpOperation = { kind: "up", declared, refresh: story.refreshes === true };
    const up = await this.run("up", again);
    await disturbance?.release();
    if (up.exitCode !== 0 && up.text.includes("pulumi up --replace"))
      return { ...(await this.run("up --replace", { ...again, replace: true })), declared };
    return this.upWithAdopt(up, again);
  }

  /** Declares what the errors name, for each app at most once: after the first failure the engine begins no further app. */
  private async upWithAdopt(up: Outcome, again: UpOperation): Promise<Outcome & { declared: Declared }> {
    const named = Object.entries(again.declared).flatMap(([name, args]) => {
      const [, install] = /adopt: (\d+)/.exec(errorOf(name, up.text)) ?? [];
      return install === undefined || "adopt" in args ? [] : [[name, { ...args, adopt: Number(install) }] as const];
    });
    if (up.exitCode === 0 || named.length === 0) return { ...up, declared: again.declared };
    this.isAdopted = true;
    const adopting = { ...again, declared: { ...again.declared, ...Object.fromEntries(named) } };
    return this.upWithAdopt(await this.run("up with adopt", adopting), adopting);
  }

  private async judge(declared: Declared): Promise<Complaint[]> {
    const { expected } = this.beginning;
    const { onlooker } = this.scene;
    const complaints = judgeInstalled(expected, await onlooker.look(), await this.stack.state());
    const preview = await this.run("preview", { kind: "preview", declared });
    if (preview.exitCode !== 0) complaints.push({ what: "spoilt", why: `the preview wasn't clean: ${preview.text}` });
    const destroy = await this.run("destroy", { kind: "destroy" });
    if (destroy.exitCode !== 0) complaints.push({ what: "spoilt", why: `destroy failed: ${destroy.text}` });
    return [...complaints, ...judgeGone(expected.origin, await onlooker.look(), await this.stack.state())];
  }

  private run(command: string, operation: Operation): Promise<Outcome> {
    const token = this.stage.passage.admit(command.replaceAll(" ", "-"));
    return this.note(command, token, this.begin(operation, token).outcome);
  }

  private begin(operation: Operation, token: string, environment: NodeJS.ProcessEnv = {}): ReturnType<Stack["begin"]> {
    return this.stack.begin(operation, { ...environment, RAINBOND_TOKEN: token, TMPDIR: this.stage.newMachine() });
  }

  private async note(command: string, token: string, ending: Promise<Outcome>): Promise<Outcome> {
    const outcome = await ending;
    const calls = [...new Set(this.stage.passage.callsOf(token))].sort();
    const state = await this.stack.state();
    const { exitCode } = outcome;
    const isDone = exitCode === 0 && command !== "cancel";
    if (this.isCrowd) this.steps.push({ command, exitCode, calls: [], state: isDone && outlineOf(state) });
    else this.steps.push({ command, exitCode, calls, state: withoutChance(state, this.stage.passage.url) });
    return outcome;
  }
}

/** What the state says of apps that were worked on side by side: which of them have what name or number is chance. */
function outlineOf({ resources, pending }: StackState): unknown {
  const apps = Object.entries(resources).map(([name, { initErrors, outputs }]): [string, unknown] => {
    return [name, { isFinished: initErrors.length === 0, health: outputs["health"] }];
  });
  return { apps: Object.fromEntries(apps), isPending: pending.length > 0 };
}

/** What a command printed of an app's failure, or nothing. */
function errorOf(name: string, text: string): string {
  const [, ...blocks] = text.split(`MarketApp (${name}):\n`);
  return blocks.map((block) => block.split(/\n {0,2}\S/)[0]).join("\n");
}

/** Ids, addresses and names that the console makes up, replaced by words, and what the real engine keeps encrypted. */
function withoutChance(state: StackState, url: string): unknown {
  const text = JSON.stringify(state)
    .replaceAll(url, "http://rainbond")
    .replace(/\b[0-9a-f]{32}\b/g, "(id)")
    .replace(/\bgr[0-9a-f]{6}\b/g, "(alias)")
    .replace(/\bguestbook-(web|db)-[0-9a-f]{4}\b/g, "guestbook-$1")
    .replace(/-[0-9a-z]{8}\.apps\.[a-z.]+(:\d+)?/g, "-(team).apps");
  const encrypted = (key: string, value: unknown): unknown => (key === "__rbSettings" ? "(secret)" : value);
  return JSON.parse(text, encrypted);
}

/**
 * Plays the story undisturbed, and returns its calls as the server's own log has them.
 * @param end where it ends: with the story's operation, or with all that a person does next, and its judgement
 */
export async function rehearse(stage: Stage, beginning: Beginning, end: "operation" | "judgement"): Promise<string[]> {
  const { story } = beginning;
  const play = await Play.open(stage, beginning);
  try {
    const { exitCode, text } = (await play.first()).outcome;
    if (exitCode !== (story.exitCode ?? 0))
      throw new Error(`${story.name}, undisturbed, exited ${exitCode ?? "by a signal"}: ${text}`);
    const calls = callsOf(await play.scene.control.requests(), namesFor(story));
    const complaints = end === "operation" ? [] : (await play.goOn()).complaints;
    if (complaints.length === 0) return calls;
    throw new Error(`${story.name}, undisturbed: ${complaints.map(({ why }) => why).join("; ")}`);
  } finally {
    await play.close();
  }
}

/** Plays a point: the story with its disturbance, then `up`, `preview` and `destroy`, and a judgement after each. */
export async function playPoint(stage: Stage, beginning: Beginning, point: Point): Promise<Result> {
  const play = await Play.open(stage, beginning);
  try {
    const { disturbance } = await play.first(point);
    if (disturbance?.hasHappened) return await play.goOn(disturbance);
    return failed(`the call never came`);
  } finally {
    await play.close();
  }
}

/** The result of a play that couldn't be played. */
export function failed(why: string): Result {
  return { complaints: [{ what: "spoilt", why }], isAdopted: false, steps: [] };
}
