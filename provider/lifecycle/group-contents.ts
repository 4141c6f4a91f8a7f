import type { AppAddress, ConsoleComponent } from "../console";
import { RainbondError } from "../errors";
import { inOrder } from "./component-list";
import type { Surroundings } from "./surroundings";

/** What lies in an app group. */
export interface GroupContents {
  /** Complete installs by their number (`tenant_service_group_id`), the oldest first. */
  readonly installs: ReadonlyMap<number, readonly ConsoleComponent[]>;
  /** Components of installs that aren't complete: still being made, or left behind by one that failed. */
  readonly unfinished: readonly ConsoleComponent[];
  /** Components that no install made. */
  readonly others: readonly ConsoleComponent[];
}

/** An install with its number. */
export type NumberedInstall = readonly [number, readonly ConsoleComponent[]];

/** How long nothing may have changed before an incomplete install counts as left behind: longer than the console waits for its cluster. */
const stillForMs = 60_000;
/** The same where the console itself no longer counts it as an install: it takes it off its list when the install fails. */
const uncountedForMs = 5_000;
/** How long an install whose answer was lost may take to show its first component: the console asks its store before. */
const appearsWithinMs = 30_000;
const pauses = { firstMs: 500, factor: 1.4, longestMs: 5_000 };

/** What lies in the group now. Looks afresh. */
export async function lookInside(at: AppAddress, { console }: Surroundings): Promise<GroupContents> {
  return contentsOf(await console.listComponents(at));
}

/** The numbers of all installs that have components in the group, complete or not. */
export function numbersIn({ installs, unfinished }: GroupContents): ReadonlySet<number> {
  return new Set([...installs.keys(), ...unfinished.map((component) => component.tenantServiceGroupId)]);
}

/**
 * What lies in the group once no install runs there any more: looks until nothing is being made, or until what is being made has plainly been
 * left behind. Bounded by the operation's time limit.
 */
export async function lookWhenSettled(at: AppAddress, surroundings: Surroundings): Promise<GroupContents> {
  const { clock, deadline, progress } = surroundings;
  let seen = "";
  let sameSince = clock.now();
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    const components = await surroundings.console.listComponents(at);
    const contents = contentsOf(components);
    if (contents.unfinished.length === 0) return contents;
    const shape = shapeOf(components);
    if (shape !== seen) sameSince = clock.now();
    seen = shape;
    if (await isLeftBehind(at, contents, clock.now() - sameSince, surroundings)) return contents;
    if (clock.now() >= deadline) throw stillUnderWay(at, contents);
    progress.doing(`waiting for an install that is under way in app group ${at.appId}`);
    await clock.sleep(pauseMs);
  }
}

/**
 * What lies in the group after an install whose answer was lost, once it has settled: waits half a minute for components of an install that
 * wasn't there before.
 */
export async function lookForInstall(
  at: AppAddress,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<GroupContents> {
  const { clock, deadline, progress } = surroundings;
  const giveUpAt = Math.min(deadline, clock.now() + appearsWithinMs);
  for (;;) {
    const contents = await lookInside(at, surroundings);
    if ([...numbersIn(contents)].some((number) => !before.has(number))) return lookWhenSettled(at, surroundings);
    if (clock.now() >= giveUpAt) return contents;
    progress.doing(`looking whether the console makes the install whose answer was lost`);
    await clock.sleep(1_000);
  }
}

/**
 * The models of the installs that the console counts in the group, one item an install. `undefined` where it can't say: it asks its store for
 * it. A console whose administrator has switched app stores off counts none.
 */
export async function countedInstalls(
  at: AppAddress,
  { console }: Surroundings,
): Promise<readonly string[] | undefined> {
  try {
    return (await console.listUpgradableModels(at)).map((model) => model.appModelId);
  } catch {
    return undefined;
  }
}

/** Sorts the components of a group by what made them. */
export function contentsOf(components: readonly ConsoleComponent[]): GroupContents {
  const ofInstalls = inOrder(components)
    .filter((component) => component.tenantServiceGroupId !== 0)
    .sort((a, b) => a.tenantServiceGroupId - b.tenantServiceGroupId);
  const incomplete = new Set(
    ofInstalls.filter((one) => one.createStatus !== "complete").map((one) => one.tenantServiceGroupId),
  );
  const installs = new Map<number, ConsoleComponent[]>();
  for (const component of ofInstalls) {
    const number = component.tenantServiceGroupId;
    if (!incomplete.has(number)) installs.set(number, [...(installs.get(number) ?? []), component]);
  }
  return {
    installs,
    unfinished: ofInstalls.filter((component) => incomplete.has(component.tenantServiceGroupId)),
    others: components.filter((component) => component.tenantServiceGroupId === 0),
  };
}

function shapeOf(components: readonly ConsoleComponent[]): string {
  return components
    .map((component) => component.serviceId + component.createStatus)
    .sort()
    .join();
}

async function isLeftBehind(
  at: AppAddress,
  contents: GroupContents,
  stillMs: number,
  surroundings: Surroundings,
): Promise<boolean> {
  if (stillMs >= stillForMs) return true;
  if (stillMs < uncountedForMs) return false;
  const counted = await countedInstalls(at, surroundings);
  return counted !== undefined && counted.length <= contents.installs.size;
}

function stillUnderWay(at: AppAddress, { unfinished }: GroupContents): RainbondError {
  const names = unfinished.map((component) => component.serviceCname).join(", ");
  return new RainbondError(
    `an install is still under way in app group ${at.appId} (${names}), and the time limit is over. Run the command again once it has ended`,
  );
}
