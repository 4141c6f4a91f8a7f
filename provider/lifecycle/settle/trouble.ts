import type { ComponentEvent, ConsoleComponent } from "../../console";
import { replaceCommand } from "../../identity";
import { conditionOf, isLost, looksUnhealthy } from "../../observe/condition";

/** Why a component doesn't run. */
export type Trouble =
  /** Its last build failed: nothing more happens by itself. */
  | "buildFailed"
  /** It was built, and its start was refused or failed: nothing more happens by itself. */
  | "startFailed"
  /** Replicas crash, or find no place. It may recover. */
  | "failing"
  /** It is stopped, and nothing builds or starts it. */
  | "idle"
  /** A build or a start is under way. */
  | "underWay"
  /** The cluster doesn't know it, though it was made: nothing that this API has brings it back. */
  | "lost"
  /** The cluster doesn't say how it is. */
  | "silent";

/** True if the newest build, start or upgrade failed. Events of replicas (a crash, a failed probe) have other names. */
export function lastStepFailed(newestFirst: readonly ComponentEvent[]): boolean {
  const last = newestFirst.find((event) => event.action.endsWith("-service"));
  return last?.isFinished === true && last.status === "failure";
}

/** True if the newest build failed. */
export function lastBuildFailed(newestFirst: readonly ComponentEvent[]): boolean {
  return lastStepFailed(newestFirst.filter((event) => event.action === "build-service"));
}

/** Why the component doesn't run as wanted, from its status and its new events, newest first. */
export function troubleOf(
  component: ConsoleComponent,
  neighbours: readonly ConsoleComponent[],
  events: readonly ComponentEvent[],
): Trouble {
  const condition = conditionOf(component.status);
  if (lastBuildFailed(events)) return "buildFailed";
  if (isLost(component, neighbours)) return "lost";
  if (condition === "unknown") return "silent";
  if (looksUnhealthy(component)) return "failing";
  if (condition === "updating" || events.some((event) => !event.isFinished)) return "underWay";
  return lastStepFailed(events) ? "startFailed" : "idle";
}

/** What to do about it, in one sentence. */
export function remedyFor(trouble: Trouble, urn: string): string {
  return trouble === "lost" ? `${remedies.lost}: ${replaceCommand(urn)}` : remedies[trouble];
}

const remedies: Readonly<Record<Trouble, string>> = {
  buildFailed: "Check that the cluster can pull the image; pulumi up builds it again",
  startFailed: "Check what the cluster and the team's quota have left of memory and CPU; pulumi up starts it again",
  failing: "Look at its log in the web console; once it is mended, pulumi up goes on from here",
  idle: "Nothing builds or starts it; pulumi up does",
  underWay: "If it only needs longer, give customTimeouts more; pulumi up goes on from here",
  lost: "Look at the cluster; if it has lost the component for good, only replacing the app brings it back, which loses its data",
  silent: "The cluster doesn't say how it is: look at the region in the web console; pulumi up goes on from here",
};
