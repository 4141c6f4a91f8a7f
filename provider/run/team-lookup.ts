import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import type { Team } from "../console";
import { ifSoon } from "./check-patience";
import { consoleToAsk } from "./operations";

let teams: Promise<readonly Team[]> | undefined;

/** The failures, with the id of the team in that of a `teamId` which is the name of a team that the console knows. */
export async function withTeamId(failures: readonly CheckFailure[], teamId: unknown): Promise<CheckFailure[]> {
  if (typeof teamId !== "string" || !failures.some(({ property }) => property === "teamId")) return [...failures];
  const ids = (await teamsSoon())
    .filter(({ name, alias }) => name === teamId || alias === teamId)
    .map((one) => one.teamId);
  if (ids.length === 0) return [...failures];
  const id = `. The id of team "${teamId}" is ${ids.join(" or ")}`;
  return failures.map((one) => (one.property === "teamId" ? { ...one, reason: one.reason + id } : one));
}

/** The teams that the console lists, asked for once a run; none if it doesn't answer in time. */
async function teamsSoon(): Promise<readonly Team[]> {
  teams ??= Promise.resolve()
    .then(() => consoleToAsk().listTeams())
    .catch(() => []);
  return ifSoon(teams, []);
}
