import type { ComponentEvent } from "../console";
import { isConsoleError, messageOf, NothingMade, RainbondError, reasonsOf, UnfinishedError } from "../errors";
import type { MarketAppInputs, MarketAppState } from "../model";
import { observedVersion } from "./observe/drift";
import { replaceCommand } from "./identity";
import { lookInside } from "./observe/group-look";
import { refuseIncomplete } from "./template/incomplete";
import { ensureInstalled } from "./install";
import { installedVersion } from "./template/installed-version";
import {
  addressOf,
  appliedNow,
  installedOf,
  ownComponents,
  versionsIfChanged,
  withComponents,
  withDeclared,
  withDrift,
} from "./observe/market-app-state";
import { restoreImages, upgrade } from "./upgrade";
import { deployForgotten, startStopped, waitUntilReady } from "./settle";
import type { Surroundings } from "./surroundings";
import { refuseWhatNoUpdateHeals } from "./plan/unhealable";
import { askForTemplate, templateIfKnown, type Template } from "./template/template";
import { isOlder, isOlderTemplate } from "./template/version-order";

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
    const isFound = attempt.state.tenantServiceGroupId !== begun.tenantServiceGroupId;
    if (!surroundings.hasWritten() && !isFound && begun.__rbUnfinished === undefined) throw thrown;
    if (isConsoleError(thrown, "appMissing") && !surroundings.hasWritten()) throw thrown;
    // In a group of its own the group itself is there to be kept.
    if (thrown instanceof NothingMade && !begun.ownsApp && begun.__rbUnfinished === undefined) throw thrown;
    const state = await withComponentsIfPossible(attempt.state, surroundings);
    throw new UnfinishedError({ ...state, __rbUnfinished: messageOf(thrown) }, reasonsOf(thrown));
  }
}

/** True if this operation made the install. */
async function installIfMissing(attempt: Attempt, surroundings: Surroundings): Promise<boolean> {
  const { state, inputs } = attempt;
  const at = addressOf(state);
  const look = await lookInside(at, surroundings);
  const own = await installedOf(state, look);
  await refuseWhatNoUpdateHeals(state, look.components, inputs.driftPolicy, surroundings);
  if (own.length > 0) {
    const found = { at, inputs, version: state.appModelVersion, cure: anew(surroundings) };
    if (!state.__rbApplied) await refuseIncomplete(found, own, surroundings);
    return false;
  }
  const template = await askForTemplate(inputs, surroundings);
  // Whether the group is owned is the state's business: it may have been declared differently since.
  const wanted = { at, inputs, template, ownsGroup: state.ownsApp, recorded: state.tenantServiceGroupId };
  const installed = await ensureInstalled(wanted, surroundings);
  const { isNew, components, tenantServiceGroupId } = installed;
  const { marketUrl, marketDomain } = inputs;
  const __rbInstalledFrom = { marketUrl, marketDomain };
  attempt.state = { ...state, tenantServiceGroupId, __rbInstalledFrom, __rbApplied: undefined };
  const declared = inputs.appModelVersion;
  const version = isNew ? declared : await installedVersion(at, components, declared, surroundings);
  attempt.state = await withComponents({ ...attempt.state, appModelVersion: version }, components, surroundings);
  if (!isNew) await refuseIncomplete({ at, inputs, version, cure: anew(surroundings) }, components, surroundings);
  if (inputs.isDeploy) await deployForgotten(at, tenantServiceGroupId, surroundings);
  return isNew;
}

function anew({ urn }: Surroundings): string {
  return `To install the app anew, which loses the data of its components: ${replaceCommand(urn)}`;
}

async function eventsOf({ state }: Attempt, { console }: Surroundings): Promise<ComponentEvent[]> {
  const at = addressOf(state);
  const own = ownComponents(state, await console.listComponents(at));
  const events = await Promise.all(own.map((component) => console.listEvents(at, component.serviceId)));
  return events.flat();
}

/** Puts the versions right, then starts what doesn't run. */
async function mend(attempt: Attempt, surroundings: Surroundings): Promise<void> {
  const { state, inputs } = attempt;
  const at = addressOf(state);
  if (!keepsVersions(attempt)) await mendVersions(attempt, surroundings);
  if (inputs.isDeploy) {
    const own = ownComponents(state, await surroundings.console.listComponents(at));
    await startStopped(at, own, state.__rbUnfinished !== undefined, surroundings);
  }
}

/** Where another version or image is no change and none is declared, it stays as it is found. */
function keepsVersions({ state, inputs }: Attempt): boolean {
  return inputs.driftPolicy.version !== "detect" && state.__rbApplied?.appModelVersion === inputs.appModelVersion;
}

/** Upgrades where another version is declared or shown, else restores the images that were changed. */
async function mendVersions({ state, inputs }: Attempt, surroundings: Surroundings): Promise<void> {
  const at = addressOf(state);
  const own = ownComponents(state, await surroundings.console.listComponents(at));
  const applied = state.__rbApplied;
  const versions = applied ? await versionsIfChanged(state, applied, own, surroundings) : null;
  const current = applied ? observedVersion(applied, versions) : state.appModelVersion;
  if (current !== inputs.appModelVersion || (applied && current !== applied.appModelVersion)) {
    const fromItsStore = { ...inputs, ...state.__rbInstalledFrom };
    await refuseGoingBack(current, fromItsStore, surroundings);
    await upgrade({ at, inputs: fromItsStore, current, components: own }, surroundings);
  } else if (applied) {
    await restoreImages(at, applied, own, surroundings);
  }
}

/** By the store's templates; where they don't tell, by numbers. */
async function refuseGoingBack(current: string, inputs: MarketAppInputs, surroundings: Surroundings): Promise<void> {
  const wanted = inputs.appModelVersion;
  if (wanted === current) return;
  const template = (version: string): Promise<Template> =>
    templateIfKnown({ ...inputs, appModelVersion: version }, surroundings);
  const [to, from] = await Promise.all([template(wanted), template(current)]);
  if (!(isOlderTemplate(to, from) ?? isOlder(wanted, current))) return;
  throw new RainbondError(
    `appModelVersion: on the server the app is at "${current}", and Rainbond can't go back to "${wanted}" in place. Nothing was changed. ` +
      `Declare appModelVersion: "${current}", or replace the app, which loses its data: ${replaceCommand(surroundings.urn)}`,
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

/** The state that a read finds from now on: measured against what is there, or, where versions stay as they are found, against what was. */
async function settle(attempt: Attempt, surroundings: Surroundings): Promise<MarketAppState> {
  const { state, inputs } = attempt;
  surroundings.reads.forget();
  const all = await surroundings.console.listComponents(addressOf(state));
  const shown = await withComponents(state, all, surroundings);
  const before = keepsVersions(attempt) ? state.__rbApplied : undefined;
  const settled = {
    ...shown,
    enterpriseId: state.enterpriseId || (await surroundings.console.getApp(addressOf(state))).enterpriseId,
    __rbApplied: before ? { ...before, isDeploy: inputs.isDeploy } : await appliedNow(shown, inputs, all, surroundings),
    __rbUnfinished: undefined,
  };
  const { drift, appModelVersion } = await withDrift(settled, [], all, surroundings);
  // What was just started may still look stopped where nobody waits.
  return { ...settled, appModelVersion, drift: drift.filter(({ category }) => category !== "stopped") };
}

async function withComponentsIfPossible(state: MarketAppState, surroundings: Surroundings): Promise<MarketAppState> {
  try {
    surroundings.reads.forget();
    return await withComponents(state, await surroundings.console.listComponents(addressOf(state)), surroundings);
  } catch {
    return state;
  }
}
