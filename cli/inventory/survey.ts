import type { Team } from "../../provider/console";
import { messageOf } from "../../provider/errors";
import { shown } from "../../provider/screen";
import { surveyGroup, type PlacedGroup } from "./group-survey";
import type { Link } from "./link";
import type { ManagersOf } from "./managers";
import { inventoryOf, type Entry, type Inventory } from "./report";
import { nameOfTeam, teamsIn, type Scope } from "./scope";

/** What a survey tells while it goes on. */
export type Say = (text: string) => void;

/**
 * Everything that is asked for, in reach of the token. What can't be looked at is a failure, and what lies beside it is looked at all the same; only
 * where there is nothing to look at an error is thrown.
 */
export async function survey(scope: Scope, managersOf: ManagersOf, link: Link, say: Say): Promise<Inventory> {
  const failures: string[] = [];
  say("Looking for the teams …");
  const teams = await teamsIn(scope, link);
  const places = (await Promise.all(teams.map((team) => regionsOf(team, scope, link, failures)))).flat();
  say(`Looking for the app groups of ${teams.length} ${teams.length === 1 ? "team" : "teams"} …`);
  const groups = (await Promise.all(places.map((place) => groupsOf(place, scope, link, failures)))).flat();
  refuseUnknown(scope, places, groups, failures);
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

type Place = Omit<PlacedGroup, "group">;

async function regionsOf(team: Team, { region: wanted }: Scope, link: Link, failures: string[]): Promise<Place[]> {
  try {
    const regions = await link.console.listTeamRegions(team.teamId);
    const asked = regions.filter((name) => wanted.length === 0 || wanted.includes(name));
    return asked.map((regionName) => ({ team, regionName }));
  } catch (thrown) {
    failures.push(`team ${nameOfTeam(team)}: ${messageOf(thrown)}`);
    return [];
  }
}

async function groupsOf(place: Place, { app: wanted }: Scope, link: Link, failures: string[]): Promise<PlacedGroup[]> {
  const { team, regionName } = place;
  try {
    const groups = await link.console.listApps({ teamId: team.teamId, regionName });
    const asked = groups.filter(
      ({ appId, name }) => wanted.length === 0 || wanted.includes(String(appId)) || wanted.includes(name),
    );
    return asked.map((group) => ({ ...place, group }));
  } catch (thrown) {
    failures.push(`${placeOf(place)}: ${messageOf(thrown)}`);
    return [];
  }
}

/** What is asked for and isn't there: an empty list would read as "nothing installed". */
function refuseUnknown(
  { region, app }: Scope,
  places: readonly Place[],
  groups: readonly PlacedGroup[],
  failures: string[],
): void {
  const regions = region.filter((name) => !places.some(({ regionName }) => regionName === name));
  failures.push(...regions.map((name) => `--region: none of the teams was opened in a region ${name}`));
  const apps = app.filter((name) => !groups.some(({ group }) => String(group.appId) === name || group.name === name));
  failures.push(...apps.map((name) => `--app: there is no app group ${name}`));
}

function placeOf({ team, regionName }: Place): string {
  return `team ${nameOfTeam(team)}, region ${regionName}`;
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
