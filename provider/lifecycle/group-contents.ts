import type { AppAddress, ConsoleComponent } from "../console";
import type { Surroundings } from "./surroundings";

/** What lies in an app group. */
export interface GroupContents {
  /** Complete installs by their number (`tenant_service_group_id`). */
  readonly installs: ReadonlyMap<number, readonly ConsoleComponent[]>;
  /** Components of an install that the cluster doesn't know: still being made, or left behind by an install that failed. */
  readonly unfinished: readonly ConsoleComponent[];
  /** Components that no install made. */
  readonly others: readonly ConsoleComponent[];
}

/** How long the contents must stay the same before a component that is still `creating` counts as left behind. */
const stillForMs = 10_000;

/** What lies in the group now. Looks afresh. */
export async function lookInside(at: AppAddress, { console }: Surroundings): Promise<GroupContents> {
  return sortOut(await console.listComponents(at));
}

/**
 * What lies in the group once no install runs there any more: looks until nothing is being made, or until what is there has not
 * changed for ten seconds (then `unfinished` holds what failed installs left). Bounded by the operation's time limit.
 */
export async function lookWhenSettled(at: AppAddress, surroundings: Surroundings): Promise<GroupContents> {
  const { clock, timeoutMs } = surroundings;
  const startedAt = clock.now();
  let seen = "";
  let sameSince = startedAt;
  for (;;) {
    const components = await surroundings.console.listComponents(at);
    const contents = sortOut(components);
    if (contents.unfinished.length === 0) return contents;
    const shape = components
      .map((component) => component.serviceId + component.createStatus)
      .sort()
      .join();
    if (shape !== seen) sameSince = clock.now();
    seen = shape;
    if (clock.now() - sameSince >= stillForMs || clock.now() - startedAt >= timeoutMs) return contents;
    surroundings.progress.doing("waiting for an install that is under way in the app group");
    await clock.sleep(1_000);
  }
}

function sortOut(components: readonly ConsoleComponent[]): GroupContents {
  const installs = new Map<number, ConsoleComponent[]>();
  const unfinished: ConsoleComponent[] = [];
  const others: ConsoleComponent[] = [];
  for (const component of components) {
    const install = component.tenantServiceGroupId;
    if (install === 0) others.push(component);
    else if (component.createStatus !== "complete") unfinished.push(component);
    else installs.set(install, [...(installs.get(install) ?? []), component]);
  }
  return { installs, unfinished, others };
}
