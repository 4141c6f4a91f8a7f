import type { ComponentEvent, ConsoleComponent, InstalledVersion } from "../console";
import type { Applied, AppliedComponent, DriftPolicy, Finding } from "../model";
import { isLost, looksStopped, looksUnhealthy } from "./condition";

/** Which model version a component is at. */
export type ComponentVersion = Pick<InstalledVersion, "serviceId" | "version">;

/** What the server shows of one install and of its app group. */
export interface Observed {
  readonly components: readonly ConsoleComponent[];
  /** What no install made in the app group, if the resource owns it. */
  readonly strangers: readonly ConsoleComponent[];
  /** `null` where the console wasn't asked, since images and versions are what they were, or couldn't say. */
  readonly versions: readonly ComponentVersion[] | null;
  /** The app groups, in words, that people moved components to, by `serviceId`. */
  readonly places: ReadonlyMap<string, string>;
  /** The newest events, newest first, of the components that look stopped or unhealthy, by `serviceId`. */
  readonly events: ReadonlyMap<string, readonly ComponentEvent[]>;
}

/** A line on the resource's row about its drift. */
export interface Remark {
  readonly isWarning: boolean;
  readonly text: string;
}

/**
 * Every difference between the server and what the last successful operation left: the app's first, then those of the components in their
 * order, then strangers. One thing that was done on the server is one finding. Pure.
 */
export function findDrift(applied: Applied, observed: Observed): Finding[] {
  return [
    ...findAnotherVersion(applied, observed.versions),
    ...applied.components.flatMap((left) => findComponentDrift(left, applied, observed)),
    ...observed.strangers.map((component): Finding => ({
      ...nameOf(component),
      category: "extra",
      property: "component",
      expected: "absent",
      actual: "present",
    })),
  ];
}

/** The drift of an app whose app group is gone. */
export const vanished: Finding = {
  category: "missing",
  component: "",
  serviceId: "",
  property: "app",
  expected: "present",
  actual: "absent",
};

function findAnotherVersion(applied: Applied, versions: readonly ComponentVersion[] | null): Finding[] {
  const [expected, actual] = [applied.appModelVersion, observedVersion(applied, versions)];
  if (actual === expected) return [];
  return [{ category: "version", component: "", serviceId: "", property: "appModelVersion", expected, actual }];
}

function findComponentDrift(left: AppliedComponent, applied: Applied, observed: Observed): Finding[] {
  const now = observed.components.find((component) => component.serviceId === left.serviceId);
  if (!now) return [missing(left, observed.places)];
  return [...findAnotherImage(left, now, applied, observed), ...findTrouble(now, applied, observed)];
}

/** The finding of a component that is gone from its app group. */
export function missing(
  component: { serviceCname: string; serviceId: string },
  places: ReadonlyMap<string, string>,
): Finding {
  const place = places.get(component.serviceId);
  const actual = place === undefined ? "absent" : `in ${place}`;
  return { ...nameOf(component), category: "missing", property: "component", expected: "present", actual };
}

/** Whether the image isn't what was left, or, where it is, the version. */
export function changedIn(left: AppliedComponent, now: ConsoleComponent): "image" | "version" | undefined {
  return (["image", "version"] as const).find((key) => now[key] !== left[key]);
}

/** An image and a version that changed together are one finding, and none where the app's other version explains them. */
function findAnotherImage(
  left: AppliedComponent,
  now: ConsoleComponent,
  applied: Applied,
  { versions }: Observed,
): Finding[] {
  const property = changedIn(left, now);
  if (property === undefined) return [];
  const upgradedTo = movedTo(left, versions);
  if (upgradedTo !== applied.appModelVersion && upgradedTo === observedVersion(applied, versions)) return [];
  return [{ ...nameOf(left), category: "version", property, expected: left[property], actual: now[property] }];
}

function findTrouble(now: ConsoleComponent, applied: Applied, { components, events }: Observed): Finding[] {
  const status = { ...nameOf(now), property: "status", expected: "running", actual: now.status ?? "unknown" } as const;
  if (applied.isDeploy && isLost(now, components)) {
    return [{ ...status, category: "unhealthy", reason: "the cluster doesn't know it any more" }];
  }
  const itsEvents = events.get(now.serviceId) ?? [];
  if (looksUnhealthy(now)) {
    const bad = itsEvents.find((event) => event.isFinished && event.status !== "success");
    return [{ ...status, category: "unhealthy", ...(bad ? { reason: `${bad.action} ${bad.status}`.trim() } : {}) }];
  }
  const isUnderWay = itsEvents.some((event) => !event.isFinished);
  return applied.isDeploy && looksStopped(now) && !isUnderWay ? [{ ...status, category: "stopped" }] : [];
}

function nameOf(component: { serviceCname: string; serviceId: string }): Pick<Finding, "component" | "serviceId"> {
  return { component: component.serviceCname, serviceId: component.serviceId };
}

/**
 * The model version that the server is at: what was applied, unless a component has moved since; then the version that it moved to
 * (of several, the one that most components moved to).
 */
export function observedVersion(applied: Applied, versions: readonly ComponentVersion[] | null): string {
  const moved = new Map<string, number>();
  for (const left of applied.components) {
    const version = movedTo(left, versions);
    if (version !== null) moved.set(version, (moved.get(version) ?? 0) + 1);
  }
  const [most] = [...moved].sort((a, b) => b[1] - a[1]);
  return most ? most[0] : applied.appModelVersion;
}

/** The model version that a component has moved to since; `null` where it hasn't, or nobody can say. */
function movedTo(left: AppliedComponent, versions: readonly ComponentVersion[] | null): string | null {
  const version = versions?.find((one) => one.serviceId === left.serviceId)?.version ?? null;
  return left.modelVersion === null || version === left.modelVersion ? null : version;
}

/** True if there is a finding that is to count as a change. */
export function hasChange(drift: readonly Finding[], policy: DriftPolicy): boolean {
  return drift.some((finding) => policy[finding.category] === "detect");
}

/** What is to be said on the resource's row: a line a finding that isn't ignored. */
export function remarksOn(drift: readonly Finding[], policy: DriftPolicy): Remark[] {
  return drift
    .filter((finding) => policy[finding.category] !== "ignore")
    .map((finding) => ({
      isWarning: policy[finding.category] === "warn",
      text: `drift (${finding.category}): ${describeFinding(finding)}`,
    }));
}

/** A finding in words: what was expected, and what is there. */
export function describeFinding(finding: Finding): string {
  const where = finding.component === "" ? "the app" : `component ${finding.component}`;
  if (finding.category === "missing") {
    return finding.actual === "absent" ? `${where} is gone` : `${where} was moved: it is ${finding.actual}`;
  }
  if (finding.category === "extra") return `${where} was made by hand in the app group of this resource`;
  const reason = finding.reason === undefined ? "" : ` (${finding.reason})`;
  return `${where}: ${finding.property} "${finding.expected}" => "${finding.actual}"${reason}`;
}
