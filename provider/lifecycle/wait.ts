import type { AppAddress, ComponentEvent, ConsoleComponent } from "../console";
import { RainbondError } from "../errors";
import { conditionOf, isReady } from "./condition";
import type { Surroundings } from "./surroundings";

/** What to wait for. */
export interface Wait {
  readonly at: AppAddress;
  readonly tenantServiceGroupId: number;
  /** False waits only until the components are made, not until they run. */
  readonly isDeploy: boolean;
  /**
   * The events that were there when the operation began. Those that had ended prove nothing about it; those that hadn't may still
   * fail it, but don't hold it up once the component runs (the cluster forgets to end some).
   */
  readonly earlierEvents: readonly ComponentEvent[];
}

/** For how long everything must have been well. */
const settleMs = 3_000;
/** An abnormal component may recover (a web server restarts until its database answers): a minute at most, or a fifth of the time limit. */
const graceMs = 60_000;
const pauses = { firstMs: 300, factor: 1.4, longestMs: 5_000 };

/**
 * Waits until every component of the install runs, none of its events is unfinished, and that for three seconds. A failed build ends
 * the wait at once, an abnormal component after its grace, and the time limit in any case: the error names each component that isn't ready.
 */
export async function waitUntilReady(wait: Wait, surroundings: Surroundings): Promise<void> {
  const { clock, progress, timeoutMs } = surroundings;
  const deadline = clock.now() + timeoutMs;
  const abnormalSince = new Map<string, number>();
  let readySince: number | undefined;
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    const look = await lookAt(wait, surroundings);
    if (!wait.isDeploy && look.components.every((component) => component.createStatus === "complete")) return;
    if (look.isReady) {
      readySince ??= clock.now();
      if (clock.now() - readySince >= settleMs) return;
    } else {
      readySince = undefined;
    }
    endIfHopeless(look, abnormalSince, surroundings);
    if (clock.now() >= deadline) throw notReady(look, `not ready after ${Math.round(timeoutMs / 1000)} s`);
    progress.doing(summaryOf(look));
    await clock.sleep(look.isReady ? Math.min(pauseMs, 700) : pauseMs);
  }
}

interface Look {
  readonly components: readonly ConsoleComponent[];
  readonly pending: readonly ConsoleComponent[];
  readonly isReady: boolean;
  /** The new events of the components that were asked, newest first. */
  readonly events: ReadonlyMap<string, readonly ComponentEvent[]>;
}

async function lookAt(wait: Wait, { console }: Surroundings): Promise<Look> {
  const all = await console.listComponents(wait.at);
  const components = all.filter((component) => component.tenantServiceGroupId === wait.tenantServiceGroupId);
  if (components.length === 0) {
    throw new RainbondError(
      `the install disappeared from app group ${wait.at.appId} while it was being waited for; run pulumi up again`,
    );
  }
  const pending = components.filter((component) => !isReady(component));
  const asked = pending.length === 0 ? components : pending.filter((one) => conditionOf(one.status) !== "updating");
  const earlier = new Map(wait.earlierEvents.map((event) => [event.eventId, event]));
  const events = new Map<string, readonly ComponentEvent[]>();
  await Promise.all(
    asked.map(async ({ serviceId }) => {
      const listed = await console.listEvents(wait.at, serviceId);
      events.set(
        serviceId,
        listed.filter((event) => earlier.get(event.eventId)?.isFinished !== true),
      );
    }),
  );
  const isQuiet = [...events.values()].flat().every((event) => event.isFinished || earlier.has(event.eventId));
  return { components, pending, isReady: pending.length === 0 && isQuiet, events };
}

function endIfHopeless(look: Look, abnormalSince: Map<string, number>, { clock, timeoutMs }: Surroundings): void {
  for (const component of look.pending) {
    const build = look.events.get(component.serviceId)?.find((event) => event.action === "build-service");
    if (build?.isFinished && build.status === "failure") throw notReady(look, "the build failed");
    if (conditionOf(component.status) !== "unavailable") abnormalSince.delete(component.serviceId);
    else if (!abnormalSince.has(component.serviceId)) abnormalSince.set(component.serviceId, clock.now());
  }
  const oldest = Math.min(...abnormalSince.values());
  if (clock.now() - oldest >= Math.min(graceMs, timeoutMs / 5)) throw notReady(look, "it doesn't start");
}

function notReady(look: Look, why: string): RainbondError {
  const parts = look.pending.map((component) => {
    const [event] = look.events.get(component.serviceId) ?? [];
    const words = event?.message ? `: ${event.message}` : "";
    const last = event ? `; last event ${event.action} ${event.isFinished ? event.status : "under way"}${words}` : "";
    return `component ${component.serviceCname} (${component.serviceId}) is ${component.status ?? "without a status"}${last}`;
  });
  if (parts.length === 0) parts.push("every component runs, but a build or start is still under way");
  return new RainbondError(
    `${why}: ${parts.join("; ")}. Look at the component's events and log in the web console; once it is mended, pulumi up goes on from here`,
  );
}

function summaryOf(look: Look): string {
  const ready = look.components.length - look.pending.length;
  const waitingFor = look.pending.map((one) => `${one.serviceCname} ${one.status ?? "unknown"}`).join(", ");
  return `${ready}/${look.components.length} components running${waitingFor ? ` (${waitingFor})` : ""}`;
}
