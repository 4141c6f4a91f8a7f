import { RainbondError } from "../errors";
import type { Sight } from "./sight";

/**
 * The id `teamId/regionName/appId` of what is named by its team's name and its app group's, each of which may also be the id; what stands behind stays.
 * Anything else is returned as it is. A name that nothing bears, or several, is an error that lists what there is.
 */
export async function idOfNamed(id: string, { console }: Pick<Sight, "console">): Promise<string> {
  const [team, regionName, app, ...rest] = id.split("/");
  if (team === undefined || regionName === undefined || app === undefined || rest.length > 1) return id;
  const teamId = /^[\da-f]{32}$/i.test(team) ? team.toLowerCase() : await teamNamed(team, console);
  const appId = /^\d+$/.test(app) ? app : await appNamed(app, { teamId, regionName }, console);
  return [teamId, regionName, appId, ...rest].join("/");
}

async function teamNamed(name: string, console: Sight["console"]): Promise<string> {
  const teams = await console.listTeams();
  const named = teams.filter((team) => team.name === name || team.alias === name);
  const [only, ...more] = named;
  if (only && more.length === 0) return only.teamId;
  const each = (only ? named : teams).map((team) => `${team.teamId} (${team.alias || team.name})`).join(", ");
  throw new RainbondError(
    only
      ? `several teams are named "${name}": ${each}. Write the id of the one`
      : `the token's user has no team named "${name}"; there is ${each || "none"}`,
  );
}

async function appNamed(
  name: string,
  at: { readonly teamId: string; readonly regionName: string },
  console: Sight["console"],
): Promise<number> {
  const groups = await console.listApps(at);
  const named = groups.filter((group) => group.name === name);
  const [only, ...more] = named;
  if (only && more.length === 0) return only.appId;
  const each = (only ? named : groups).map((group) => `${group.appId} (${group.name})`).join(", ");
  throw new RainbondError(
    only
      ? `several app groups are named "${name}": ${each}. Write the number of the one`
      : `the team has no app group named "${name}" in region ${at.regionName}; it has ${each || "none"}`,
  );
}
