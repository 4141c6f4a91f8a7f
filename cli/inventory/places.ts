import type { AppGroup, Team } from "../../provider/console";
import { messageOf } from "../../provider/errors";
import type { Link } from "./link";
import { nameOfTeam, teamsIn, type Scope } from "./scope";

/** What is told while a command looks around. */
export type Say = (text: string) => void;

/** A region that a team was opened in, with the team's app groups there. */
export interface Place {
  readonly team: Team;
  readonly regionName: string;
  readonly groups: readonly AppGroup[];
}

/**
 * Every region of every team that is asked for, with the app groups that are asked for. What can't be looked at, and what is asked for and isn't there, is
 * added to the failures; only where there is no team an error is thrown.
 */
export async function placesIn(scope: Scope, link: Link, say: Say, failures: string[]): Promise<Place[]> {
  say("Looking for the teams …");
  const teams = await teamsIn(scope, link);
  const regions = (await Promise.all(teams.map((team) => regionsOf(team, scope, link, failures)))).flat();
  say(`Looking for the app groups of ${teams.length} ${teams.length === 1 ? "team" : "teams"} …`);
  const places = (await Promise.all(regions.map((region) => groupsOf(region, scope, link, failures)))).flat();
  failures.push(...missingFrom(regions, places, scope));
  return places;
}

/** A place in words. */
export function placeOf({ team, regionName }: Region): string {
  return `team ${nameOfTeam(team)}, region ${regionName}`;
}

type Region = Omit<Place, "groups">;

async function regionsOf(team: Team, { region: wanted }: Scope, link: Link, failures: string[]): Promise<Region[]> {
  try {
    const regions = await link.console.listTeamRegions(team.teamId);
    const asked = regions.filter((name) => wanted.length === 0 || wanted.includes(name));
    return asked.map((regionName) => ({ team, regionName }));
  } catch (thrown) {
    failures.push(`team ${nameOfTeam(team)}: ${messageOf(thrown)}`);
    return [];
  }
}

async function groupsOf(region: Region, { app: wanted }: Scope, link: Link, failures: string[]): Promise<Place[]> {
  const { team, regionName } = region;
  try {
    const all = await link.console.listApps({ teamId: team.teamId, regionName });
    const groups = all.filter(
      ({ appId, name }) => wanted.length === 0 || wanted.includes(String(appId)) || wanted.includes(name),
    );
    return [{ ...region, groups }];
  } catch (thrown) {
    failures.push(`${placeOf(region)}: ${messageOf(thrown)}`);
    return [];
  }
}

/** What is asked for and isn't there: an empty list would read as "nothing installed". */
function missingFrom(regions: readonly Region[], places: readonly Place[], { region, app }: Scope): string[] {
  const groups = places.flatMap((place) => place.groups);
  return [
    ...region
      .filter((name) => !regions.some(({ regionName }) => regionName === name))
      .map((name) => `--region: none of the teams was opened in a region ${name}`),
    ...app
      .filter((name) => !groups.some((group) => String(group.appId) === name || group.name === name))
      .map((name) => `--app: there is no app group ${name}`),
  ];
}
