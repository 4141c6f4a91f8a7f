import type { AppAddress, ConsoleComponent } from "../../console";
import { isConsoleError, RainbondError, type ConsoleError } from "../../errors";
import { fullNamesOf, inOrder } from "../../observe/component-list";
import { describeNeeders, NeederPatience } from "./needers";
import { explainDeadlock } from "./ring";
import { stopComponents, unlessNotBegun } from "./stop-components";
import type { Surroundings } from "../surroundings";
import type { Template } from "../template/template";

/** Components of one app group that are to go. */
export interface Removal {
  readonly at: AppAddress;
  /** As they have just been seen. */
  readonly components: readonly ConsoleComponent[];
  /** Their template, which is asked for only where they hold each other. */
  readonly template: () => Template | Promise<Template>;
}

/** Components that the console refused to delete, each with its refusal. */
type Refusals = ReadonlyMap<ConsoleComponent, ConsoleError>;

/** How long after each refusal of a component that the console calls running it is deleted again; then it is given up. */
const runningPausesMs = [300, 5_000, 15_000];

/** Stops these components and deletes them, as far as the console lets them go also those that no stop ends. Gone already is as good. */
export async function removeComponents(removal: Removal, surroundings: Surroundings): Promise<void> {
  if (removal.components.length === 0) return;
  await NeederPatience.during(surroundings, async (patience) => {
    await stopComponents(removal.at, removal.components, surroundings);
    await deleteAll(removal, patience, surroundings);
  });
}

/** Deletes components of which nothing can run. */
export async function deleteComponents(removal: Removal, surroundings: Surroundings): Promise<void> {
  await NeederPatience.during(surroundings, (patience) => deleteAll(removal, patience, surroundings));
}

/**
 * Round after round: a component that another one needs goes once that one is gone. By force only one that the template ties in a ring.
 * What an app needs that this run removes too waits for that one.
 */
async function deleteAll(removal: Removal, patience: NeederPatience, surroundings: Surroundings): Promise<void> {
  const { at } = removal;
  const running = new Map<ConsoleComponent, ConsoleError>();
  // In the outputs' order: the server has none, and two runs should do the same.
  for (let left = inOrder(removal.components); left.length > 0;) {
    surroundings.progress.doing(`deleting ${left.length} component(s)`);
    const needed = new Map<ConsoleComponent, ConsoleError>();
    let hasGone = false;
    for (const component of left) {
      const refusal = await deleteComponent(at, component, surroundings);
      if (refusal) (refusal.kind === "running" ? running : needed).set(component, refusal);
      else hasGone = true;
    }
    left = [...needed.keys()];
    if (hasGone) patience.renew();
    else if (running.size === 0) await getUnstuck(removal, needed, patience, surroundings);
    else break;
  }
  if (running.size > 0) throw await staysRunning(removal, running, surroundings);
}

/** The console's refusal, if another component still needs it, or if it runs whatever stops it. */
async function deleteComponent(
  at: AppAddress,
  component: ConsoleComponent,
  surroundings: Surroundings,
): Promise<ConsoleError | undefined> {
  const { console, clock, deadline } = surroundings;
  for (let refused = 0; ; refused++) {
    try {
      await console.deleteComponent(at, component);
      return undefined;
    } catch (thrown) {
      if (isConsoleError(thrown, "componentMissing", "appMissing")) return undefined;
      if (isConsoleError(thrown, "neededByOthers")) return thrown;
      if (!isConsoleError(thrown, "running")) throw thrown;
      const pauseMs = runningPausesMs[refused];
      if (pauseMs === undefined || clock.now() >= deadline) return thrown;
      // Also one of which the cluster says nothing to us.
      await console.operate(at, "stop", [component.serviceId]).catch(unlessNotBegun);
      await clock.sleep(Math.min(pauseMs, Math.max(0, deadline - clock.now())));
      await stopComponents(at, await stillThere(at, [component], surroundings), surroundings);
    }
  }
}

/** Deletes by force one of a ring, after which the others go one by one. What is needed from outside waits for the run's other removals, or stays. */
async function getUnstuck(
  { at, template }: Removal,
  refusals: Refusals,
  patience: NeederPatience,
  surroundings: Surroundings,
): Promise<void> {
  const stuck = await stillThere(at, [...refusals.keys()], surroundings);
  if (stuck.length === 0) return;
  const { neededFromOutside, ringMember } = explainDeadlock(stuck, await template());
  if (ringMember) await deleteByForce(at, ringMember, surroundings);
  else if (!(await patience.waitsOn())) throw await staysNeeded(at, neededFromOutside, refusals, surroundings);
}

/** By force it goes, and the answer says all the same what stood against that: so after a refusal only a look tells. */
async function deleteByForce(at: AppAddress, component: ConsoleComponent, surroundings: Surroundings): Promise<void> {
  try {
    await surroundings.console.deleteComponent(at, component, { isForced: true });
  } catch (thrown) {
    if ((await stillThere(at, [component], surroundings)).length > 0) throw thrown;
  }
}

async function staysNeeded(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  refusals: Refusals,
  surroundings: Surroundings,
): Promise<RainbondError> {
  const ids = idsOf(components);
  const [first] = [...refusals].flatMap(([{ serviceId }, refusal]) => (ids.has(serviceId) ? [refusal.refusal] : []));
  const needers = first === undefined ? "" : await describeNeeders(at, first, surroundings);
  return new RainbondError(
    `${fullNamesOf(components)} can't be deleted, since another component needs it${first === undefined ? "" : `: ${first}`}${needers}. Delete that one ` +
      "first, or remove the dependency on its page in the web console. Nothing more was deleted",
  );
}

/** A way out that works: by force the console deletes also what runs. Nobody but the user may want that. */
async function staysRunning(
  { at, components }: Removal,
  refusals: Refusals,
  surroundings: Surroundings,
): Promise<RainbondError> {
  const now = await stillThere(at, components, surroundings).catch(() => []);
  const gone = components.length - now.length;
  const reasons = [...refusals].map(([component, refusal]) => {
    const { status } = now.find(({ serviceId }) => serviceId === component.serviceId) ?? component;
    return `${fullNamesOf([component])} is ${status === null ? "without a status" : `"${status}"`} and doesn't stop: ${refusal.refusal}`;
  });
  const [first] = refusals.keys();
  return new RainbondError(
    `${reasons.join("; ")}. ${gone} of ${components.length} components were deleted. Close it in the web console and run the command again; if it doesn't stop there either, ` +
      `${first ? surroundings.console.deleteCall(at, first) : "DELETE"}?force=1 with your token deletes it as it is`,
  );
}

/** Those of the components that are still in the group, as they are now. */
async function stillThere(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console }: Surroundings,
): Promise<ConsoleComponent[]> {
  const ids = idsOf(components);
  return (await console.listComponents(at)).filter(({ serviceId }) => ids.has(serviceId));
}

function idsOf(components: readonly ConsoleComponent[]): Set<string> {
  return new Set(components.map((component) => component.serviceId));
}
