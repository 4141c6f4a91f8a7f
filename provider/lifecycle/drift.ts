import type { ConsoleComponent, InstalledVersion } from "../console";
import type { Applied, AppliedComponent, Finding } from "../model";

/** What the server shows of one install. */
export interface Observed {
  readonly components: readonly ConsoleComponent[];
  /** `null` where the console wasn't asked, since images and versions are what they were, or couldn't say. */
  readonly versions: readonly InstalledVersion[] | null;
  /** The components that look stopped although a build or a start of them is under way. */
  readonly underWay: ReadonlySet<string>;
}

/** Every difference between the server and what the last successful operation left, in the order of the components. Pure. */
export function findDrift(applied: Applied, observed: Observed): Finding[] {
  return applied.components.flatMap((left) => findComponentDrift(left, applied, observed));
}

function findComponentDrift(left: AppliedComponent, applied: Applied, observed: Observed): Finding[] {
  const now = observed.components.find((component) => component.serviceId === left.serviceId);
  const of = { component: left.serviceCname, serviceId: left.serviceId };
  if (!now) {
    return [{ ...of, category: "missing", property: "component", expected: "present", actual: "deleted" }];
  }
  const findings: Finding[] = [];
  for (const property of ["image", "version"] as const) {
    if (now[property] === left[property]) continue;
    findings.push({ ...of, category: "version", property, expected: left[property], actual: now[property] });
  }
  if (isStoppedUnasked(now, applied, observed)) {
    findings.push({ ...of, category: "stopped", property: "status", expected: "running", actual: now.status ?? "" });
  }
  return findings;
}

function isStoppedUnasked(now: ConsoleComponent, applied: Applied, observed: Observed): boolean {
  if (!applied.isDeploy || observed.underWay.has(now.serviceId)) return false;
  return now.status === "closed" || now.status === "undeploy" || now.status === "paused";
}

/**
 * The model version that the server is at: what was applied, unless a component has moved since; then the version that it moved to
 * (of several, the one that most components moved to).
 */
export function observedVersion(applied: Applied, versions: readonly InstalledVersion[] | null): string {
  const moved = new Map<string, number>();
  for (const { serviceId, version } of versions ?? []) {
    const left = applied.components.find((component) => component.serviceId === serviceId);
    const before = left?.modelVersion ?? null;
    if (before === null || version === null || version === before) continue;
    moved.set(version, (moved.get(version) ?? 0) + 1);
  }
  const [most] = [...moved].sort((a, b) => b[1] - a[1]);
  return most ? most[0] : applied.appModelVersion;
}

/** A finding in words: what was expected, and what is there. */
export function describeFinding(finding: Finding): string {
  const where = finding.component === "" ? "the app" : `component ${finding.component}`;
  if (finding.category === "missing") return `${where} was deleted`;
  return `${where}: ${finding.property} "${finding.expected}" => "${finding.actual}"`;
}
