import type { ConsoleComponent } from "../../console";
import type { Look } from "./look";
import { troubleOf, type Trouble } from "./trouble";

/** For how long everything must have been well. */
const settleMs = 3_000;
/** A failing component may recover (a web server restarts until its database answers), and one that looks idle may be taken up. */
const graceMs = 60_000;
/** One that fails again and again is given up after this. */
const relapsesForMs = 5 * 60_000;

/** For how long each trouble may last, and why it makes no sense to wait on then. The others end by themselves. */
const ends: Partial<Record<Trouble, { readonly afterMs: number; readonly why: string }>> = {
  buildFailed: { afterMs: 0, why: "a build failed" },
  // Another event may still follow.
  startFailed: { afterMs: 5_000, why: "a start failed" },
  idle: { afterMs: graceMs, why: "nothing is under way" },
  failing: { afterMs: graceMs, why: "a component doesn't start" },
  lost: { afterMs: graceMs, why: "the cluster doesn't know a component" },
};

/** Whether it makes sense to wait on, from one look after the other. */
export class Patience {
  #readySince: number | undefined;
  /** Since when a component has been in the trouble that it is in. */
  readonly #since = new Map<string, { trouble: string; at: number }>();
  readonly #failingFirst = new Map<string, number>();

  /** @param timeoutMs the operation's time limit: a grace is at most a fifth of it */
  constructor(private readonly timeoutMs: number) {}

  /** True once everything has been well for three seconds; at once where nothing was to be built. */
  isSettled(look: Look, isDeploy: boolean, now: number): boolean {
    if (!look.isReady) this.#readySince = undefined;
    else this.#readySince ??= now;
    return this.#readySince !== undefined && (!isDeploy || now - this.#readySince >= settleMs);
  }

  /** Why it makes no sense to wait on, or nothing. A failed build ends the wait at once, other troubles after a grace. */
  whyHopeless(look: Look, now: number): string | undefined {
    for (const component of look.pending) {
      const why = this.#whyHopeless(component, look, now);
      if (why !== undefined) return why;
    }
    return undefined;
  }

  #whyHopeless(component: ConsoleComponent, look: Look, now: number): string | undefined {
    const events = look.events.get(component.serviceId);
    const trouble = troubleOf(component, look.components, events ?? []);
    const before = this.#since.get(component.serviceId);
    const since = before?.trouble === trouble ? before.at : now;
    this.#since.set(component.serviceId, { trouble, at: since });
    const end = ends[trouble];
    const isOver = end && now - since >= Math.min(end.afterMs, this.timeoutMs / 5);
    return isOver || (trouble === "failing" && this.#relapses(component, now)) ? end?.why : undefined;
  }

  #relapses({ serviceId }: ConsoleComponent, now: number): boolean {
    const first = this.#failingFirst.get(serviceId) ?? now;
    this.#failingFirst.set(serviceId, first);
    return now - first >= relapsesForMs;
  }
}
