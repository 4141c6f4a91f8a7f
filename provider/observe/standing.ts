import type { UpgradableModel } from "../console";

/** What an install in an app group is. */
export type Standing =
  /** Made: the console counts it, or something of it has run. */
  | "installed"
  /** It may still be being made. */
  | "underWay"
  /** Proven to be none: what a failed install left, which never ran and which the console doesn't count. */
  | "leftBehind"
  /** Nobody can say whether it is an install or was left behind: never taken, never removed. */
  | "unclear";

/** What is known of one install in an app group. */
export interface Evidence {
  /** True if the console has made all of its components in the cluster. */
  readonly isComplete: boolean;
  /** True if any of its components has a status of something that was built, or any event. */
  readonly hasRun: boolean;
  /** True if the cluster knows any of its components. */
  readonly isKnown: boolean;
}

/**
 * What each of a group's installs is. The console counts its installs (`GET …/upgrade`, an item each, without saying which), makes an install's record
 * before its components, and takes it back first when the install fails: so what it doesn't count has ended. What has run is counted among
 * them; the others are told only if all or none of them can be. Pure.
 * @param counted how many installs the console counts in the group; `undefined` where it can't say
 */
export function standingsOf(
  installs: ReadonlyMap<number, Evidence>,
  counted: number | undefined,
): ReadonlyMap<number, Standing> {
  const all = [...installs];
  const neverRan = all.filter(([, evidence]) => !evidence.hasRun).length;
  const ran = all.length - neverRan;
  // A console whose administrator has switched app stores off counts none, also of those that run.
  const others = counted === undefined || counted < ran ? undefined : counted - ran;
  const standing = (evidence: Evidence): Standing => {
    if (evidence.hasRun) return "installed";
    if (others === 0) return "leftBehind";
    if (!evidence.isComplete) return "underWay";
    if (others === undefined) return evidence.isKnown ? "installed" : "unclear";
    return others >= neverRan ? "installed" : "unclear";
  };
  return new Map(all.map(([key, evidence]) => [key, standing(evidence)]));
}

/**
 * Whether an install is of a model: by the name that the console gives for its components (`GET …/copy`), and the models that it counts in the group.
 * `undefined` where it can't say: two models may have one name, and a silent store leaves names out. Pure.
 */
export function isOfModel(
  names: readonly (string | null)[],
  counted: readonly UpgradableModel[] | undefined,
  appModelId: string,
): boolean | undefined {
  if (counted === undefined) return undefined;
  const isNamed = names.some((name) => name !== null);
  const candidates = isNamed ? counted.filter((model) => names.includes(model.appModelName)) : counted;
  if (candidates.length === 0) return undefined;
  const ours = candidates.filter((model) => isSameModel(model.appModelId, appModelId));
  if (ours.length === 0) return false;
  return ours.length === candidates.length ? true : undefined;
}

/** MySQL compares ids without regard to case, so on such a console one app may be declared either way. */
export function isSameModel(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
