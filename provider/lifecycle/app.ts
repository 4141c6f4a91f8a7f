import { isConsoleError, RainbondError } from "../errors";
import type { AppInputs, AppState } from "../model";
import { ensureOwnGroup } from "./install";
import { hasOtherLimit, type Plan } from "../plan/plan";
import { onSameConsole } from "./same-console";
import type { Surroundings } from "./surroundings";

/** Makes the app group, once. One that an earlier attempt made is found and kept, if it is still empty. */
export async function createApp(inputs: AppInputs, surroundings: Surroundings): Promise<AppState> {
  const { group, wasFound } = await ensureOwnGroup(inputs, surroundings);
  const at = { ...inputs, appId: group.appId };
  if (wasFound) await refuseFull(at, surroundings);
  // Only needed to recognise a console that has moved; not worth losing the group from the state.
  const { enterpriseId } = await surroundings.console.getApp(at).catch(() => ({ enterpriseId: "" }));
  return { ...at, k8sApp: group.k8sApp, endpoint: surroundings.endpoint, enterpriseId };
}

async function refuseFull(at: AppInputs & { appId: number }, { console }: Surroundings): Promise<void> {
  const components = await console.listComponents(at);
  if (components.length === 0) return;
  throw new RainbondError(
    `app group ${at.appId} has the Kubernetes name of this resource and already holds ${components.map((one) => one.serviceCname).join(", ")}. ` +
      "Nothing was changed. If it was kept from an earlier run, use its number as appId; else rename the resource",
  );
}

/** What the server has now; `undefined` only where the absence is proven. A rename in the web console is no difference. */
export async function readApp(before: AppState, surroundings: Surroundings): Promise<AppState | undefined> {
  const state = await onSameConsole(before, surroundings);
  try {
    const { k8sApp } = await surroundings.console.getApp(state);
    return { ...state, k8sApp };
  } catch (thrown) {
    if (isConsoleError(thrown, "appMissing")) return undefined;
    throw thrown;
  }
}

const fixed = ["teamId", "regionName", "appName"] as const;

/** Compares what is declared now with the state. Pure. */
export function planApp(declared: Partial<AppInputs>, unknown: ReadonlySet<string>, state: AppState): Plan {
  const differs = (key: keyof AppInputs): boolean => declared[key] !== undefined && declared[key] !== state[key];
  const replaces = fixed.filter((key) => !unknown.has(key) && differs(key));
  const recorded: string[] = (["appNote", "forceDestroy"] as const).filter((key) => differs(key));
  if (hasOtherLimit(declared, state)) recorded.push("__rbTimeouts");
  return { changes: [...new Set([...replaces, ...recorded, ...unknown])], replaces, remarks: [] };
}
