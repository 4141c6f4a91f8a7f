import type { Team } from "../console";
import { RainbondError } from "../errors";
import { findApp, type FoundApp } from "../observe/found-app";
import { idOfNamed } from "../observe/named-app";
import { configurationNow, consoleToAsk, surroundingsToRead } from "../run/operations";
import { timeoutMsOf } from "./timeouts";

/** An app group as a program names it; what it leaves out comes from the configuration. */
export interface NamedApp {
  readonly teamId?: string | undefined;
  readonly regionName?: string | undefined;
  /** Its number or its name. */
  readonly app: string;
}

/** The teams of the token's user. */
export async function listTeams(): Promise<readonly Team[]> {
  return consoleToAsk().listTeams();
}

/** The app group that is named so. */
export async function findAppNamed({ teamId, regionName, app }: NamedApp): Promise<FoundApp> {
  const configuration = configurationNow();
  const [team, region] = [teamId ?? configuration.teamId, regionName ?? configuration.regionName];
  if (team === undefined || region === undefined) {
    const missing = team === undefined ? "teamId" : "regionName";
    throw new RainbondError(`getApp: ${missing} is missing: give it, or run pulumi config set rainbond:${missing}`);
  }
  const surroundings = surroundingsToRead("", timeoutMsOf("update", undefined));
  return findApp(await idOfNamed(`${team}/${region}/${app}`, surroundings), surroundings);
}
