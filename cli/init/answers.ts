import { RainbondError } from "../../provider/errors";
import type { Asking } from "../../provider/lookups";
import { shown } from "../../provider/screen";
import { nameOfTeam, teamsIn } from "../inventory/scope";
import type { Link } from "../inventory/link";
import type { NamedMarket } from "../../provider/model";
import { parseMarket } from "../market-option";
import { listApps } from "../store/listing";
import type { Questions } from "./questions";
import { versionFor, type Version } from "./version";

/** What options say beforehand. */
export interface Given {
  readonly team?: string;
  readonly region?: string;
  readonly market?: NamedMarket;
  readonly app?: string;
  readonly appVersion?: string;
}

/** What a first program declares, each of it known to the console or the store. */
export interface Answers extends NamedMarket, Version {
  readonly teamId: string;
  readonly regionName: string;
}

/** Answers everything by the options and by questions. Throws what the console or the store doesn't know. */
export async function answersTo(given: Given, link: Link, asking: Asking, ask: Questions): Promise<Answers> {
  const teamId = await teamFor(given, link, ask);
  const regionName = await regionFor(given, teamId, link, ask);
  const market = given.market ?? (await marketFor(ask));
  const appModelId = given.app ?? (await appFor(market, asking, ask));
  const version = await versionFor(given.appVersion, { market, appModelId }, asking, ask);
  return { ...market, teamId, regionName, ...version };
}

async function teamFor({ team }: Given, link: Link, ask: Questions): Promise<string> {
  ask.say("Looking for the teams …");
  const teams = await teamsIn({ team: team === undefined ? [] : [team], region: [], app: [] }, link);
  const choices = teams.map((one) => ({ value: one.teamId, label: `${nameOfTeam(one)}, ${one.teamId}` }));
  const several = team === undefined ? {} : { lack: `--team: several teams are called "${team}": give the id of one` };
  return onlyOr(choices, (all) => ask.choose({ option: "--team", asks: "Which team?", ...several }, all));
}

async function regionFor({ region }: Given, teamId: string, { console }: Link, ask: Questions): Promise<string> {
  ask.say("Looking for the team's regions …");
  const regions = await console.listTeamRegions(teamId);
  if (regions.length === 0) throw new RainbondError("the team was opened in no region: open one in the web console");
  if (region !== undefined && !regions.includes(region)) {
    throw new RainbondError(`--region: the team wasn't opened in a region ${region}; there are ${regions.join(", ")}`);
  }
  const choices = (region === undefined ? regions : [region]).map((value) => ({ value }));
  const regionName = await onlyOr(choices, (all) => ask.choose({ option: "--region", asks: "Which region?" }, all));
  ask.say(`Looking into the region ${shown(regionName)} …`);
  // A region may be closed, or the token may not see into it.
  await console.listApps({ teamId, regionName });
  return regionName;
}

async function onlyOr<One extends { value: string }>(
  choices: readonly One[],
  choose: (all: readonly One[]) => Promise<string>,
): Promise<string> {
  const [only, ...more] = choices;
  return only && more.length === 0 ? only.value : choose(choices);
}

async function marketFor(ask: Questions): Promise<NamedMarket> {
  const option = "--market";
  const url = await ask.write({ option, asks: "The app store's address?" }, (answer) =>
    /^https?:\/\/\S+$/.test(answer) ? undefined : "A URL such as https://hub.example",
  );
  const domain = await ask.write({ option, asks: "Its domain there?" }, (answer) =>
    /^[^=\s]+$/.test(answer) ? undefined : "A name such as rainbond",
  );
  return parseMarket(`${domain}=${url}`);
}

async function appFor(market: NamedMarket, asking: Asking, ask: Questions): Promise<string> {
  const { apps, total } = await listApps({ market }, asking, ask.say);
  if (apps.length === 0) throw new RainbondError("--market: the app store has no apps");
  const choices = apps.map(({ appModelId, name }) => ({ value: appModelId, label: `${name}, ${appModelId}` }));
  const unread = total > apps.length ? ` These are ${apps.length} of ${total}; --app names any.` : "";
  return ask.choose({ option: "--app", asks: `Which app?${unread}` }, choices);
}
