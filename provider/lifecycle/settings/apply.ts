import type { AppAddress, ConsoleComponent } from "../../console";
import type { DriftReaction, Settings } from "../../model";
import type { EnvsByComponent, SeenEnvs } from "../observe/envs";
import { fitSettings, refuseMisfits } from "../plan/settings-fit";
import type { Surroundings } from "../surroundings";
import { applyDomains, placeDomains, removeDropped, type PlacedTarget } from "./domains";
import { applyEnvs } from "./envs";
import type { Ledger } from "./ledger";
import { restart } from "./restart";
import type { Setting } from "./setting";
import { applySizes } from "./sizes";

/** Settings that an install is to have. */
export interface SettingsWanted {
  readonly at: AppAddress;
  readonly settings: Settings | undefined;
  /** Which of the settings are secret, each a path into them. */
  readonly secrets: readonly (readonly string[])[] | undefined;
  /** What differs on the server and is declared as it was applied stays as it is found, unless this is `detect`. */
  readonly reaction: DriftReaction;
  /** The components of the install. */
  readonly components: readonly ConsoleComponent[];
  /** True if components may just be being built: those are told of their variables by that. */
  readonly mayBuild: boolean;
  /** True if the install was just adopted. */
  readonly isAdopted: boolean;
  /** The settings as the last refresh found them. */
  readonly found: Settings | undefined;
}

/**
 * Gives the components what is declared of them: only what differs, what doesn't fit refused before anything is written. A component that runs restarts
 * once at most: a change of memory or CPU brings its new variables along. Returns the variables as they are then.
 */
export async function applySettings(
  wanted: SettingsWanted,
  ledger: Ledger,
  surroundings: Surroundings,
): Promise<EnvsByComponent> {
  const { at, settings, components, reaction, mayBuild, isAdopted, found = {}, secrets = [] } = wanted;
  const { targets, misfits } = fitSettings(settings, components, ledger.now);
  refuseMisfits(misfits);
  const keepsFound = reaction !== "detect";
  const placed = await placeDomains({ at, targets, keepsFound }, ledger, surroundings);
  await removeDropped(at, placed, ledger, surroundings);
  const envs = new Map<string, SeenEnvs>();
  for (const target of placed.targets) {
    const { serviceId } = target.component;
    const envsFound = found[ledger.of(serviceId)?.name ?? ""]?.envs ?? {};
    const setting = { at, target, ledger, keepsFound, isAdopted, secrets, envsFound };
    const seen = await applyTo(target, setting, surroundings);
    if (seen) envs.set(serviceId, seen);
  }
  ledger.keepOnly(targets.map(({ component }) => component.serviceId));
  await restart({ at, components, mayBuild }, ledger, surroundings);
  return envs;
}

async function applyTo(
  target: PlacedTarget,
  setting: Setting,
  surroundings: Surroundings,
): Promise<SeenEnvs | undefined> {
  const { name, component, declared, domains: placed } = target;
  const { serviceId } = component;
  const seen = await applyEnvs(setting, surroundings);
  const { shownNode, restarts } = await applySizes(setting, surroundings);
  if (restarts) setting.ledger.settle([serviceId]);
  await applyDomains(target, setting, surroundings);
  const { domains, ...others } = declared;
  const settings = { ...others, ...(domains && { domains: placed.map(({ domain }) => domain) }) };
  const secrets = secretsOf(name, setting.secrets);
  setting.ledger.apply({ name, serviceId, settings, secrets, ...(shownNode !== undefined && { shownNode }) });
  return seen;
}

/** The paths within one component's settings; where all of them are secret, the empty one. */
function secretsOf(name: string, secrets: Setting["secrets"]): string[][] {
  return secrets.filter(([component]) => component === undefined || component === name).map(([, ...path]) => path);
}
