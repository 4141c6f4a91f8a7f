import type { AppAddress, AppGroup, ConsoleComponent } from "../console";
import { isConsoleError } from "../errors";
import type { MarketAppState } from "../model";
import { otherGroups } from "./other-groups";
import { thoseThat } from "./those-that";
import type { Sight } from "./sight";

/** A component of an install that a person moved to another app group of the team. */
export interface Moved {
  readonly group: AppGroup;
  readonly component: ConsoleComponent;
}

/** An install by its app group and number. */
type Install = AppAddress & Pick<MarketAppState, "tenantServiceGroupId">;

/** The components that an install is known to have had, by `serviceId`: a refresh drops from the outputs what it doesn't find in the app group. */
export function knownIdsOf({ serviceIds, __rbApplied }: Pick<MarketAppState, "serviceIds" | "__rbApplied">): string[] {
  const applied = __rbApplied?.components.map(({ serviceId }) => serviceId) ?? [];
  return [...new Set([...serviceIds, ...applied])];
}

/** Where the missing components are, if a person has moved them: they keep their ids and the number of their install. Those that are gone are left out. */
export async function findMoved(install: Install, missing: readonly string[], sight: Sight): Promise<readonly Moved[]> {
  return findAskedIn([install], install, missing, sight);
}

/** The same of an install whose own app group is gone. */
export async function findMovedOut(
  install: Install,
  missing: readonly string[],
  sight: Sight,
): Promise<readonly Moved[]> {
  const groups = await sight.reads.groups(install);
  const others = groups.map(({ appId }) => ({ ...install, appId }));
  return findAskedIn(others, install, missing, sight);
}

async function findAskedIn(
  groups: readonly AppAddress[],
  install: Install,
  missing: readonly string[],
  sight: Sight,
): Promise<readonly Moved[]> {
  const elsewhere = await thoseThat(missing, (serviceId) => exists(serviceId, groups, sight));
  if (elsewhere.length === 0) return [];
  return (await otherGroups(install, sight)).flatMap(({ group, components }) =>
    components
      .filter((one) => elsewhere.includes(one.serviceId) && one.tenantServiceGroupId === install.tenantServiceGroupId)
      .map((component) => ({ group, component })),
  );
}

/**
 * Asked in any app group, the console says of a component of another one that it isn't in this one, or, where this one is empty, all about it; only of
 * one that is gone it says so. Where a group itself is gone the next one is asked.
 */
async function exists(serviceId: string, groups: readonly AppAddress[], { console }: Sight): Promise<boolean> {
  for (const at of groups) {
    try {
      await console.checkComponent(at, serviceId);
      return true;
    } catch (thrown) {
      if (!isConsoleError(thrown, "appMissing")) return !isConsoleError(thrown, "componentMissing");
    }
  }
  return false;
}

/** The same as places in words, by the components' ids. Where nobody can be asked none is known. */
export async function placesOf(
  install: Install,
  missing: readonly string[],
  sight: Sight,
): Promise<ReadonlyMap<string, string>> {
  const moved = await findMoved(install, missing, sight).catch(() => []);
  return new Map(moved.map((one) => [one.component.serviceId, placeOf(one)]));
}

/** The group in words. */
export function placeOf({ group }: Moved): string {
  return `app group ${group.appId} (${group.name})`;
}
