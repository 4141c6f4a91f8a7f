import type { AppGroup, Team } from "../../provider/console";
import { messageOf } from "../../provider/errors";
import type { Say } from "../terminal/status-line";
import type { Link } from "./link";
import { nameOfTeam, teamsIn, type Scope } from "./scope";

/** A region that a team was opened in, with the team's app groups there. */
export interface Place {
  readonly team: Team;
  readonly regionName: string;
  readonly groups: readonly AppGroup[];
}

/** Where the teams are that are asked for. */
export interface Places {
  readonly places: readonly Place[];
  /** Those that were opened in no region. */
  readonly unopened: readonly Team[];
}

/**
 * Every region of every team that is asked for, with the app groups that are asked for. What can't be looked at, and what is asked for and isn't there, is
 * added to the failures; only where there is no team an error is thrown.
 */
export async function placesIn(scope: Scope, link: Link, say: Say, failures: string[]): Promise<Places> {
  say("Looking for the teams …");
  const teams = await teamsIn(scope, link);
  const opened = (await Promise.all(teams.map((team) => openingsOf(team, link, failures)))).flat();
  const isAsked = (name: string): boolean => scope.region.length === 0 || scope.region.includes(name);
  const regions = opened.flatMap(({ team, regionNames }) =>
    regionNames.filter(isAsked).map((regionName) => ({ team, regionName })),
  );
  say(`Looking for the app groups of ${teams.length} ${teams.length === 1 ? "team" : "teams"} …`);
  const places = (await Promise.all(regions.map((region) => groupsOf(region, scope, link, failures)))).flat();
  failures.push(...missingFrom(regions, places, scope));
  return { places, unopened: opened.filter((one) => one.regionNames.length === 0).map(({ team }) => team) };
}

/** A place in words. */
export function placeOf({ team, regionName }: Region): string {
  return `team ${nameOfTeam(team)}, region ${regionName}`;
}

type Region = Omit<Place, "groups">;

/** A team with the names of the regions that it was opened in. */
interface Openings {
  readonly team: Team;
  readonly regionNames: readonly string[];
}

async function openingsOf(team: Team, link: Link, failures: string[]): Promise<Openings[]> {
  try {
    return [{ team, regionNames: await link.console.listTeamRegions(team.teamId) }];
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
