import type { Team } from "../../provider/console";
import { shown } from "../../provider/screen";
import type { Say } from "../terminal/status-line";
import type { Link } from "../inventory/link";
import { placesIn } from "../inventory/places";
import type { Scope } from "../inventory/scope";

/** The version of the list's shape: a change that breaks readers raises it. */
const listVersion = 1;

/** A team, by its id and its names. */
export interface NamedTeam {
  readonly teamId: string;
  /** As in the address bar. */
  readonly teamName: string;
  /** The display name: not unique. */
  readonly teamAlias: string;
}

/** A team in a region, with the ids that a program declares. */
export interface TeamPlace extends NamedTeam {
  readonly regionName: string;
  readonly apps: readonly { readonly appId: number; readonly appName: string }[];
}

/** What `pulumi-rainbond teams` found, and the JSON that `--json` writes. */
export interface TeamList {
  readonly version: typeof listVersion;
  readonly endpoint: string;
  /** What couldn't be looked at: if there is any, the list isn't complete. */
  readonly failures: readonly string[];
  readonly places: readonly TeamPlace[];
  /** The teams that were opened in no region, so that nothing can be installed for them yet. */
  readonly unopened: readonly NamedTeam[];
}

/** The teams in reach of the token, their regions and their app groups, in an order of its own. */
export async function listTeams(scope: Scope, link: Link, say: Say): Promise<TeamList> {
  const failures: string[] = [];
  const found = await placesIn(scope, link, say, failures);
  const places = found.places.map(({ team, regionName, groups }) => ({
    ...named(team),
    regionName: shown(regionName),
    apps: groups.map(({ appId, name }) => ({ appId, appName: shown(name) })).sort((a, b) => a.appId - b.appId),
  }));
  const keyOf = ({ teamAlias, teamId }: NamedTeam): string => `${teamAlias} ${teamId}`;
  const placeKeyOf = (place: TeamPlace): string => `${keyOf(place)} ${place.regionName}`;
  return {
    version: listVersion,
    endpoint: link.endpoint,
    failures: failures.map((failure) => shown(failure)).sort(),
    places: places.sort((a, b) => (placeKeyOf(a) < placeKeyOf(b) ? -1 : 1)),
    unopened: found.unopened.map(named).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

function named({ teamId, name, alias }: Team): NamedTeam {
  return { teamId, teamName: shown(name), teamAlias: shown(alias) };
}
