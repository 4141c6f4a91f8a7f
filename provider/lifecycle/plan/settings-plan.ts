import { isDeepStrictEqual } from "node:util";
import { RainbondError } from "../../errors";
import type { ComponentSettings, DriftPolicy, MarketAppInputs, MarketAppState, Settings } from "../../model";
import type { Remark } from "../observe/drift";
import { declaredIn } from "../observe/settings";
import { describeMisfits, fitSettings } from "./settings-fit";

type Declared = Partial<MarketAppInputs>;

/** What declared settings are compared with: what the server shows, or what was applied last where another value there is no change. */
export function comparedSettings(state: MarketAppState, policy: DriftPolicy): Settings | undefined {
  const applied = state.__rbSettings && declaredIn(state.__rbSettings);
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
export function refuseMisfits({ settings = {} }: Declared, state: MarketAppState): void {
  if (state.components.length === 0) return;
  const changed = Object.entries(settings).filter(([name, one]) => !isDeepStrictEqual(one, state.settings?.[name]));
  const all = fitSettings(settings, state.components, state.__rbSettings).misfits;
  const isOfChanged = (path: string): boolean =>
    changed.some(([name]) => path === `settings.${name}` || path.startsWith(`settings.${name}.`));
  const said = describeMisfits(all.filter(({ path }) => isOfChanged(path)));
  if (said !== undefined) throw new RainbondError(`${said}. Nothing was changed`);
}

/** A line on each setting that was applied and isn't declared any more, unless an update takes it back. */
export function remarksOnDropped({ settings }: Declared, state: MarketAppState): Remark[] {
  const { targets } = fitSettings(settings, state.components, state.__rbSettings);
  const left = (state.__rbSettings?.components ?? []).flatMap((applied) => {
    const now = targets.find(({ component }) => component.serviceId === applied.serviceId)?.declared ?? {};
    return droppedOf(applied.settings, now).map((what) => `settings.${applied.name}.${what}`);
  });
  if (left.length === 0) return [];
  const verb =
    left.length === 1 ? "isn't declared any more and stays as it is" : "aren't declared any more and stay as they are";
  const envs = left.some((path) => path.includes(".envs.")) ? "; Rainbond's API removes no variable" : "";
  return [{ isWarning: true, text: `${left.join(", ")} ${verb}${envs}` }];
}

function droppedOf(before: ComponentSettings, now: ComponentSettings): string[] {
  const envs = Object.keys(before.envs ?? {}).filter((name) => now.envs?.[name] === undefined);
  const sizes = (["minMemory", "minCpu", "minNode"] as const).filter(
    (key) => before[key] !== undefined && now[key] === undefined,
  );
  return [...envs.map((name) => `envs.${name}`), ...sizes];
}
