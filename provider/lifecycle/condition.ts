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

/** True if nothing of the component runs, so that it may be deleted. */
export function isStopped(component: ConsoleComponent): boolean {
  return component.status === "closed" || component.status === "undeploy";
}

/** True if every replica of the component runs, or its job has ended well. */
export function isReady(component: ConsoleComponent): boolean {
  return conditionOf(component.status) === "ready";
}
