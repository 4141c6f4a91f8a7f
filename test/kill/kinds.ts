/** Who dies: the provider process, the CLI with its engine (the provider process survives it), or both at once. */
export type Victim = "provider" | "cli" | "both";

/** When: the server knows nothing of the call yet, it has acted and the caller has no answer, or the caller was given the answer. */
export type Moment = "before" | "acted" | "answered";

/** A way to disturb a call. */
export type Kind =
  { readonly victim: Victim; readonly moment: Moment } | { readonly failure: Failure } | { readonly lock: Lock };

/** The console's database is locked for this call, and for those of its kind that follow: once or to the end of the command. */
export interface Lock {
  readonly lasts: "once" | "on";
  /** What is left of an install that met it. */
  readonly leaves: "none" | "one" | "all";
}

/** What may befall a call without anybody's death. All but the reset happen after the server has acted. */
export type Failure = "answerLost" | "error500" | "reset" | "timeout";

const victims: readonly Victim[] = ["provider", "cli", "both"];
const moments: readonly Moment[] = ["before", "acted", "answered"];
const failures: readonly Failure[] = ["answerLost", "error500", "reset", "timeout"];

const lasting: readonly Lock["lasts"][] = ["once", "on"];
const leavings: readonly Lock["leaves"][] = ["none", "one", "all"];

/** Every kind that befalls an app alone, by its name. */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...victims.flatMap((victim) =>
    moments.map((moment): [string, Kind] => [`kill ${victim}, ${moment}`, { victim, moment }]),
  ),
  ...failures.map((failure): [string, Kind] => [failure, { failure }]),
]);

/** Every kind that befalls several apps at once, by its name. */
export const crowdKinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...[...kinds].filter(([name, kind]) => "victim" in kind || name === "answerLost"),
  ...lasting.flatMap((lasts) =>
    leavings.map((leaves): [string, Kind] => [`lock ${lasts}, ${leaves} left`, { lock: { lasts, leaves } }]),
  ),
]);
