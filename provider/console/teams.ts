import { teamRegions, teams as teamsAnswer } from "./answers";
import { allPages } from "./pages";
import type { Send } from "./send";

/** How many items one call brings. */
const pageSize = 100;
const pageQuery = (page: number): Record<string, string> => ({ page: String(page), page_size: String(pageSize) });

/** The endpoints that tell which teams there are, and where. */
export function teams(send: Send) {
  return {
    /** `GET /v1/teams`: all teams of the token's user. */
    listTeams: () =>
      allPages(
        (page) =>
          send({ doing: "list the teams", method: "GET", path: "/teams", query: pageQuery(page), answer: teamsAnswer }),
        (team) => team.teamId,
      ),
    /** `GET /v1/teams/{team_id}/regions`: the names of all regions that the team was opened in, enabled or not. */
    listTeamRegions: (teamId: string) =>
      allPages(
        (page) =>
          send({
            doing: "list the team's regions",
            method: "GET",
            path: `/teams/${encodeURIComponent(teamId)}/regions`,
            query: pageQuery(page),
            answer: teamRegions,
          }),
        (regionName) => regionName,
      ),
  };
}
