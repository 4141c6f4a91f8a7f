import { createColors } from "picocolors";
import { nameOfTeam } from "../inventory/scope";
import { plainTable } from "../terminal/plain-table";
import type { TeamList } from "./teams";

/** The list for people: a row a team and region, by the names that a program declares them with. */
export function teamsTable({ endpoint, failures, places, unopened }: TeamList, isColoured: boolean): string {
  const colours = createColors(isColoured);
  const titles = ["team", "teamId", "regionName", "app groups by appId"].map((title) => colours.dim(title));
  const rows = places.map(({ teamName, teamAlias, teamId, regionName, apps }) => [
    nameOfTeam({ name: teamName, alias: teamAlias }),
    teamId,
    regionName,
    apps.map(({ appId, appName }) => `${appId} (${appName})`).join(", "),
  ]);
  const failed = failures.map((failure) => `${colours.red("couldn't be looked at:")} ${failure}`);
  const closed = unopened.map(
    ({ teamName, teamAlias, teamId }) =>
      `${colours.yellow("opened in no region:")} team ${nameOfTeam({ name: teamName, alias: teamAlias })} ${teamId}. Open it in one in the web console`,
  );
  const table = rows.length > 0 ? [plainTable(titles, rows)] : [];
  return `${[...table, ...closed, ...failed, "", colours.bold(`on ${endpoint}`)].join("\n")}\n`;
}
