import { isConsoleError, RainbondError } from "../errors";
import type { MarketAppInputs, MarketAppState } from "../model";
import { ensureOwnGroup } from "./install";
import { converge } from "./converge";
import { vanished } from "../observe/drift";
import { replaceCommand } from "../identity";
import { GroupLook } from "../observe/group-look";
import {
  addressOf,
  installedOf,
  ownComponents,
  withComponents,
  withDeclared,
  withDrift,
} from "../observe/market-app-state";
import { findMoved, knownIdsOf } from "../observe/moved";
import { onlyRecords, planMarketApp } from "../plan/plan";
import { onSameConsole } from "./same-console";
import type { Surroundings } from "./surroundings";
import { fitSettings, refuseMisfits } from "../plan/settings-fit";
import { refuseMovedOut } from "./unhealable";
import { askForTemplate, type Template } from "./template/template";
import { upgradesOf } from "./template/upgrades";

/** Installs the app, once, and waits until it is ready. A store that refuses ends it before anything is written. */
export async function createMarketApp(inputs: MarketAppInputs, surroundings: Surroundings): Promise<MarketAppState> {
  refuseAdoptionOfPredecessor(inputs, surroundings);
  const template = await askForTemplate(inputs, surroundings);
  refuseUnfitSettings(inputs, template);
  const { begun, groupMadeAt } = await begin(inputs, surroundings);
  // A store that has just told the template is remembered; another one isn't asked for this.
  const upgradeAvailable = template === null ? undefined : await upgradesOf(begun, surroundings);
  return converge({ ...begun, upgradeAvailable }, inputs, surroundings, groupMadeAt);
}

/** Settings that don't fit the template are refused before anything is made. An install to adopt may be named by its aliases. */
function refuseUnfitSettings({ settings, adopt }: MarketAppInputs, template: Template): void {
  if (template === null || adopt !== undefined) return;
  const parts = template.map((one) => ({ ...one, extendMethod: one.parts.extendMethod }));
  refuseMisfits(fitSettings(settings, parts).misfits, ". Nothing was installed");
}

/** What is there before anything is installed. */
interface Begun {
  readonly begun: MarketAppState;
  readonly groupMadeAt: number | undefined;
}

/** In a replacement that creates first, the install that is there is the one that is deleted next, unless it is known to have another number. */
function refuseAdoptionOfPredecessor(inputs: MarketAppInputs, { urn, isAlive, hasOther }: Surroundings): void {
  const { teamId, regionName, appId, adopt } = inputs;
  if (adopt === undefined || !isAlive(urn)) return;
  if (appId !== undefined && adopt !== true && hasOther({ teamId, regionName, appId }, adopt)) return;
  throw new RainbondError(
    "adopt: this resource is to replace one that still exists, and would take over what is deleted next. Nothing was changed. Leave adopt out",
  );
}

async function begin(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Begun> {
  if (inputs.appId === undefined) return beginInOwnGroup(inputs, surroundings);
  return { begun: await beginIn(inputs.appId, inputs, surroundings), groupMadeAt: undefined };
}

async function beginInOwnGroup(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Begun> {
  const { appName } = inputs;
  if (appName === undefined) throw new RainbondError("appName is missing");
  const mustExist = inputs.adopt !== undefined;
  const { group, wasFound } = await ensureOwnGroup({ ...inputs, appName, mustExist }, surroundings);
  const begun = {
    ...nothingYet(inputs, surroundings),
    appId: group.appId,
    k8sApp: group.k8sApp,
    ownsApp: true,
    // A group that was only found may hold another app: it becomes ours once what is in it has been judged.
    __rbUnfinished: wasFound ? undefined : "nothing is installed yet",
  };
  return { begun, groupMadeAt: wasFound ? undefined : surroundings.clock.now() };
}

async function beginIn(appId: number, inputs: MarketAppInputs, surroundings: Surroundings): Promise<MarketAppState> {
  const { teamId, regionName } = inputs;
  const group = await surroundings.console.getApp({ teamId, regionName, appId }).catch((thrown: unknown) => {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
    throw new RainbondError(
      `appId: the team has no app group ${appId} in region ${regionName}: ${thrown.refusal}. Check appId, or leave it out so that the ` +
        "resource makes an app group of its own",
    );
  });
  return {
    ...nothingYet(inputs, surroundings),
    appId,
    k8sApp: group.k8sApp,
    enterpriseId: group.enterpriseId,
    ownsApp: false,
  };
}

function nothingYet(
  inputs: MarketAppInputs,
  { endpoint }: Surroundings,
): Omit<MarketAppState, "appId" | "k8sApp" | "ownsApp"> {
  return {
    ...inputs,
    endpoint,
    enterpriseId: "",
    tenantServiceGroupId: 0,
    serviceIds: [],
    components: [],
    health: "unknown",
    drift: [],
  };
}

/**
 * What the server has now; `undefined` only where the absence is proven. Where an absence isn't to count as a change, it is a finding: without
 * a state Pulumi would plan to create the app.
 */
export async function readMarketApp(
  before: MarketAppState,
  surroundings: Surroundings,
): Promise<MarketAppState | undefined> {
  const state = await onSameConsole(before, surroundings);
  let all;
  try {
    all = await surroundings.reads.components(addressOf(state));
  } catch (thrown) {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
    await refuseMovedOut(state, surroundings);
    return gone(state);
  }
  const isInstalled = state.tenantServiceGroupId > 0;
  const own = ownComponents(state, all);
  if (isInstalled && !state.ownsApp && own.length === 0 && !(await isMoved(state, surroundings))) return gone(state);
  const installed = await installedOf(state, new GroupLook(addressOf(state), all, surroundings));
  if (own.length > 0 && installed.length === 0) return withoutAll(state);
  const remembered = { components: state.components, namesakes: state.__rbNamesakes };
  const seen = await withComponents(state, all, surroundings, remembered);
  const now = await withDrift(seen, state.components, all, surroundings);
  return { ...now, upgradeAvailable: await upgradesOf(now, surroundings) };
}

/** What a person moved to another app group isn't gone: nothing must be installed instead. */
async function isMoved(state: MarketAppState, surroundings: Surroundings): Promise<boolean> {
  return (await findMoved(state, knownIdsOf(state), surroundings)).length > 0;
}

/** Nothing of the app is there, or only leftovers, which are the next update's to clear away. */
function withoutAll(state: MarketAppState): MarketAppState {
  return { ...state, components: [], serviceIds: [], health: "unknown", drift: [vanished] };
}

function gone(state: MarketAppState): MarketAppState | undefined {
  return state.driftPolicy.missing === "detect" ? undefined : withoutAll(state);
}

/** Brings the app to what is declared. Where only recorded inputs have changed, no call is made. */
export async function updateMarketApp(
  state: MarketAppState,
  inputs: MarketAppInputs,
  surroundings: Surroundings,
): Promise<MarketAppState> {
  // Whether a version goes back is judged where it is upgraded to.
  const plan = planMarketApp(inputs, new Set(), state, { goesBack: () => false });
  if (onlyRecords(inputs, plan)) return withDeclared(state, inputs);
  const begun = await onSameConsole(state, surroundings);
  try {
    return await converge(begun, inputs, surroundings);
  } catch (thrown) {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
    await refuseMovedOut(state, surroundings);
    throw new RainbondError(
      `app group ${state.appId} is gone. Nothing was changed. To install the app anew: ${replaceCommand(surroundings.urn)}`,
    );
  }
}
