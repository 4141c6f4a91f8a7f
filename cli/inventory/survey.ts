import { messageOf } from "../../provider/errors";
import { shown } from "../../provider/screen";
import type { Say } from "../terminal/status-line";
import { surveyGroup } from "./group-survey";
import type { Link } from "./link";
import type { ManagersOf } from "./managers";
import { inventoryOf, type Entry, type Inventory } from "./report";
import { placeOf, placesIn } from "./places";
import type { Scope } from "./scope";

/**
 * Everything that is asked for, in reach of the token. What can't be looked at is a failure, and what lies beside it is looked at all the same; only
 * where there is nothing to look at an error is thrown.
 */
export async function survey(scope: Scope, managersOf: ManagersOf, link: Link, say: Say): Promise<Inventory> {
  const failures: string[] = [];
  const { places } = await placesIn(scope, link, say, failures);
  const groups = places.flatMap(({ groups, ...place }) => groups.map((group) => ({ ...place, group })));
  let done = 0;
  const found = groups.map(async (placed) => {
    const entries = await surveyGroup(placed, managersOf, link).catch((thrown: unknown) => {
      failures.push(`${placeOf(placed)}, app group ${placed.group.appId} (${placed.group.name}): ${messageOf(thrown)}`);
      return [];
    });
    say(`Looking into the app groups: ${++done} of ${groups.length} …`);
    return entries;
  });
  const entries = (await Promise.all(found)).flat();
  return inventoryOf(
    link.endpoint,
    withScattered(entries),
    failures.map((failure) => shown(failure)),
  );
}

/** Components that a person moves to another app group keep the number of their install: no part of such an install can be managed. */
function withScattered(entries: readonly Entry[]): Entry[] {
  const groups = new Map<string, Set<number>>();
  const keyOf = ({ regionName, tenantServiceGroupId }: Entry): string => `${regionName}/${tenantServiceGroupId}`;
  for (const entry of entries) groups.set(keyOf(entry), (groups.get(keyOf(entry)) ?? new Set()).add(entry.appId));
  return entries.map((entry) => {
    const others = [...(groups.get(keyOf(entry)) ?? [])].filter((appId) => appId !== entry.appId);
    if (others.length === 0 || entry.tenantServiceGroupId === 0) return entry;
    const where = others.map((appId) => `app group ${appId}`).join(" and ");
    const obstacle = `other components of this install are in ${where}, where a person moved or copied them: bring them together in the web console`;
    return { ...entry, obstacles: [...entry.obstacles, obstacle] };
  });
}
