import type { ComponentEvent } from "../console";
import { isConsoleError, messageOf, NothingMade, reasonsOf, UnfinishedError } from "../errors";
import type { MarketAppInputs, MarketAppState, Settings } from "../model";
import { replaceCommand } from "../identity";
import type { EnvsByComponent } from "../observe/envs";
import { GroupLook, nothingIn } from "../observe/group-look";
import { noteTakenOver } from "./taken-over";
import { LatestLook } from "./latest-look";
import { refuseIncomplete } from "./template/incomplete";
import { ensureInstalled, hasSettings, type Installed } from "./install";
import { installedVersion } from "../observe/installed-version";
import {
  addressOf,
  appliedNow,
  installedOf,
  ownComponents,
  withComponents,
  withDeclared,
  withDrift,
} from "../observe/market-app-state";
import { mendVersions } from "./upgrade";
import { applySettings, Ledger } from "./settings";
import { startStopped, waitUntilBegun, waitUntilReady } from "./settle";
import type { Surroundings } from "./surroundings";
import { refuseWhatNoUpdateHeals } from "./unhealable";
import { askForTemplate } from "./template/template";
import { stillNewer } from "./template/upgrades";

/** An operation under way: what is known of the app so far, which a failure keeps. */
interface Attempt {
  state: MarketAppState;
  readonly inputs: MarketAppInputs;
  readonly group: LatestLook;
  /** True once this operation has made the install: it is at the declared version. */
  isNew: boolean;
  /** The components that an upgrade moved. */
  builds: ReadonlySet<string>;
  /** True if a build that failed is repeated also where the old replicas still run. */
  rebuildsRunning: boolean;
  /** The settings as the last refresh found them. */
  readonly found: Settings | undefined;
  /** The variables of components, as they were seen when their settings were applied. */
  envs: EnvsByComponent;
}

/**
 * Brings the app from wherever the last attempt stopped to what is declared: installs what isn't installed, upgrades, restores, starts, waits.
 * Once anything exists or was changed, a failure is an {@link UnfinishedError} with the state so far; the next update goes on from there.
 * @param groupMadeAt when this operation made the app group, by the clock, if it did
 */
export async function converge(
  begun: MarketAppState,
  inputs: MarketAppInputs,
  surroundings: Surroundings,
  groupMadeAt?: number,
): Promise<MarketAppState> {
  const attempt = attemptAt(begun, inputs, surroundings);
  if (groupMadeAt !== undefined) attempt.group.see(nothingIn(addressOf(begun), surroundings));
  try {
    await installIfMissing(attempt, groupMadeAt, surroundings);
    const earlierEvents = attempt.isNew ? [] : await eventsOf(attempt, surroundings);
    const writesBefore = surroundings.writesSoFar();
    if (!attempt.isNew) await mend(attempt, surroundings);
    await set(attempt, surroundings.writesSoFar() > writesBefore, surroundings);
    if (!attempt.isNew || hasSettings(inputs)) await start(attempt, surroundings);
    await waitFor(attempt, earlierEvents, surroundings);
    return await settle(attempt, surroundings);
  } catch (thrown) {
    const hasWritten = surroundings.writesSoFar() > 0;
    const isFound = attempt.state.tenantServiceGroupId !== begun.tenantServiceGroupId;
    if (!hasWritten && !isFound && begun.__rbUnfinished === undefined) throw thrown;
    if (isConsoleError(thrown, "appMissing") && !hasWritten) throw thrown;
    // In a group of its own the group itself is there to be kept.
    if (thrown instanceof NothingMade && !begun.ownsApp && begun.__rbUnfinished === undefined) throw thrown;
    const state = await withComponentsIfPossible(attempt, surroundings);
    throw new UnfinishedError({ ...state, __rbUnfinished: messageOf(thrown) }, reasonsOf(thrown));
  }
}

function attemptAt(begun: MarketAppState, inputs: MarketAppInputs, surroundings: Surroundings): Attempt {
  return {
    state: withDeclared(begun, inputs),
    inputs,
    group: new LatestLook(addressOf(begun), surroundings),
    isNew: false,
    builds: new Set(),
    rebuildsRunning: begun.__rbUnfinished !== undefined,
    found: begun.settings,
    envs: new Map(),
  };
}

async function installIfMissing(
  attempt: Attempt,
  groupMadeAt: number | undefined,
  surroundings: Surroundings,
): Promise<void> {
  const { state, inputs, group } = attempt;
  const at = addressOf(state);
  const look = await group.now();
  const own = await installedOf(state, look);
  await refuseWhatNoUpdateHeals(state, look.components, inputs.driftPolicy, surroundings);
  if (own.length > 0) {
    const found = { at, inputs, version: state.appModelVersion, cure: anew(surroundings) };
    if (!state.__rbApplied) await refuseIncomplete(found, own, surroundings);
    return;
  }
  const template = await askForTemplate(inputs, surroundings);
  // Whether the group is owned is the state's business: it may have been declared differently since.
  const { ownsApp: ownsGroup, tenantServiceGroupId: recorded } = state;
  const wanted = { at, inputs, template, ownsGroup, groupMadeAt, recorded };
  await takeOver(attempt, await ensureInstalled(wanted, surroundings), surroundings);
}

/** Records the install that is there now, before anything else can fail. */
async function takeOver(attempt: Attempt, installed: Installed, surroundings: Surroundings): Promise<void> {
  const { inputs, group } = attempt;
  const { components, tenantServiceGroupId, shown } = installed;
  const at = addressOf(attempt.state);
  attempt.isNew = installed.isNew;
  if (inputs.adopt !== undefined) noteTakenOver(at, surroundings, tenantServiceGroupId);
  if (shown) group.see(shown.look);
  attempt.state = {
    ...attempt.state,
    tenantServiceGroupId,
    serviceIds: components.map((component) => component.serviceId),
    enterpriseId: attempt.state.enterpriseId || (shown?.enterpriseId ?? ""),
    __rbInstalledFrom: { marketUrl: inputs.marketUrl, marketDomain: inputs.marketDomain },
    __rbApplied: undefined,
    __rbSettings: undefined,
    appModelVersion: inputs.appModelVersion,
  };
  if (installed.isNew) return;
  const version = await installedVersion(at, components, inputs.appModelVersion, surroundings);
  attempt.state = { ...attempt.state, appModelVersion: version };
  await refuseIncomplete({ at, inputs, version, cure: anew(surroundings) }, components, surroundings);
}

function anew({ urn }: Surroundings): string {
  return `To install the app anew, which loses the data of its components: ${replaceCommand(urn)}`;
}

async function eventsOf({ state, group }: Attempt, { console }: Surroundings): Promise<ComponentEvent[]> {
  const at = addressOf(state);
  const own = ownComponents(state, (await group.now()).components);
  const events = await Promise.all(own.map((component) => console.listEvents(at, component.serviceId)));
  return events.flat();
}

/**
 * Gives the components their settings. What was applied is in the state at once, so that a failure keeps it.
 * @param mayBuild true if this operation has just had components built
 */
async function set(attempt: Attempt, mayBuild: boolean, surroundings: Surroundings): Promise<void> {
  const { state, inputs, group } = attempt;
  if (!hasSettings(inputs) && state.__rbSettings === undefined) return;
  const ledger = new Ledger(state.__rbSettings, (now) => {
    attempt.state = { ...attempt.state, __rbSettings: now };
  });
  const wanted = {
    at: addressOf(state),
    settings: inputs.settings,
    secrets: inputs.__rbSecrets ?? [],
    keepsFound: inputs.driftPolicy.settings !== "detect",
    components: ownComponents(state, (await group.now()).components),
    mayBuild,
    isAdopted: inputs.adopt !== undefined && state.__rbApplied === undefined,
    found: attempt.found ?? {},
  };
  attempt.envs = await applySettings(wanted, ledger, surroundings);
}

async function start({ state, inputs, group, rebuildsRunning }: Attempt, surroundings: Surroundings): Promise<void> {
  if (!inputs.isDeploy) return;
  const own = ownComponents(state, (await group.now()).components);
  await startStopped(addressOf(state), own, rebuildsRunning, surroundings);
}

/** Where another version or image is no change and none is declared, it stays as it is found. */
function keepsVersions({ state, inputs }: Attempt): boolean {
  return inputs.driftPolicy.version !== "detect" && state.__rbApplied?.appModelVersion === inputs.appModelVersion;
}

/** Version and images as they are declared; what is then known of builds is for those who start and wait. */
async function mend(attempt: Attempt, surroundings: Surroundings): Promise<void> {
  const { state, inputs, group } = attempt;
  const components = ownComponents(state, (await group.now()).components);
  const owe = (serviceIds: readonly string[]): void => {
    // What is owed is in this list from now on, and not in the drift any more.
    const drift = attempt.state.drift.filter(({ category, serviceId }) => category !== "version" || serviceId === "");
    attempt.state = { ...attempt.state, drift, __rbRebuilds: serviceIds.length > 0 ? [...serviceIds] : undefined };
  };
  const keepsFound = keepsVersions(attempt);
  const { moved, wasBegun } = await mendVersions({ state, inputs, components, keepsFound, owe }, surroundings);
  attempt.builds = moved;
  attempt.rebuildsRunning ||= wasBegun;
}

async function waitFor(
  { state, inputs, group, isNew, builds }: Attempt,
  earlierEvents: readonly ComponentEvent[],
  surroundings: Surroundings,
): Promise<void> {
  const { tenantServiceGroupId } = state;
  const at = addressOf(state);
  const { isDeploy, skipAwait } = inputs;
  const awaited = { at, tenantServiceGroupId, isDeploy, earlierEvents, isNew, builds: new Set(builds) };
  if (!skipAwait) group.see(new GroupLook(at, await waitUntilReady(awaited, surroundings), surroundings));
  else if (isDeploy && (isNew || builds.size > 0)) await waitUntilBegun(awaited, surroundings);
}

/** The state that a read finds from now on: measured against what is there, or, where versions stay as they are found, against what was. */
async function settle(attempt: Attempt, surroundings: Surroundings): Promise<MarketAppState> {
  const { state, inputs, isNew } = attempt;
  surroundings.reads.forget();
  const { components: all } = await attempt.group.now();
  const shown = await withComponents(state, all, surroundings);
  const before = keepsVersions(attempt) ? state.__rbApplied : undefined;
  const version = isNew ? inputs.appModelVersion : undefined;
  const settled = {
    ...shown,
    enterpriseId: state.enterpriseId || (await surroundings.console.getApp(addressOf(state))).enterpriseId,
    __rbApplied: before
      ? { ...before, isDeploy: inputs.isDeploy }
      : await appliedNow(shown, inputs, all, version, surroundings),
    __rbUnfinished: undefined,
  };
  const { drift, appModelVersion, settings } = await withDrift(settled, [], all, surroundings, attempt.envs);
  // What was just started may still look stopped where nobody waits.
  const upgradeAvailable = stillNewer(state.upgradeAvailable, appModelVersion);
  return {
    ...settled,
    appModelVersion,
    upgradeAvailable,
    settings,
    drift: drift.filter(({ category }) => category !== "stopped"),
  };
}

async function withComponentsIfPossible({ state }: Attempt, surroundings: Surroundings): Promise<MarketAppState> {
  try {
    surroundings.reads.forget();
    return await withComponents(state, await surroundings.console.listComponents(addressOf(state)), surroundings);
  } catch {
    return state;
  }
}
