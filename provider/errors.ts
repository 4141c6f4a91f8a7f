import { shown } from "./screen";

/**
 * The failure that people read: one line that says what failed, where, and what to do about it, fit for a screen from when it is made.
 *
 * The dynamic host prints `error + ": " + error.stack` beside the engine's own line for a failing check, diff, read or delete;
 * a plain `toString()` and a `stack` without frames keep that second line short and free of traces.
 */
export class RainbondError extends Error {
  constructor(message: string) {
    super(shown(message) || noReason);
    this.name = "RainbondError";
    this.stack = "the error is shown with its resource";
  }

  override toString(): string {
    return "pulumi-rainbond";
  }
}

/** Several failures at once, each of which says what failed, where, and what to do about it. */
export class SeveralFailures extends RainbondError {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    const said = withoutBlanks(reasons);
    super(said.join("; "));
    this.reasons = said;
    this.name = "SeveralFailures";
  }
}

/** What an answer of the console means, whatever its status says. */
export type ConsoleErrorKind =
  | "appMissing" // this very app group doesn't exist: the only proof of an absence
  | "componentMissing"
  | "componentElsewhere" // it is in another app group
  | "teamMissing"
  | "regionMissing"
  | "regionUnavailable"
  | "tokenRefused"
  | "storeKeyRefused"
  | "storeRefused"
  | "storeUnreachable"
  | "licence"
  | "lacksResources"
  | "marketMissing"
  | "clusterUnreachable"
  | "clusterLostIt" // the console lists it, and the cluster doesn't know it
  | "forbidden"
  | "k8sAppTaken"
  | "k8sAppTakenInCluster"
  | "appNameTaken"
  | "running"
  | "neededByOthers"
  | "busy"
  | "noChange" // it is so already: the cluster refuses to do nothing
  | "domainTaken"
  | "domainMissing"
  | "databaseLocked"
  | "installFailed"
  | "installLocked" // refused and taken back half-way, since the console's database was locked
  | "deleteFailed" // a database that was locked, or the cluster: it stays, and may be asked for again
  | "upgradeFailed"
  | "invalidRequest"
  | "notRainbond"
  | "redirected"
  | "rateLimited"
  | "gatewayRefused" // a gateway, proxy or firewall in between didn't pass the call on
  | "gatewayGaveUp" // it couldn't, or waited for the answer in vain: the console may still be at it
  | "unreachable"
  | "noAnswer"
  | "crashed"
  | "refused";

/** What is known of the effect of a call that failed: nothing happened, or it may have. */
export type Effect = "none" | "unknown";

/** How a call to the console failed. `message` is ready for people; the rest is for decisions. */
export class ConsoleError extends RainbondError {
  readonly kind: ConsoleErrorKind;
  readonly effect: Effect;
  /** The HTTP status, or `undefined` when no answer came. */
  readonly httpStatus: number | undefined;
  /** The call and what came of it, as the message has it. */
  readonly refusal: string;

  constructor(failure: {
    kind: ConsoleErrorKind;
    effect: Effect;
    httpStatus?: number | undefined;
    /** The server's own words; empty where there are none. */
    said: string;
    /** What came instead of words. */
    came?: string | undefined;
    means?: string | undefined;
    doing: string;
    call: string;
    cure: string;
  }) {
    const { httpStatus, said, came = "no words" } = failure;
    const words = said === "" ? `(${came})` : `"${said}"`;
    const answer = httpStatus === undefined ? came : `${httpStatus} ${words}`;
    const means = failure.means === undefined ? "" : `, ${failure.means}`;
    const refusal = `${failure.call}: ${answer}${means}`;
    super(`can't ${failure.doing}: ${refusal}. ${failure.cure}`);
    this.name = "ConsoleError";
    this.kind = failure.kind;
    this.effect = failure.effect;
    this.httpStatus = httpStatus;
    this.refusal = shown(refusal);
  }

  /** True if the console itself may still be at it: no answer came, or that of a gateway, which gives up before the console does. */
  get isUnanswered(): boolean {
    return this.effect === "unknown" && (this.httpStatus === undefined || this.kind === "gatewayGaveUp");
  }
}

/** True if the failure is a console's answer of one of these kinds. */
export function isConsoleError(thrown: unknown, ...kinds: ConsoleErrorKind[]): thrown is ConsoleError {
  return thrown instanceof ConsoleError && (kinds.length === 0 || kinds.includes(thrown.kind));
}

/** A failure of which it is certain that nothing was made on the server: there is no state to keep. */
export class NothingMade extends RainbondError {
  constructor(message: string) {
    super(message);
    this.name = "NothingMade";
  }
}

/** A failure after something exists on the server: it carries what is to be kept in the state, so that the next `up` goes on from there. */
export class UnfinishedError<State> extends RainbondError {
  /** Why the operation didn't end well, a line each. */
  readonly reasons: readonly string[];

  constructor(
    /** What exists so far. */
    readonly state: State,
    reasons: readonly string[],
  ) {
    const said = withoutBlanks(reasons);
    super(said.join("; "));
    this.reasons = said;
    this.name = "UnfinishedError";
  }
}

/** The reasons as people may see them. A failure never goes without one: an empty line on a terminal tells nothing. */
function withoutBlanks(reasons: readonly string[]): readonly string[] {
  const said = reasons.map((reason) => shown(reason)).filter((reason) => reason !== "");
  return said.length > 0 ? said : [noReason];
}

const noReason =
  "it didn't end well, and nothing tells why. Run pulumi up --refresh, which looks at it again and goes on";

/** What went wrong, a text each. */
export function reasonsOf(thrown: unknown): readonly string[] {
  return thrown instanceof SeveralFailures ? thrown.reasons : [messageOf(thrown)];
}

/** The message of anything that was thrown, as people may see it. */
export function messageOf(thrown: unknown): string {
  return shown(thrown instanceof Error ? thrown.message : String(thrown)) || noReason;
}
