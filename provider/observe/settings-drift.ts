import type { ConsoleComponent } from "../console";
import { isSecretApplied, type AppliedSettings, type AppliedToComponent, type Finding } from "../model";
import { valueOf, type SeenEnvs } from "./envs";
import { isAsDeclared, ruleOf, sizes, type AppliedDomain, type SeenSettings } from "./settings";

type Paths = readonly (readonly string[])[] | undefined;

/** A difference in one setting. */
interface Difference {
  /** Its path within the component's settings. */
  readonly path: readonly string[];
  readonly expected: string;
  readonly actual: string;
}

/**
 * Every setting that isn't what was applied last. What people change by one call is one finding: memory and CPU, and all domains of a port that was closed.
 * Of a secret it is only said that it differs. Pure.
 * @param secrets which of the settings are secret
 */
export function findSettingsDrift(applied: AppliedSettings, seen: SeenSettings, secrets: Paths): Finding[] {
  return applied.components.flatMap((left) => {
    const component = seen.components.find(({ serviceId }) => serviceId === left.serviceId);
    if (!component) return [];
    const differences = [
      ...envDifferences(left, seen.envs.get(left.serviceId)),
      ...sizeDifferences(left, component),
      ...domainDifferences(left, component, seen),
    ];
    return differences.map((one) => findingOf(one, left, component, secrets));
  });
}

function findingOf(
  { path, expected, actual }: Difference,
  left: AppliedToComponent,
  { serviceCname, serviceId }: ConsoleComponent,
  secrets: Paths,
): Finding {
  const isSecret = isSecretApplied(left, path, secrets);
  // A secret list of domains has secret hosts.
  const shownPath = isSecret && path[0] === "domains" ? path.slice(0, 1) : path;
  const property = `settings.${[left.name, ...shownPath].join(".")}` as const;
  const said = isSecret ? { expected: "[secret]", actual: "another value, or none" } : { expected, actual };
  return { category: "settings", component: serviceCname, serviceId, property, ...said };
}

function envDifferences({ settings }: AppliedToComponent, seen: SeenEnvs | undefined): Difference[] {
  return Object.entries(settings.envs ?? {}).flatMap(([name, expected]) => {
    const now = valueOf(name, seen);
    if (now === undefined || now === expected) return [];
    return [{ path: ["envs", name], expected, actual: now ?? "absent" }];
  });
}

function sizeDifferences({ settings, shownNode }: AppliedToComponent, component: ConsoleComponent): Difference[] {
  const differs = sizes.filter((key) => settings[key] !== undefined && settings[key] !== component[key]);
  return differs
    .filter((key) => !(key === "minCpu" && differs.includes("minMemory")))
    .filter((key) => !(key === "minNode" && component.minNode === shownNode))
    .map((key) => ({ path: [key], expected: String(settings[key]), actual: String(component[key]) }));
}

function domainDifferences(
  { settings }: AppliedToComponent,
  component: ConsoleComponent,
  { rules }: SeenSettings,
): Difference[] {
  const closed = new Set<number>();
  return (settings.domains ?? []).flatMap((domain): Difference[] => {
    const rule = ruleOf(domain, domain.onPort, component, rules);
    const path = ["domains", `${domain.host}${domain.path === "/" ? "" : domain.path}`];
    if (!rule) return [{ path, expected: "present", actual: "absent" }];
    if (!rule.isOuter) {
      if (closed.has(domain.onPort)) return [];
      closed.add(domain.onPort);
      return [{ path, expected: "open", actual: `port ${domain.onPort} is closed` }];
    }
    if (isAsDeclared(domain, rule)) return [];
    return [{ path, expected: conditionsOf(domain), actual: conditionsOf(rule) }];
  });
}

function conditionsOf({ certificateId = 0, header = "", cookie = "" }: Omit<Partial<AppliedDomain>, "host">): string {
  const parts = [`certificate ${certificateId === 0 ? "none" : certificateId}`];
  if (header !== "") parts.push(`header ${header}`);
  if (cookie !== "") parts.push(`cookie ${cookie}`);
  return parts.join(", ");
}
