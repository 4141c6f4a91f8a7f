import type { AppAddress, ConsoleComponent } from "../console";
import { isConsoleError, RainbondError, type ConsoleError } from "../errors";
import { fullNamesOf } from "./component-list";
import { isStopped } from "./condition";
import { explainDeadlock } from "./ring";
import type { Surroundings } from "./surroundings";
import type { Template } from "./template";

/** Components of one app group that are to go. */
export interface Removal {
  readonly at: AppAddress;
  readonly serviceIds: ReadonlySet<string>;
  /** Their template, which is asked for only where they hold each other. */
  readonly template: () => Promise<Template>;
}

const pauses = { firstMs: 300, factor: 1.5, longestMs: 5_000 };

/** Stops these components of the group, waits until nothing of them runs, and deletes them. Gone already is as good. */
export async function removeComponents(removal: Removal, surroundings: Surroundings): Promise<void> {
  if (removal.serviceIds.size === 0) return;
  await stopComponents(removal, surroundings);
  await deleteComponents(removal, surroundings);
}

async function stopComponents(removal: Pick<Removal, "at" | "serviceIds">, surroundings: Surroundings): Promise<void> {
  const { console, clock, progress, timeoutMs, deadline } = surroundings;
  let running = await runningOf(removal, surroundings);
  if (running.length === 0) return;
  progress.doing(`stopping ${running.length} component(s)`);
  await console.operate(
    removal.at,
    "stop",
    running.map((component) => component.serviceId),
  );
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    running = await runningOf(removal, surroundings);
    if (running.length === 0) return;
    if (clock.now() >= deadline) throw stillRunning(running, timeoutMs);
    await clock.sleep(pauseMs);
  }
}

/** Those that run or may run. A component that the cluster doesn't know has nothing to stop. */
async function runningOf(
  { at, serviceIds }: Pick<Removal, "at" | "serviceIds">,
  { console }: Surroundings,
): Promise<ConsoleComponent[]> {
  const components = await console.listComponents(at);
  return components.filter(
    (component) =>
      serviceIds.has(component.serviceId) &&
      component.createStatus === "complete" &&
      component.status !== "unknow" &&
      !isStopped(component),
  );
}

function stillRunning(running: readonly ConsoleComponent[], timeoutMs: number): RainbondError {
  const names = running.map((component) => `${component.serviceCname} (${component.status ?? "no status"})`).join(", ");
  return new RainbondError(
    `${names} didn't stop within ${Math.round(timeoutMs / 1000)} s, and nothing was deleted. Look at the component in the web console, ` +
      "or give customTimeouts.delete more time, and run the command again",
  );
}

/**
 * Deletes round after round: a component that another one needs goes once that one is gone. By force only one that the template ties in a ring.
 */
export async function deleteComponents(removal: Removal, surroundings: Surroundings): Promise<void> {
  let left = [...removal.serviceIds];
  while (left.length > 0) {
    surroundings.progress.doing(`deleting ${left.length} component(s)`);
    const refusals = new Map<string, ConsoleError>();
    for (const serviceId of left) {
      const refusal = await deleteComponent(removal.at, serviceId, surroundings);
      if (refusal) refusals.set(serviceId, refusal);
    }
    if (refusals.size === left.length) await breakRing(removal, refusals, surroundings);
    left = [...refusals.keys()];
  }
}

/** The console's refusal, if another component still needs it. One that has begun to run again is stopped again. */
async function deleteComponent(
  at: AppAddress,
  serviceId: string,
  surroundings: Surroundings,
): Promise<ConsoleError | undefined> {
  const { console, clock, deadline } = surroundings;
  for (;;) {
    try {
      await console.deleteComponent(at, serviceId);
      return undefined;
    } catch (thrown) {
      if (isConsoleError(thrown, "componentMissing", "appMissing")) return undefined;
      if (isConsoleError(thrown, "neededByOthers")) return thrown;
      if (!isConsoleError(thrown, "running") || clock.now() >= deadline) throw thrown;
      await clock.sleep(pauses.firstMs);
      await stopComponents({ at, serviceIds: new Set([serviceId]) }, surroundings);
    }
  }
}

/** Deletes by force one of a ring, after which the others go one by one. What is needed from outside stays, and so does all the rest. */
async function breakRing(
  { at, template }: Removal,
  refusals: ReadonlyMap<string, ConsoleError>,
  surroundings: Surroundings,
): Promise<void> {
  const { console } = surroundings;
  const isStuck = ({ serviceId }: ConsoleComponent): boolean => refusals.has(serviceId);
  const stuck = (await console.listComponents(at)).filter(isStuck);
  if (stuck.length === 0) return;
  const { neededFromOutside, ringMember } = explainDeadlock(stuck, await template());
  if (!ringMember) throw staysNeeded(neededFromOutside, refusals);
  await deleteByForce(at, ringMember.serviceId, surroundings);
}

/** By force it goes, and the answer says all the same what stood against that: so after a refusal only a look tells. */
async function deleteByForce(at: AppAddress, serviceId: string, { console }: Surroundings): Promise<void> {
  try {
    await console.deleteComponent(at, serviceId, { isForced: true });
  } catch (thrown) {
    const isThere = (await console.listComponents(at)).some((component) => component.serviceId === serviceId);
    if (isThere) throw thrown;
  }
}

function staysNeeded(
  components: readonly ConsoleComponent[],
  refusals: ReadonlyMap<string, ConsoleError>,
): RainbondError {
  const [first] = components.map(({ serviceId }) => refusals.get(serviceId)?.message);
  return new RainbondError(
    `${fullNamesOf(components)}: ${first ?? "can't be deleted"}, or remove the dependency on its page in the web console. Nothing more was deleted`,
  );
}
