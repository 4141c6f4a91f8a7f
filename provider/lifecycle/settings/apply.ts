import type { EnvsByComponent, SeenEnvs } from "../../observe/envs";
import { fitSettings, refuseMisfits } from "../../plan/settings-fit";
import type { Surroundings } from "../surroundings";
import { applyDomains, placeDomains, removeDropped } from "./domains";
import { applyEnvs } from "./envs";
import type { Ledger } from "./ledger";
import { restart } from "./restart";
import type { Setting, SettingsWanted } from "./setting";
import { applySizes } from "./sizes";

/**
 * Gives the components what is declared of them: only what differs, what doesn't fit refused before anything is written. A component that runs restarts
 * once at most: a change of memory or CPU brings its new variables along. Returns the variables as they are then.
 */
export async function applySettings(
  wanted: SettingsWanted,
  ledger: Ledger,
  surroundings: Surroundings,
): Promise<EnvsByComponent> {
  const { targets, misfits } = fitSettings(wanted.settings, wanted.components, ledger.now);
  refuseMisfits(misfits);
  const placed = await placeDomains(wanted, targets, ledger, surroundings);
  await removeDropped(wanted.at, placed, ledger, surroundings);
  const envs = new Map<string, SeenEnvs>();
  for (const target of placed.targets) {
    const seen = await applyTo({ wanted, target, ledger }, surroundings);
    if (seen) envs.set(target.component.serviceId, seen);
  }
  ledger.keepOnly(targets.map(({ component }) => component.serviceId));
  await restart(wanted, ledger, surroundings);
  return envs;
}

async function applyTo(setting: Setting, surroundings: Surroundings): Promise<SeenEnvs | undefined> {
  const { wanted, target, ledger } = setting;
  const { name, component, declared, domains: placed } = target;
  const { serviceId } = component;
  const seen = await applyEnvs(setting, surroundings);
  const { shownNode, restarts } = await applySizes(setting, surroundings);
  if (restarts) ledger.settle([serviceId]);
  await applyDomains(setting, surroundings);
  const { domains, ...others } = declared;
  const settings = { ...others, ...(domains && { domains: placed.map(({ domain }) => domain) }) };
  const secrets = secretsOf(name, wanted.secrets);
  ledger.apply({ name, serviceId, settings, secrets, ...(shownNode !== undefined && { shownNode }) });
  return seen;
}

/** The paths within one component's settings; where all of them are secret, the empty one. */
function secretsOf(name: string, secrets: SettingsWanted["secrets"]): string[][] {
  return secrets.filter(([component]) => component === undefined || component === name).map(([, ...path]) => path);
}
