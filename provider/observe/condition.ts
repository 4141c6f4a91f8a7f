import type { ConsoleComponent } from "../console";
import type { Health } from "../model";

/** How well a component with this status is. The statuses are the cluster's (`closed`, `waiting`, `running`, …). */
export function conditionOf(status: string | null): Health {
  return status === null ? "unknown" : (conditions.get(status) ?? "unknown");
}

const conditions = new Map<string, Health>([
  ["running", "ready"],
  ["succeeded", "ready"],
  ["waiting", "updating"],
  ["starting", "updating"],
  ["upgrade", "updating"],
  ["building", "updating"],
  ["restoring", "updating"],
  ["stopping", "updating"],
  ["some_abnormal", "degraded"],
  ["abnormal", "unavailable"],
  ["closed", "stopped"],
  ["paused", "stopped"],
  ["undeploy", "notDeployed"],
]);

/** Worst first. */
const order: readonly Health[] = ["unavailable", "degraded", "stopped", "notDeployed", "unknown", "updating", "ready"];

/** The worst condition among the components; `unknown` for none. */
export function healthOf(components: readonly ConsoleComponent[]): Health {
  const present = new Set(components.map((component) => conditionOf(component.status)));
  return order.find((condition) => present.has(condition)) ?? "unknown";
}

/** Nothing of these runs. A component that the cluster doesn't know, or of which it says nothing, has none of its statuses. */
const ended: readonly (string | null)[] = ["closed", "undeploy", "succeeded", "unknow", null];

/** True if something of the component may run, so that it is to be stopped before it goes. */
export function mayRun({ status }: ConsoleComponent): boolean {
  return !ended.includes(status);
}

/** True if the cluster doesn't know the component: it says so, or it leaves this one out and not its neighbours. A silent cluster says nothing of any. */
export function isLost({ status }: ConsoleComponent, neighbours: readonly ConsoleComponent[]): boolean {
  return status === "unknow" || (status === null && neighbours.some((other) => other.status !== null));
}

/** True if every replica of the component runs, or its job has ended well. */
export function isReady(component: ConsoleComponent): boolean {
  return conditionOf(component.status) === "ready";
}

/** True if nothing of the component runs. Whether a build or a start is under way, its events tell. */
export function looksStopped({ status }: Pick<ConsoleComponent, "status">): boolean {
  const condition = conditionOf(status);
  return condition === "stopped" || condition === "notDeployed";
}

/** True if replicas of the component fail. */
export function looksUnhealthy({ status }: ConsoleComponent): boolean {
  const condition = conditionOf(status);
  return condition === "unavailable" || condition === "degraded";
}

/** The statuses of components of which nothing was ever built, or which the cluster doesn't know. */
const ofNothingBuilt: readonly (string | null)[] = [null, "unknow", "undeploy"];

/** True if its status alone tells that something of the component was built. */
export function wasBuilt({ status }: ConsoleComponent): boolean {
  return !ofNothingBuilt.includes(status);
}

/** True if the cluster says how the component is: a sick one says nothing of any, a sound one nothing of those it doesn't know. */
export function isKnown({ status }: ConsoleComponent): boolean {
  return status !== null && status !== "unknow";
}
