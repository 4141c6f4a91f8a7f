import type { AppAddress, ConsoleComponent, HttpRule } from "../console";
import {
  isSecretSetting,
  type AppliedSettings,
  type AppliedToComponent,
  type ComponentSettings,
  type DomainSettings,
  type MarketAppState,
  type Settings,
} from "../model";
import type { Sight } from "./sight";
import { readEnvs, valueOf, type EnvsByComponent } from "./envs";

/** What the server shows that settings are about. */
export interface SeenSettings {
  readonly components: readonly ConsoleComponent[];
  readonly envs: EnvsByComponent;
  readonly rules: readonly HttpRule[];
}

/**
 * Looks at what settings were applied to: the variables of each component that some were set of, and the gateway's rules where there are domains.
 * @param known variables that were seen just now
 */
export async function seeSettings(
  at: AppAddress,
  applied: AppliedSettings,
  components: readonly ConsoleComponent[],
  known: EnvsByComponent,
  sight: Sight,
): Promise<SeenSettings> {
  const withEnvs = components.filter(({ serviceId }) =>
    applied.components.some((one) => one.serviceId === serviceId && Object.keys(one.settings.envs ?? {}).length > 0),
  );
  const envs = withEnvs.map(async (component) => {
    const seen = known.get(component.serviceId) ?? (await readEnvs(at, component, sight));
    return [component.serviceId, seen] as const;
  });
  const hasDomains = applied.components.some(({ settings }) => settings.domains?.length);
  const rules = hasDomains ? (await sight.reads.gateway(at)).rules : [];
  return { components, envs: new Map(await Promise.all(envs)), rules };
}

/** A domain as it was applied. */
export type AppliedDomain = NonNullable<AppliedToComponent["settings"]["domains"]>[number];

/** The settings that are numbers of the component itself. */
export const sizes = ["minMemory", "minCpu", "minNode"] as const;

/** What was declared when it was applied. */
export function declaredIn({ components }: AppliedSettings): Settings {
  return Object.fromEntries(components.map(({ name, settings }) => [name, withoutOwnPorts(settings)]));
}

function withoutOwnPorts({ domains, ...rest }: AppliedToComponent["settings"]): ComponentSettings {
  return { ...rest, ...(domains && { domains: domains.map(declaredDomain) }) };
}

function declaredDomain({ onPort: _, isOthers: _o, ...domain }: AppliedDomain): DomainSettings {
  return domain;
}

/** The settings that were applied, as the server shows them now; those of a component that is gone, or of which nobody can say, as they were. Pure. */
export function settingsNow(applied: AppliedSettings, seen: SeenSettings): Settings {
  return Object.fromEntries(
    applied.components.map((one) => {
      const component = seen.components.find(({ serviceId }) => serviceId === one.serviceId);
      return [one.name, component ? componentNow(one, component, seen) : withoutOwnPorts(one.settings)];
    }),
  );
}

/**
 * Settings without the secrets that were applied and that an update which didn't finish declares no more, or in another place: Pulumi keeps secret what is
 * declared as a secret at the same path, and would keep these in plain text.
 */
export function withoutLostSecrets(
  settings: Settings,
  { __rbSettings, __rbSecrets, __rbUnfinished }: MarketAppState,
): Settings {
  if (__rbUnfinished === undefined) return settings;
  const kept = (__rbSettings?.components ?? []).flatMap((applied) => {
    const one = settings[applied.name];
    const isKept = (...path: string[]): boolean =>
      !isSecretSetting(path, applied.secrets) || isSecretSetting([applied.name, ...path], __rbSecrets);
    return one ? [[applied.name, isKept() ? withoutSecretParts(one, isKept) : {}] as const] : [];
  });
  return Object.fromEntries(kept);
}

function withoutSecretParts(
  { envs, domains, ...sizes }: ComponentSettings,
  isKept: (...path: string[]) => boolean,
): ComponentSettings {
  const keptEnvs = Object.entries(envs ?? {}).filter(([name]) => isKept("envs", name));
  return {
    ...sizes,
    ...(envs && { envs: Object.fromEntries(keptEnvs) }),
    ...(domains && { domains: isKept("domains") ? domains : [] }),
  };
}

function componentNow(
  { settings, shownNode }: AppliedToComponent,
  component: ConsoleComponent,
  { envs, rules }: SeenSettings,
): ComponentSettings {
  const seen = envs.get(component.serviceId);
  const values = Object.entries(settings.envs ?? {}).flatMap(([name, value]) => {
    const now = valueOf(name, seen);
    return now === null ? [] : [[name, now ?? value] as const];
  });
  const shown = sizes.filter((key) => settings[key] !== undefined).map((key) => [key, component[key]] as const);
  const isAsLeft = component.minNode === shownNode;
  return {
    ...(settings.envs && { envs: Object.fromEntries(values) }),
    ...Object.fromEntries(shown),
    ...(isAsLeft && settings.minNode !== undefined && { minNode: settings.minNode }),
    ...(settings.domains && { domains: settings.domains.flatMap((domain) => domainNow(domain, component, rules)) }),
  };
}

function domainNow(domain: AppliedDomain, component: ConsoleComponent, rules: readonly HttpRule[]): DomainSettings[] {
  const rule = ruleOf(domain, domain.onPort, component, rules);
  if (!rule?.isOuter) return [];
  const { certificateId: _c, header: _h, cookie: _k, ...place } = declaredDomain(domain);
  return [
    {
      ...place,
      ...(rule.certificateId !== 0 && { certificateId: rule.certificateId }),
      ...(rule.header !== "" && { header: rule.header }),
      ...(rule.cookie !== "" && { cookie: rule.cookie }),
    },
  ];
}

/** The rule of a domain: that of its host, path and port. */
export function ruleOf(
  { host, path = "/" }: DomainSettings,
  port: number,
  { serviceId }: Pick<ConsoleComponent, "serviceId">,
  rules: readonly HttpRule[],
): HttpRule | undefined {
  return rules.find(
    (rule) => rule.serviceId === serviceId && rule.host === host && rule.path === path && rule.port === port,
  );
}

/** True if the rule asks for what the domain does, and is served with its certificate. */
export function isAsDeclared(
  { certificateId = 0, header = "", cookie = "" }: DomainSettings,
  rule: Pick<HttpRule, "certificateId" | "header" | "cookie">,
): boolean {
  return rule.certificateId === certificateId && rule.header === header && rule.cookie === cookie;
}
