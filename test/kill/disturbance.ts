import { setTimeout as sleep } from "node:timers/promises";
import type { LockFault, RollbackFault } from "../../simulator";
import type { Failure, Kind, Lock, Moment, Victim } from "./kinds";
import type { Arrival, Crossing, Departure, Guard } from "./passage";
import type { Running } from "./stack";

/** How long a survivor that neither ends nor writes is watched. */
const watchMs = 15_000;
/** How long the next run is still before it is believed to wait for the survivor. */
const stillMs = 2_000;

const arrivals: Readonly<Record<Failure, Arrival>> = {
  answerLost: "lose",
  error500: "fail",
  reset: "pass",
  timeout: "silence",
};

/** Where the lock strikes from now on. An install's is a fault of its own, since it leaves something. */
export function faultOf(call: string, { lasts, leaves }: Lock): LockFault | RollbackFault {
  const times = lasts === "once" ? 1 : 1_000;
  const [method = "", path = ""] = call.split(/[ ,]/);
  if (path.endsWith("/install")) return { point: "database.installRollback", times, shape: leaves };
  return { point: "database.lock", times, match: { method, path: path.replace("…", "*") } };
}

/** What a disturbance can reach. */
export interface Reach {
  /** The command whose processes may die. */
  readonly victim: () => Running;
  /** Arms a fault on the server, in place of all others. */
  readonly arm: (fault: LockFault | RollbackFault) => Promise<void>;
}

/**
 * Disturbs one call of one run, once. If that leaves a survivor (a provider process whose CLI is dead), it is made a slow one: its reads are held
 * until the next run is about to write, or waits for the survivor. Then it may do what it wants, and only when it has
 * ended, or has written, goes the next run's write on.
 */
export class Disturbance implements Guard {
  private hasStruck = false;
  private survivor: string | undefined;
  private let: () => void = () => undefined;
  private readonly released = new Promise<void>((resolve) => (this.let = resolve));
  private wrote: () => void = () => undefined;
  private readonly survivorWrote = new Promise<void>((resolve) => (this.wrote = resolve));
  private watched: Promise<void> | undefined;
  private patience: NodeJS.Timeout | undefined;
  /** Settles once the provider that was struck is dead. Until then it may get as far as its next call, which by chance would count or not. */
  private dying: Promise<void> | undefined;

  constructor(
    private readonly target: { readonly run: string; readonly call: string; readonly kind: Kind },
    private readonly reach: Reach,
  ) {}

  /** True once the call has come and was disturbed. */
  get hasHappened(): boolean {
    return this.hasStruck;
  }

  /** True if it ends a process. */
  get isDeadly(): boolean {
    return "victim" in this.target.kind;
  }

  async departs(crossing: Crossing): Promise<Departure> {
    if (this.dying !== undefined && crossing.run === this.target.run) {
      await this.dying;
      return "reset";
    }
    await this.strike(crossing, "before");
    await this.lock(crossing);
    if (this.isTarget(crossing, "reset")) return "reset";
    if (this.survivor === undefined) return "pass";
    if (crossing.run === this.survivor) {
      if (!crossing.isWrite) await this.released;
      else if (crossing.call !== this.target.call) this.wrote();
    } else {
      clearTimeout(this.patience);
      if (crossing.isWrite) await this.release();
      else this.patience = setTimeout(this.let, stillMs);
    }
    return "pass";
  }

  async arrives(crossing: Crossing): Promise<Arrival> {
    await this.strike(crossing, "acted");
    const { kind } = this.target;
    // Its next look is held from the answer on: else it might get as far as a write while its engine is still dying.
    if ("victim" in kind && kind.victim === "cli" && this.isStruckBy(crossing, "answered"))
      this.survivor = crossing.run;
    return "failure" in kind && this.isTarget(crossing, kind.failure) ? arrivals[kind.failure] : "pass";
  }

  async arrived(crossing: Crossing): Promise<void> {
    await this.strike(crossing, "answered");
  }

  /** Lets a survivor go on, and settles once it has ended or has written something. */
  release(): Promise<void> {
    clearTimeout(this.patience);
    this.let();
    if (this.survivor === undefined) return Promise.resolve();
    const ends = this.reach.victim().providerEnded();
    this.watched ??= Promise.race([this.survivorWrote, ends, sleep(watchMs, undefined, { ref: false })]);
    return this.watched;
  }

  /** True if this is the call to disturb, for the first time, in this way. */
  private isTarget({ run, call }: Crossing, failure: Failure): boolean {
    const { target } = this;
    if (this.hasStruck || run !== target.run || call !== target.call) return false;
    if (!("failure" in target.kind) || target.kind.failure !== failure) return false;
    this.hasStruck = true;
    return true;
  }

  /** True if this is the moment at which this call, for the first time, is to end a process. */
  private isStruckBy({ run, call }: Crossing, moment: Moment): boolean {
    const { kind, ...target } = this.target;
    return !this.hasStruck && run === target.run && call === target.call && "victim" in kind && kind.moment === moment;
  }

  private async strike(crossing: Crossing, moment: Moment): Promise<void> {
    const { kind } = this.target;
    if (!("victim" in kind) || !this.isStruckBy(crossing, moment)) return;
    this.hasStruck = true;
    const { victim } = kind;
    if (victim === "cli") this.survivor = crossing.run;
    const killed = this.kill(victim);
    if (victim !== "cli") this.dying = killed;
    await killed;
  }

  private async lock({ run, call }: Crossing): Promise<void> {
    const { target } = this;
    if (this.hasStruck || run !== target.run || call !== target.call || !("lock" in target.kind)) return;
    this.hasStruck = true;
    await this.reach.arm(faultOf(call, target.kind.lock));
  }

  private async kill(victim: Victim): Promise<void> {
    if (victim !== "provider") await this.reach.victim().killCli();
    if (victim !== "cli") await this.reach.victim().killProvider();
  }
}
