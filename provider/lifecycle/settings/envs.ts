import type { Env } from "../../console";
import { isConsoleError } from "../../errors";
import { readEnvs, readEnvsForAssistants, valueOf, type SeenEnvs } from "../../observe/envs";
import type { Surroundings } from "../surroundings";
import type { Setting } from "./setting";

/**
 * Sets the variables that aren't as declared. Pods see them only after a restart, which the ledger is told of before. Returns all variables as they are then; nothing where none is declared.
 */
export async function applyEnvs(setting: Setting, surroundings: Surroundings): Promise<SeenEnvs | undefined> {
  const {
    wanted: { at, keepsFound },
    target: { component, declared },
    ledger,
  } = setting;
  const envs = Object.entries(declared.envs ?? {});
  if (envs.length === 0) return undefined;
  const applied = ledger.of(component.serviceId)?.settings.envs ?? {};
  const seen = await readEnvs(at, component, surroundings);
  const changed = envs.flatMap(([name, value]): Env[] => {
    // Of one that nobody can tell it is assumed that it is as it was left.
    const now = valueOf(name, seen) ?? (seen.isComplete ? null : applied[name]);
    if (now === value || (keepsFound && applied[name] === value)) return [];
    return [{ name, value, note: seen.envs.find((env) => env.name === name)?.note ?? "" }];
  });
  if (changed.length > 0 || mayBeUntold(setting, envs)) ledger.owe(component.serviceId);
  if (changed.length === 0) return seen;
  surroundings.progress.doing(`setting ${changed.length} variable(s)`);
  return setEnvs(setting, changed, seen, surroundings);
}

/** True if a variable that is as declared may have been set by an attempt that was killed before the pods were told: it isn't known to have been so before. */
function mayBeUntold({ wanted, target, ledger }: Setting, envs: [string, string][]): boolean {
  const { keepsFound, isAdopted, found } = wanted;
  const left = ledger.of(target.component.serviceId);
  const applied = left?.settings.envs ?? {};
  const envsFound = found[left?.name ?? ""]?.envs ?? {};
  const isNews = ([name, value]: [string, string]): boolean =>
    applied[name] !== value || (!keepsFound && envsFound[name] !== undefined && envsFound[name] !== value);
  return !isAdopted && envs.some(isNews);
}

/**
 * The console checks all variables of the component once it has stored the new ones, and answers 400 where the template brought one that is against its
 * own rules: what is there then tells whether it is done.
 */
async function setEnvs(
  { wanted: { at }, target: { component } }: Setting,
  changed: readonly Env[],
  before: SeenEnvs,
  surroundings: Surroundings,
): Promise<SeenEnvs> {
  try {
    return { envs: await surroundings.console.setEnvs(at, component, changed), isComplete: true };
  } catch (thrown) {
    if (!isConsoleError(thrown, "invalidRequest")) throw thrown;
    const seen = await readEnvsForAssistants(at, component, surroundings);
    const isDone = changed.every(({ name, value }) => {
      const now = valueOf(name, seen);
      return now === value || (now === undefined && !before.isComplete);
    });
    if (!isDone) throw thrown;
    return seen;
  }
}
