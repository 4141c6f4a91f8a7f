import type { AppAddress, ComponentEvent, ConsoleComponent } from "../console";
import { messageOf, RainbondError, UnfinishedError } from "../errors";
import type { MarketAppInputs, MarketAppState } from "../model";
import { observedVersion } from "./drift";
import { replaceCommand } from "./identity";
import { ensureInstalled, type Installed } from "./install";
import {
  addressOf,
  appliedNow,
  ownComponents,
  versionsIfChanged,
  withComponents,
  withDeclared,
} from "./market-app-state";
import { restoreImages } from "./restore";
import { deployForgotten, startStopped } from "./start";
import type { Surroundings } from "./surroundings";
import { askForTemplate } from "./template";
import { upgrade } from "./upgrade";
import { isOlder } from "./version-order";
import { waitUntilReady } from "./wait";

/** An operation under way: what is known of the app so far, which a failure keeps. */
interface Attempt {
  state: MarketAppState;
  readonly inputs: MarketAppInputs;
}

/**
 * Brings the app from wherever the last attempt stopped to what is declared: installs what isn't installed, upgrades, restores, starts, waits.
 * Once anything exists or was changed, a failure is an {@link UnfinishedError} with the state so far; the next update goes on from there.
 */
export async function converge(
  begun: MarketAppState,
  inputs: MarketAppInputs,
  surroundings: Surroundings,
): Promise<MarketAppState> {
  const attempt: Attempt = { state: withDeclared(begun, inputs), inputs };
  try {
    const isNew = await installIfMissing(attempt, surroundings);
    const earlier = isNew ? [] : await eventsOf(attempt, surroundings);
    if (!isNew) await mend(attempt, surroundings);
    if (!inputs.skipAwait) await waitFor(attempt, earlier, surroundings);
    return await settle(attempt, surroundings);
  } catch (thrown) {
    if (!surroundings.hasWritten() && begun.__rbUnfinished === undefined) throw thrown;
    const reason = messageOf(thrown);
    const state = await withComponentsIfPossible(attempt.state, surroundings);
    throw new UnfinishedError({ ...state, __rbUnfinished: reason }, [reason]);
  }
}

/** True if this operation made the install. */
async function installIfMissing(attempt: Attempt, surroundings: Surroundings): Promise<boolean> {
  const { state, inputs } = attempt;
  const at = addressOf(state);
  const all = await surroundings.console.listComponents(at);
  const own = ownComponents(state, all);
  refuseMissingParts(state, own, surroundings);
  if (own.length > 0) return false;
  const template = await askForTemplate(inputs, surroundings);
  const installed = await ensureInstalled(at, declaredGroup(state, inputs), template, surroundings);
  attempt.state = {
    ...state,
    appModelVersion: installed.isNew ? inputs.appModelVersion : await versionFound(at, inputs, installed, surroundings),
    tenantServiceGroupId: installed.tenantServiceGroupId,
    __rbApplied: undefined,
  };
  attempt.state = await withComponents(attempt.state, installed.components, surroundings);
  if (inputs.isDeploy) await deployForgotten(at, installed.tenantServiceGroupId, surroundings);
  return installed.isNew;
}

/** The version that an earlier attempt's install is at: the declared one, unless a component is at another. */
async function versionFound(
  at: AppAddress,
  inputs: MarketAppInputs,
  installed: Installed,
  { console }: Surroundings,
): Promise<string> {
  const own = new Set(installed.components.map((component) => component.serviceId));
  const versions = await console.listInstalledVersions(at);
  const other = versions.find((one) => own.has(one.serviceId) && one.version !== inputs.appModelVersion);
  return other?.version ?? inputs.appModelVersion;
}

/** Whether the group is owned is the state's business: it may have been declared differently since. */
function declaredGroup(state: MarketAppState, inputs: MarketAppInputs): MarketAppInputs {
  return { ...inputs, appId: state.ownsApp ? undefined : state.appId };
}

/** An install that lacks a component can't be completed, nor ever be upgraded, by this API: only a new install has it again. */
function refuseMissingParts(state: MarketAppState, own: readonly ConsoleComponent[], { urn }: Surroundings): void {
  const missing = (state.__rbApplied?.components ?? []).filter(
    (left) => !own.some((component) => component.serviceId === left.serviceId),
  );
  if (missing.length === 0 || (own.length === 0 && state.ownsApp)) return;
  throw new RainbondError(
    `component ${missing.map((one) => one.serviceCname).join(", ")} was deleted, and Rainbond's API can't bring a single component back. ` +
      `Nothing was changed. To install the app anew, which loses the data of its components: ${replaceCommand(urn)}`,
  );
}

async function eventsOf({ state }: Attempt, { console }: Surroundings): Promise<ComponentEvent[]> {
  const at = addressOf(state);
  const own = ownComponents(state, await console.listComponents(at));
  const events = await Promise.all(own.map((component) => console.listEvents(at, component.serviceId)));
  return events.flat();
}

/** Upgrades where another version is declared or shown, else restores what was changed; then starts what doesn't run. */
async function mend({ state, inputs }: Attempt, surroundings: Surroundings): Promise<void> {
  const at = addressOf(state);
  const own = ownComponents(state, await surroundings.console.listComponents(at));
  const applied = state.__rbApplied;
  const versions = applied ? await versionsIfChanged(state, applied, own, surroundings) : null;
  const current = applied ? observedVersion(applied, versions) : state.appModelVersion;
  if (current !== inputs.appModelVersion || (applied && current !== applied.appModelVersion)) {
    refuseGoingBack(current, inputs.appModelVersion, surroundings);
    await upgrade({ at, inputs, components: own }, surroundings);
  } else if (applied) {
    await restoreImages(at, applied, own, surroundings);
  }
  if (inputs.isDeploy) {
    const now = ownComponents(state, await surroundings.console.listComponents(at));
    await startStopped(at, now, surroundings);
  }
}

function refuseGoingBack(current: string, wanted: string, { urn }: Surroundings): void {
  if (!isOlder(wanted, current)) return;
  throw new RainbondError(
    `appModelVersion: the app was upgraded to "${current}" outside Pulumi, and Rainbond can't go back to "${wanted}" in place. Nothing was changed. ` +
      `Declare appModelVersion: "${current}", or replace the app, which loses its data: ${replaceCommand(urn)}`,
  );
}

async function waitFor(
  { state, inputs }: Attempt,
  earlierEvents: readonly ComponentEvent[],
  surroundings: Surroundings,
): Promise<void> {
  const { tenantServiceGroupId } = state;
  const wait = { at: addressOf(state), tenantServiceGroupId, isDeploy: inputs.isDeploy, earlierEvents };
  await waitUntilReady(wait, surroundings);
}

async function settle({ state, inputs }: Attempt, surroundings: Surroundings): Promise<MarketAppState> {
  surroundings.reads.forget();
  const all = await surroundings.console.listComponents(addressOf(state));
  const shown = await withComponents(state, all, surroundings);
  return {
    ...shown,
    enterpriseId: state.enterpriseId || (await surroundings.console.getApp(addressOf(state))).enterpriseId,
    appModelVersion: inputs.appModelVersion,
    drift: [],
    __rbApplied: await appliedNow(shown, inputs, all, surroundings),
    __rbUnfinished: undefined,
  };
}

async function withComponentsIfPossible(state: MarketAppState, surroundings: Surroundings): Promise<MarketAppState> {
  try {
    surroundings.reads.forget();
    return await withComponents(state, await surroundings.console.listComponents(addressOf(state)), surroundings);
  } catch {
    return state;
  }
}
