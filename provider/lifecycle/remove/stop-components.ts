import type { AppAddress, ConsoleComponent } from "../../console";
import { mayRun } from "../../observe/condition";
import { wasNotBegun } from "../settle";
import type { Surroundings } from "../surroundings";

const pauses = { firstMs: 300, factor: 1.5, longestMs: 5_000 };
/** How often one that doesn't stop, or that somebody starts again, is asked to, and how long after the last time. */
const asksAtMost = 3;
const askAgainAfterMs = 10_000;
/** How long nothing may have changed before it is given up; at most a fifth of the time limit. */
const stillForMs = 60_000;

/**
 * Stops these components of the group and waits until nothing of them runs, or until nothing changes any more: there are statuses that no stop
 * changes. What has begun to run since, or was only started now, is asked again.
 * @param seen the components as they have just been seen
 */
export async function stopComponents(
  at: AppAddress,
  seen: readonly ConsoleComponent[],
  surroundings: Surroundings,
): Promise<void> {
  const { console, clock, progress, timeoutMs, deadline } = surroundings;
  const asked = new Map<string, { times: number; at: number }>();
  const serviceIds = new Set(seen.map((component) => component.serviceId));
  let running = seen.filter(mayBeStopped);
  let lastShape = "";
  let sameSince = clock.now();
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    const now = clock.now();
    const shape = running.map((component) => `${component.serviceId}${component.status ?? ""}`).join();
    if (shape !== lastShape) sameSince = now;
    lastShape = shape;
    const isStill = now - sameSince >= Math.min(stillForMs, timeoutMs / 5);
    const goesOn = running.some((component) => component.status === "stopping") || !isStill;
    if (running.length === 0 || !goesOn || now >= deadline) return;
    const due = running.filter((component) => isDue(component, asked.get(component.serviceId), now));
    for (const { serviceId } of due) {
      asked.set(serviceId, { times: (asked.get(serviceId)?.times ?? 0) + 1, at: now });
    }
    progress.doing(`stopping ${running.length} component(s)`);
    const ids = due.map((component) => component.serviceId);
    await console.operate(at, "stop", ids).catch(unlessNotBegun);
    await clock.sleep(Math.min(pauseMs, Math.max(0, deadline - now)));
    const components = await console.listComponents(at);
    running = components.filter((component) => serviceIds.has(component.serviceId) && mayBeStopped(component));
  }
}

/** Passes over a stop that wasn't begun: whoever asked for it asks again. */
export function unlessNotBegun(thrown: unknown): void {
  if (!wasNotBegun(thrown)) throw thrown;
}

function isDue({ status }: ConsoleComponent, asked: { times: number; at: number } | undefined, now: number): boolean {
  if (status === "stopping") return false;
  return asked === undefined || (asked.times < asksAtMost && now - asked.at >= askAgainAfterMs);
}

/**
 * True for one that a stop may end. Of a component that the cluster doesn't know, or says nothing of, there is nothing to wait for: the console itself
 * asks it once more before it deletes.
 */
function mayBeStopped(component: ConsoleComponent): boolean {
  return component.createStatus === "complete" && mayRun(component);
}
