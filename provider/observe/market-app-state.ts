import type { AppAddress, ComponentEvent, ConsoleComponent, InstalledVersion } from "../console";
import type { Applied, Component, Finding, MarketAppInputs, MarketAppState, Settings } from "../model";
import { shown } from "../screen";
import { describeComponents, inOrder } from "./component-list";
import { healthOf, looksStopped, looksUnhealthy, wasBuilt } from "./condition";
import type { EnvsByComponent } from "./envs";
import type { GroupLook } from "./group-look";
import { changedIn, findDrift, missing, observedVersion, type Observed } from "./drift";
import type { Remembered } from "./inner-endpoints";
import { placesOf } from "./moved";
import { seeSettings, settingsNow, withoutLostSecrets } from "./settings";
import { findSettingsDrift } from "./settings-drift";
import type { Sight } from "./sight";

/** The app group of an installed app. */
export function addressOf(state: AppAddress): AppAddress {
  return { teamId: state.teamId, regionName: state.regionName, appId: state.appId };
}

/** The components of this install among those of its app group. */
export function ownComponents(state: MarketAppState, all: readonly ConsoleComponent[]): ConsoleComponent[] {
  if (state.tenantServiceGroupId === 0) return [];
  return all.filter((component) => component.tenantServiceGroupId === state.tenantServiceGroupId);
}

/** The same where leftovers of a failed install count for nothing: what bears its number may be no more than that. */
export async function installedOf(state: MarketAppState, look: GroupLook): Promise<readonly ConsoleComponent[]> {
  const own = look.installs.get(state.tenantServiceGroupId) ?? [];
  // What an operation once finished with did run, or was never to: the cluster may have lost it, but it was no failed install.
  if (own.length === 0 || state.__rbApplied || own.some(wasBuilt)) return own;
  const left = await look.thatAre("leftBehind");
  return left.some(([number]) => number === state.tenantServiceGroupId) ? [] : own;
}

/** The state with what is declared now. `appId` and the version stay: they say what is there. */
export function withDeclared(state: MarketAppState, inputs: MarketAppInputs): MarketAppState {
  return {
    ...state,
    ...inputs,
    appId: state.appId,
    appName: inputs.appName ?? state.appName,
    appModelVersion: state.appModelVersion,
    __rbTimeouts: inputs.__rbTimeouts,
    marketAccessKey: inputs.marketAccessKey,
    adopt: inputs.adopt,
    settings: inputs.settings,
    __rbSecrets: inputs.__rbSecrets,
  };
}

/** The state with the components as they are now, and their health. Without a memory each component is asked for its ports. */
export async function withComponents(
  state: MarketAppState,
  all: readonly ConsoleComponent[],
  sight: Sight,
  remembered?: Remembered,
): Promise<MarketAppState> {
  const own = ownComponents(state, all);
  const { components, namesakes } = await describeComponents(addressOf(state), own, remembered, sight);
  return {
    ...state,
    components,
    __rbNamesakes: remembered && namesakes,
    serviceIds: components.map((component) => component.serviceId),
    health: healthOf(own),
  };
}

/**
 * The state with what differs from what the last successful operation left. Without such an operation only what was seen of it then can be missing.
 * @param seen the components that the state had before
 * @param envs variables that were seen just now, by component
 */
export async function withDrift(
  state: MarketAppState,
  seen: readonly Component[],
  all: readonly ConsoleComponent[],
  sight: Sight,
  envs: EnvsByComponent = new Map(),
): Promise<MarketAppState> {
  const applied = state.__rbApplied;
  const components = ownComponents(state, all);
  const isThere = new Set(components.map(({ serviceId }) => serviceId));
  const lost = (applied?.components ?? seen).filter(({ serviceId }) => !isThere.has(serviceId));
  const missingIds = lost.map(({ serviceId }) => serviceId);
  const places = await placesOf(state, missingIds, sight);
  if (!applied) return { ...state, drift: lost.map((component) => missing(component, places)) };
  const observed: Observed = {
    components,
    strangers: strangersIn(state, all),
    places,
    versions: await versionsIfChanged(state, components, sight),
    events: await eventsOfTroubled(addressOf(state), components, applied, sight),
  };
  const settings = await settingsOf(state, components, envs, sight);
  return {
    ...state,
    appModelVersion: observedVersion(applied, observed.versions),
    settings: settings.now,
    drift: [...findDrift(applied, observed), ...settings.drift].map(fitToShow),
  };
}

/** The settings as the server shows them, and what differs in them; without any nothing is asked. */
async function settingsOf(
  state: MarketAppState,
  components: readonly ConsoleComponent[],
  envs: EnvsByComponent,
  sight: Sight,
): Promise<{ now: Settings | undefined; drift: Finding[] }> {
  const { __rbSettings: applied, __rbSecrets } = state;
  if (!applied || applied.components.length === 0) return { now: state.settings, drift: [] };
  const seen = await seeSettings(addressOf(state), applied, components, envs, sight);
  const now = withoutLostSecrets(settingsNow(applied, seen), state);
  return { now, drift: findSettingsDrift(applied, seen, __rbSecrets) };
}

/** What people wrote on the server may hold a key that is secret in the state; here it would be in plain text. */
function fitToShow({ component, expected, actual, reason, ...rest }: Finding): Finding {
  const said = { component: shown(component), expected: shown(expected), actual: shown(actual) };
  return { ...rest, ...said, ...(reason === undefined ? {} : { reason: shown(reason) }) };
}

/** The components that no install made, in an app group that is the resource's own. */
export function strangersIn(state: MarketAppState, all: readonly ConsoleComponent[]): ConsoleComponent[] {
  if (!state.ownsApp) return [];
  return inOrder(all.filter((component) => component.tenantServiceGroupId === 0));
}

/** Events are asked only where they decide or explain something: whether a stopped component is being started, why one is unhealthy. */
async function eventsOfTroubled(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  applied: Applied,
  { console }: Sight,
): Promise<ReadonlyMap<string, readonly ComponentEvent[]>> {
  const troubled = components.filter((one) => looksUnhealthy(one) || (applied.isDeploy && looksStopped(one)));
  const events = troubled.map(async ({ serviceId }) => [serviceId, await console.listEvents(at, serviceId)] as const);
  return new Map(await Promise.all(events));
}

/** Which model versions the components are at; asked only where an image or a version isn't what it was. */
export async function versionsIfChanged(
  state: MarketAppState,
  components: readonly ConsoleComponent[],
  { console }: Sight,
): Promise<readonly InstalledVersion[] | null> {
  const isChanged = components.some((component) => {
    const left = state.__rbApplied?.components.find((one) => one.serviceId === component.serviceId);
    return left !== undefined && changedIn(left, component) !== undefined;
  });
  if (!isChanged) return null;
  try {
    return await console.listInstalledVersions(addressOf(state));
  } catch {
    // The console asks the store for this and fails while the store is silent: the version is then unknown, and nothing else is.
    return null;
  }
}

/**
 * What a successful operation leaves: the measure of drift from now on.
 * @param installed the version that all components are at, where that is known; else the console is asked
 */
export async function appliedNow(
  state: MarketAppState,
  inputs: MarketAppInputs,
  all: readonly ConsoleComponent[],
  installed: string | undefined,
  { console }: Sight,
): Promise<Applied> {
  const versions = installed === undefined ? await console.listInstalledVersions(addressOf(state)).catch(() => []) : [];
  return {
    appModelVersion: inputs.appModelVersion,
    isDeploy: inputs.isDeploy,
    components: inOrder(ownComponents(state, all)).map((component) => ({
      serviceId: component.serviceId,
      serviceCname: component.serviceCname,
      serviceKey: component.serviceKey,
      image: component.image,
      version: component.version,
      modelVersion: installed ?? versions.find((one) => one.serviceId === component.serviceId)?.version ?? null,
    })),
  };
}
