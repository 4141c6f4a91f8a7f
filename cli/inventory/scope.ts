import type { Team } from "../../provider/console";
import { RainbondError } from "../../provider/errors";
import type { Link } from "./link";

/** What is asked for; an empty list asks for everything. */
export interface Scope {
  /** Ids, names or display names of teams. */
  readonly team: readonly string[];
  /** `region_name`s. */
  readonly region: readonly string[];
  /** Numbers or names of app groups. */
  readonly app: readonly string[];
}

/** The teams that are asked for. Throws where there is none, or one that is asked for isn't there: an empty list would read as "nothing installed". */
export async function teamsIn({ team: wanted }: Scope, { console }: Link): Promise<readonly Team[]> {
  const teams = await console.listTeams();
  if (teams.length === 0) {
    throw new RainbondError(
      "the token's user is in no team, so nothing can be seen. Use a token of a user who is, or have the user added to the teams",
    );
  }
  const unknown = wanted.filter((name) => !teams.some((team) => isCalled(team, name)));
  if (unknown.length > 0) {
    throw new RainbondError(
      `--team: the token's user is in no team ${unknown.join(", ")}; there are ${teams.map(nameOfTeam).join(", ")}`,
    );
  }
  return wanted.length === 0 ? teams : teams.filter((team) => wanted.some((name) => isCalled(team, name)));
}

/** A team as people know it. */
export function nameOfTeam({ alias, name }: Pick<Team, "alias" | "name">): string {
  return alias === "" || alias === name ? name : `${alias} (${name})`;
}

function isCalled({ teamId, name, alias }: Team, wanted: string): boolean {
  return [teamId, name, alias].includes(wanted) || teamId === wanted.toLowerCase();
}
