import type { AppAddress, ConsoleComponent } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import type { AppState, MarketAppState } from "../model";
import { fullNamesOf, inOrder } from "./component-list";
import { lookInside, lookWhenSettled } from "./group-contents";
import { nameOf } from "./identity";
import { removeLeftovers } from "./leftovers";
import { addressOf } from "./market-app-state";
import { removeComponents } from "./remove-components";
import { onSameConsole } from "./same-console";
import type { Surroundings } from "./surroundings";
import { isInstallOf, isPartOf, templateIfKnown, type Template } from "./template";

/** Removes what this install made, and nothing else: its components, and its app group if it made that one and nothing is left in it. */
export async function removeMarketApp(state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const at = addressOf(state);
  await onSameConsole(state, surroundings);
  await unlessGone(() => removeInstall(at, state, surroundings));
  if (state.ownsApp) await unlessGone(() => removeEmptyGroup(at, surroundings));
}

async function removeInstall(at: AppAddress, state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const own = state.tenantServiceGroupId;
  if (own > 0) return removeRecorded(at, state, surroundings);
  if (state.ownsApp) await removeUnrecorded(at, state, surroundings);
}

/** Everything that carries the install's number. */
async function removeRecorded(at: AppAddress, state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const own = state.tenantServiceGroupId;
  refuseManaged(at, state, surroundings);
  const { installs, unfinished } = await lookInside(at, surroundings);
  const template = (): Promise<Template> => templateIfKnown(state, surroundings);
  await removeComponents({ at, serviceIds: idsOf(installs.get(own) ?? []), template }, surroundings);
  const leftovers = unfinished.filter((component) => component.tenantServiceGroupId === own);
  if (leftovers.length > 0) await removeLeftovers(at, leftovers, await template(), surroundings);
}

/** Another resource of this run has taken the install over, so it has to stay. */
function refuseManaged(at: AppAddress, state: MarketAppState, { managerOf }: Surroundings): void {
  const manager = managerOf(at, state.tenantServiceGroupId);
  if (manager === undefined) return;
  throw new RainbondError(
    `install group ${state.tenantServiceGroupId} in app group ${at.appId} now belongs to ${manager}, so it isn't deleted. If both are one resource ` +
      `under two names, declare aliases: [{ name: "${nameOf(state.__rbUrn)}" }] there; else take this one out of the state: ` +
      `pulumi state delete '${state.__rbUrn}'`,
  );
}

/** In a group of ours, the install whose number was never recorded: the only one of this template, and what failed ones left of it. */
async function removeUnrecorded(at: AppAddress, state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const { installs, unfinished } = await lookWhenSettled(at, surroundings);
  const template = await templateIfKnown(state, surroundings);
  const ours = [...installs.values()].filter((components) => isInstallOf(template, components));
  const [only] = ours;
  if (only && ours.length === 1) {
    await removeComponents({ at, serviceIds: idsOf(only), template: () => Promise.resolve(template) }, surroundings);
  }
  const leftovers = unfinished.filter((component) => isPartOf(template, component));
  await removeLeftovers(at, leftovers, template, surroundings);
}

/** Leaves a group that others have put something into, and says so. */
async function removeEmptyGroup(at: AppAddress, surroundings: Surroundings): Promise<void> {
  const left = await surroundings.console.listComponents(at);
  if (left.length === 0) {
    surroundings.progress.doing(`deleting app group ${at.appId}`);
    await surroundings.console.deleteApp(at);
    return;
  }
  surroundings.progress.warn(
    `app group ${at.appId} stays: it holds ${fullNamesOf(left)}, which this resource isn't known to have installed. Delete it in the web console if nobody needs it`,
  );
}

/** Removes an app group that Pulumi made. One that holds components is refused, unless `forceDestroy` is true: then they go with it. */
export async function removeApp(state: AppState, surroundings: Surroundings): Promise<void> {
  const at: AppAddress = state;
  await onSameConsole(state, surroundings);
  await unlessGone(async () => {
    const components = await surroundings.console.listComponents(at);
    if (components.length > 0 && !state.forceDestroy) {
      throw new RainbondError(
        `app group ${state.appId} (${state.appName}) still holds ${fullNamesOf(components)}. Nothing was deleted. Remove them first, or set ` +
          "forceDestroy: true, run pulumi up, and then destroy",
      );
    }
    // Of what others put there no template is known: nothing of it is deleted by force.
    const template = (): Promise<Template> => Promise.resolve(null);
    await removeComponents({ at, serviceIds: idsOf(components), template }, surroundings);
    surroundings.progress.doing(`deleting app group ${state.appId}`);
    await surroundings.console.deleteApp(at);
  });
}

/** Gone already is as good as removed; only "no found app" proves it. */
async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
  }
}

/** In the outputs' order: the server has none, and two runs should do the same. */
function idsOf(components: readonly ConsoleComponent[]): Set<string> {
  return new Set(inOrder(components).map((component) => component.serviceId));
}
