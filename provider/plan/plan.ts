import { isDeepStrictEqual } from "node:util";
import { RainbondError } from "../errors";
import { isSecretSetting, type DriftPolicy, type MarketAppInputs, type MarketAppState } from "../model";
import { hasChange, remarksOn, type Remark } from "../observe/drift";
import { replaceCommand } from "../identity";
import { isSameModel } from "../observe/standing";
import { isOlder } from "../templates/version-order";
import { changeSettings, refuseNewMisfits, remarksOnDropped } from "./settings-plan";

/** What an update would be about. */
export interface Plan {
  /** The inputs and states that ask for an update; empty means that there is nothing to do. */
  readonly changes: readonly string[];
  /** Those of them that can't be changed in place. */
  readonly replaces: readonly string[];
  /** What is to be said of the state, whether or not it asks for an update. */
  readonly remarks: readonly Remark[];
}

type Declared = Partial<MarketAppInputs>;

/** What was learnt of a change before it is planned. */
export interface Foreseen {
  /** True if the wanted version is older than the current one. Default: dotted numbers tell, nothing else. */
  readonly goesBack?: (wanted: string, current: string) => boolean;
  /** True if the app group that the app is in is about to be made anew, so that its number isn't known yet. */
  readonly isGroupReplaced?: boolean;
}

/** Inputs whose change no call can follow: the app has to be made anew. */
const fixed = ["teamId", "regionName", "appModelId"] as const;
/** Inputs that an update only records; `isDeploy` acts when it becomes true. */
const recorded = [
  "marketUrl",
  "marketDomain",
  "marketType",
  "isDeploy",
  "skipAwait",
  "adopt",
  "driftPolicy",
  "__rbTimeouts",
  "__rbSecrets",
] as const;

type Recorded = (typeof recorded)[number];

/**
 * Compares what is declared now with the state: the version with what the server shows, everything else with what was declared last.
 * An input that isn't declared isn't compared, a value that isn't known yet counts as a change and never as a replacement.
 * Pure. Throws where the declared version would go back, which no console can do.
 */
export function planMarketApp(
  declared: Declared,
  unknown: ReadonlySet<string>,
  state: MarketAppState,
  { goesBack = isOlder, isGroupReplaced = false }: Foreseen = {},
): Plan {
  const differs = (key: keyof Declared): boolean =>
    unknown.has(key) || (declared[key] !== undefined && !isDeepStrictEqual(declared[key], state[key]));
  const isSameApp = declared.appModelId !== undefined && isSameModel(declared.appModelId, state.appModelId);
  const policy = unknown.has("driftPolicy") ? state.driftPolicy : (declared.driftPolicy ?? state.driftPolicy);
  const replaces: string[] = fixed.filter(
    (key) => !unknown.has(key) && differs(key) && !(key === "appModelId" && isSameApp),
  );
  if (isGroupReplaced || movesGroup(declared, unknown, state)) replaces.push("appId");
  if (state.ownsApp && declared.appName !== undefined && declared.appName !== state.appName) replaces.push("appName");

  const changes = [...replaces, ...recorded.filter((key) => isRecordedAnew(key, declared, state) ?? differs(key))];
  const setsAnew = changeSettings(declared, unknown, state, policy);
  if (setsAnew && replaces.length === 0) refuseNewMisfits(declared, state);
  if (setsAnew) changes.push("settings");
  changes.push(...[...unknown].filter((key) => !changes.includes(key)));
  if (declared.appModelVersion !== undefined && declared.appModelVersion !== comparedVersion(state, policy)) {
    const wanted = declared.appModelVersion;
    const isBack = wanted !== state.__rbApplied?.appModelVersion && goesBack(wanted, state.appModelVersion);
    if (replaces.length === 0 && isBack) throw downgrade(wanted, declared.__rbUrn ?? state.__rbUrn, state);
    changes.push("appModelVersion");
  }
  if (hasChange(state.drift, policy)) changes.push("drift");
  if (state.__rbUnfinished !== undefined) changes.push("unfinished");
  const isSaid = setsAnew && replaces.length === 0 && !unknown.has("settings");
  const remarks = [...remarksOn(state.drift, policy), ...(isSaid ? remarksOnDropped(declared, state) : [])];
  return { changes, replaces, remarks };
}

/** Of what a class adds, whether it is to be recorded; of what people declare, nothing. */
function isRecordedAnew(key: Recorded, declared: Declared, state: MarketAppState): boolean | undefined {
  if (key === "__rbTimeouts") return hasOtherLimit(declared, state);
  if (key !== "__rbSecrets") return undefined;
  // What is a secret from now on is in plain text in the outputs until they are stored anew.
  return declared.__rbSecrets?.some((path) => !isSecretSetting(path, state.__rbSecrets)) ?? false;
}

/** A destroy knows only the time limit that an update has recorded. The other limits are declared with what they limit. */
export function hasOtherLimit(declared: Hidden, state: Hidden): boolean {
  return declared.__rbTimeouts?.delete !== state.__rbTimeouts?.delete;
}

type Hidden = Pick<Declared, "__rbTimeouts">;

/** What a declared version is compared with: what the server shows, or what was applied last where another version there is no change. */
export function comparedVersion(state: MarketAppState, policy: DriftPolicy): string {
  const applied = state.__rbApplied?.appModelVersion ?? state.appModelVersion;
  return policy.version === "detect" ? state.appModelVersion : applied;
}

function movesGroup(declared: Declared, unknown: ReadonlySet<string>, state: MarketAppState): boolean {
  if (unknown.has("appId")) return false;
  if (declared.appId === undefined) return !state.ownsApp;
  return state.ownsApp || declared.appId !== state.appId;
}

function downgrade(wanted: string, urn: string, state: MarketAppState): RainbondError {
  return new RainbondError(
    `appModelVersion: the app is at "${state.appModelVersion}", and Rainbond can't go back to "${wanted}" in place: it would answer success and do ` +
      `nothing. Declare "${state.appModelVersion}" or newer, or replace the app, which loses its data: ${replaceCommand(urn)}`,
  );
}

/** True if the update would make no call: only inputs that are recorded have changed. */
export function onlyRecords({ isDeploy }: MarketAppInputs, { changes }: Plan): boolean {
  return changes.every((change) => makesNoCall(change, isDeploy));
}

/** True for a change that an update only records. @param isDeploy what is declared; to deploy what wasn't takes calls */
export function makesNoCall(change: string, isDeploy = true): boolean {
  return recorded.some((key) => key === change && !(key === "isDeploy" && isDeploy));
}
