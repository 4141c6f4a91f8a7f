import { isDeepStrictEqual } from "node:util";
import { isSecretApplied, type AppliedToComponent, type ComponentSettings, type DriftPolicy } from "../model";
import type { MarketAppInputs, MarketAppState, Settings } from "../model";
import type { Remark } from "../observe/drift";
import { declaredIn, sizes, withoutLostSecrets, type AppliedDomain } from "../observe/settings";
import { fitSettings, refuseMisfits } from "./settings-fit";

type Declared = Partial<MarketAppInputs>;

/** What declared settings are compared with: what the server shows, or what was applied last where another value there is no change. */
export function comparedSettings(state: MarketAppState, policy: DriftPolicy): Settings | undefined {
  const applied = state.__rbSettings && withoutLostSecrets(declaredIn(state.__rbSettings), state);
  return policy.settings === "detect" ? state.settings : (applied ?? state.settings);
}

/** True if settings are declared that the server doesn't have, or aren't any more. Those that aren't known yet are a change. */
export function changeSettings(
  declared: Declared,
  unknown: ReadonlySet<string>,
  state: MarketAppState,
  policy: DriftPolicy,
): boolean {
  if (unknown.has("settings")) return true;
  return !isDeepStrictEqual(declared.settings ?? {}, comparedSettings(state, policy) ?? {});
}

/** Throws where what has changed doesn't fit the components as they were seen last. */
export function refuseNewMisfits({ settings = {} }: Declared, state: MarketAppState): void {
  if (state.components.length === 0) return;
  const { misfits } = fitSettings(settings, state.components, state.__rbSettings);
  const ofChanged = misfits.filter(({ name }) => !isDeepStrictEqual(settings[name], state.settings?.[name]));
  refuseMisfits(ofChanged, ". Nothing was changed");
}

/** A line on all settings that were applied and aren't declared any more, unless an update takes them back: what Rainbond keeps, and what others made. */
export function remarksOnDropped({ settings }: Declared, state: MarketAppState): Remark[] {
  const { targets } = fitSettings(settings, state.components, state.__rbSettings);
  const dropped = (state.__rbSettings?.components ?? []).map((applied): Dropped => {
    const now = targets.find(({ component }) => component.serviceId === applied.serviceId)?.declared ?? {};
    return {
      name: applied.name,
      secrets: applied.secrets,
      values: droppedValues(applied.settings, now),
      domains: othersDomains(applied, now),
    };
  });
  const values = dropped.flatMap((one) => one.values.map((what) => `settings.${one.name}.${what}`));
  const domains = dropped.flatMap((one) => one.domains.map((domain) => pathOf(one, domain, state.__rbSecrets)));
  const envs = values.some((path) => path.includes(".envs.")) ? "; Rainbond's API removes no variable" : "";
  return [
    ...remarkOn(values, envs),
    ...remarkOn([...new Set(domains)], ", since this resource didn't make the rule: delete it in the web console"),
  ];
}

/** What isn't declared of a component any more and stays. */
interface Dropped extends Pick<AppliedToComponent, "name" | "secrets"> {
  readonly values: readonly string[];
  readonly domains: readonly AppliedDomain[];
}

function remarkOn(paths: readonly string[], reason: string): Remark[] {
  if (paths.length === 0) return [];
  const verb =
    paths.length === 1 ? "isn't declared any more and stays as it is" : "aren't declared any more and stay as they are";
  return [{ isWarning: true, text: `${paths.join(", ")} ${verb}${reason}` }];
}

function droppedValues(before: ComponentSettings, now: ComponentSettings): string[] {
  const envs = Object.keys(before.envs ?? {}).filter((name) => now.envs?.[name] === undefined);
  const dropped = sizes.filter((key) => before[key] !== undefined && now[key] === undefined);
  return [...envs.map((name) => `envs.${name}`), ...dropped];
}

function othersDomains({ settings }: AppliedToComponent, { domains = [] }: ComponentSettings): AppliedDomain[] {
  return (settings.domains ?? []).filter(
    ({ host, path, onPort, isOthers }) =>
      isOthers &&
      !domains.some((one) => one.host === host && (one.path ?? "/") === path && (one.port ?? onPort) === onPort),
  );
}

/** Of a list that is secret no host is said. */
function pathOf(
  dropped: Pick<Dropped, "name" | "secrets">,
  { host, path }: AppliedDomain,
  secrets: MarketAppState["__rbSecrets"],
): string {
  const list = `settings.${dropped.name}.domains`;
  return isSecretApplied(dropped, ["domains"], secrets) ? list : `${list}.${host}${path === "/" ? "" : path}`;
}
