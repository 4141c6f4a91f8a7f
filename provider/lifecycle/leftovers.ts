import type { AppAddress, ConsoleComponent } from "../console";
import { messageOf } from "../errors";
import { fullNamesOf } from "./component-list";
import { countedInstalls, lookInside, lookWhenSettled, type GroupContents } from "./group-contents";
import { deleteComponents } from "./remove-components";
import type { Surroundings } from "./surroundings";
import { isPartOf, type Template } from "./template";
import type { Wanted } from "./wanted";

/** Removes the components that a failed install left behind: they were never built, so they neither run nor hold data. */
export async function removeLeftovers(
  at: AppAddress,
  leftovers: readonly ConsoleComponent[],
  template: Template,
  surroundings: Surroundings,
): Promise<void> {
  if (leftovers.length === 0) return;
  surroundings.progress.doing(`removing ${leftovers.length} component(s) that a failed install left behind`);
  const serviceIds = new Set(leftovers.map((component) => component.serviceId));
  await deleteComponents({ at, serviceIds, template: () => Promise.resolve(template) }, surroundings);
}

/** True if nothing was ever built of the components. */
export async function neverDeployed(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console }: Surroundings,
): Promise<boolean> {
  if (components.some((component) => component.status !== "undeploy")) return false;
  const events = await Promise.all(components.map(({ serviceId }) => console.listEvents(at, serviceId)));
  return events.every((listed) => listed.length === 0);
}

/**
 * Removes what an install that failed just now left behind, if it is certainly that install's. Returns a sentence about what stays, or nothing.
 * `isUncertain`: the console's answer doesn't tell that the install has ended.
 */
export async function removeFailedInstall(
  wanted: Wanted,
  before: ReadonlySet<number>,
  isUncertain: boolean,
  surroundings: Surroundings,
): Promise<string> {
  let fresh: readonly ConsoleComponent[] = [];
  try {
    const mayStillRun = isUncertain || !wanted.ownsGroup;
    const after = await (mayStillRun ? lookWhenSettled : lookInside)(wanted.at, surroundings);
    fresh = freshOf(wanted, before, after);
    const ours = await certainOf(fresh, after, { ...wanted, isUncertain }, surroundings);
    await removeLeftovers(wanted.at, ours, wanted.template, surroundings);
    return describeStaying(
      fresh.filter((component) => !ours.includes(component)),
      "can't be told from others' work",
    );
  } catch (thrown) {
    return describeStaying(fresh, `couldn't be removed: ${messageOf(thrown)}`);
  }
}

/** The components that weren't there before and that can be this app's. */
function freshOf(
  { template, ownsGroup }: Wanted,
  before: ReadonlySet<number>,
  { installs, unfinished }: GroupContents,
): readonly ConsoleComponent[] {
  return [...[...installs.values()].flat(), ...unfinished].filter(
    (component) =>
      !before.has(component.tenantServiceGroupId) && (template === null ? ownsGroup : isPartOf(template, component)),
  );
}

/** In a group that others use too, two installs that weren't there before can't be told apart, and a complete one may be somebody else's. */
async function certainOf(
  fresh: readonly ConsoleComponent[],
  after: GroupContents,
  { at, inputs, ownsGroup, isUncertain }: Wanted & { isUncertain: boolean },
  surroundings: Surroundings,
): Promise<readonly ConsoleComponent[]> {
  if (!ownsGroup && new Set(fresh.map((one) => one.tenantServiceGroupId)).size > 1) return [];
  const unfinished = fresh.filter((component) => after.unfinished.includes(component));
  if (isUncertain || unfinished.length === fresh.length) return unfinished;
  const isCounted = (await countedInstalls(at, surroundings))?.includes(inputs.appModelId) ?? !ownsGroup;
  return !isCounted && (await neverDeployed(at, fresh, surroundings)) ? fresh : unfinished;
}

function describeStaying(components: readonly ConsoleComponent[], why: string): string {
  if (components.length === 0) return "";
  return `. What it left behind stays: ${fullNamesOf(components)} ${why}. Delete it in the web console`;
}
