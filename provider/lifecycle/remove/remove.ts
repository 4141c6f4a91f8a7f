import type { AppAddress } from "../../console";
import { isConsoleError, RainbondError } from "../../errors";
import type { AppState, MarketAppState } from "../../model";
import { quoted } from "../../screen";
import { fullNamesOf } from "../../observe/component-list";
import { lookInside } from "../../observe/group-look";
import { removeLeftovers } from "./leftovers";
import { addressOf } from "../../observe/market-app-state";
import { findMoved, findMovedOut, knownIdsOf, placeOf } from "../../observe/moved";
import { removeComponents } from "./remove-components";
import { isTakenOver } from "../taken-over";
import { onSameConsole } from "../same-console";
import { lookWhenSettled } from "../settle";
import type { Surroundings } from "../surroundings";
import { isInstallOf, isPartOf, templateIfKnown, type Template } from "../template/template";

/** Removes what this install made, and nothing else: its components, and its app group if it made that one and nothing is left in it. */
export async function removeMarketApp(state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const at = addressOf(state);
  if (staysWithReplacement(at, surroundings, state.tenantServiceGroupId)) return;
  await onSameConsole(state, surroundings);
  if (state.tenantServiceGroupId > 0) await removeRecorded(at, state, surroundings);
  else if (state.ownsApp) await unlessGone(() => removeUnrecorded(at, state, surroundings));
  if (state.ownsApp) await unlessGone(() => removeEmptyGroup(at, surroundings));
}

/** Everything that carries the install's number, also in an app group that a person has moved it to. */
async function removeRecorded(at: AppAddress, state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const { tenantServiceGroupId } = state;
  refuseManaged(at, state, surroundings);
  const template = (): Promise<Template> => templateIfKnown(state, surroundings);
  const look = await unlessGone(() => lookInside(at, surroundings));
  const components = look?.installs.get(tenantServiceGroupId) ?? [];
  const missing = knownIdsOf(state).filter((id) => !components.some(({ serviceId }) => serviceId === id));
  const moved = await (look ? findMoved : findMovedOut)(state, missing, surroundings);
  for (const one of moved) {
    const name = one.component.serviceCname;
    surroundings.progress.warn(`component ${name} was moved to ${placeOf(one)}, and is removed there`);
  }
  const there = moved.map(({ group, component }) => ({
    at: { ...at, appId: group.appId },
    components: [component],
    template,
  }));
  // At once, since they may need each other: a removal waits for what needs its components as long as that is on its way out.
  const removals = [{ at, components, template }, ...there].map((one) =>
    unlessGone(() => removeComponents(one, surroundings)),
  );
  for (const end of await Promise.allSettled(removals)) if (end.status === "rejected") throw end.reason;
}

/** Another resource of this run has taken the install over, so it has to stay. */
function refuseManaged(at: AppAddress, state: MarketAppState, { managerOf }: Surroundings): void {
  const manager = managerOf(at, state.tenantServiceGroupId);
  if (manager === undefined) return;
  throw new RainbondError(
    `install group ${state.tenantServiceGroupId} in app group ${at.appId} now belongs to ${manager}, so it isn't deleted. Both are in the state now, ` +
      `so take this one out of it; nothing on the server changes by that: pulumi state delete ${quoted(state.__rbUrn)}`,
  );
}

/** In a group of ours, the install whose number was never recorded: the only one of this app, and what failed ones left. */
async function removeUnrecorded(at: AppAddress, state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const look = await lookWhenSettled(at, { givesUp: true }, surroundings);
  const known = await templateIfKnown(state, surroundings);
  const template = (): Template => known;
  const installs = await look.thatAre("installed");
  const ours = await look.ofModel(state.appModelId, installs, (one) => isInstallOf(known, one));
  const [only] = ours;
  if (only && ours.length === 1) await removeComponents({ at, components: only[1], template }, surroundings);
  const underWay = await look.thatAre("underWay");
  const stuck = await look.ofModel(state.appModelId, underWay, (one) => one.some((part) => isPartOf(known, part)));
  const left = [...(await look.thatAre("leftBehind")), ...stuck].flatMap(([, components]) => components);
  await removeLeftovers(at, left, known, surroundings);
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
  if (staysWithReplacement(at, surroundings)) return;
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
    await removeComponents({ at, components, template: () => null }, surroundings);
    surroundings.progress.doing(`deleting app group ${state.appId}`);
    await surroundings.console.deleteApp(at);
  });
}

/** Where Pulumi makes the replacement first, that may have gone on with what is to be deleted now: the state has it as the new one, and it would be lost. */
function staysWithReplacement(at: AppAddress, surroundings: Surroundings, tenantServiceGroupId?: number): boolean {
  const isTaken = isTakenOver(at, surroundings) || isTakenOver(at, surroundings, tenantServiceGroupId);
  if (isTaken) {
    surroundings.progress.warn(
      `app group ${at.appId} isn't removed, and nothing was made anew: Pulumi made the replacement first, which went on with what is there. To replace ` +
        "it, give the resource the option deleteBeforeReplace: true and run the command again",
    );
  }
  return isTaken;
}

/** Gone already is as good as removed; only "no found app" proves it. */
async function unlessGone<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
    return undefined;
  }
}
