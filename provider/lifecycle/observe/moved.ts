import type { AppAddress, AppGroup, ConsoleComponent } from "../../console";
import { isConsoleError } from "../../errors";
import { otherGroups } from "./other-groups";
import type { Surroundings } from "../surroundings";

/** A component of an install that a person moved to another app group of the team. */
export interface Moved {
  readonly group: AppGroup;
  readonly component: ConsoleComponent;
}

/** An install and those of its components that aren't in its app group any more. */
export interface Scattered {
  readonly at: AppAddress;
  readonly tenantServiceGroupId: number;
  readonly missing: readonly string[];
}

/** Where the missing components are, if a person has moved them: they keep their ids and the number of their install. Those that are gone are left out. */
export async function findMoved(
  { at, tenantServiceGroupId, missing }: Scattered,
  surroundings: Surroundings,
): Promise<readonly Moved[]> {
  const are = await Promise.all(missing.map((serviceId) => isElsewhere(at, serviceId, surroundings)));
  const elsewhere = new Set(missing.filter((_, index) => are[index]));
  if (elsewhere.size === 0) return [];
  return (await otherGroups(at, surroundings)).flatMap(({ group, components }) =>
    components
      .filter((one) => elsewhere.has(one.serviceId) && one.tenantServiceGroupId === tenantServiceGroupId)
      .map((component) => ({ group, component })),
  );
}

/**
 * The console says of a component of another app group that it isn't in this one, or, where this one is empty, all about it; only of one that is gone
 * it says so.
 */
async function isElsewhere(at: AppAddress, serviceId: string, { console }: Surroundings): Promise<boolean> {
  try {
    await console.checkComponent(at, serviceId);
    return true;
  } catch (thrown) {
    return !isConsoleError(thrown, "componentMissing", "appMissing");
  }
}

/** The same as places in words, by the components' ids. Where nobody can be asked none is known. */
export async function placesOf(scattered: Scattered, surroundings: Surroundings): Promise<ReadonlyMap<string, string>> {
  const moved = await findMoved(scattered, surroundings).catch(() => []);
  return new Map(moved.map((one) => [one.component.serviceId, placeOf(one)]));
}

/** The group in words. */
export function placeOf({ group }: Moved): string {
  return `app group ${group.appId} (${group.name})`;
}
