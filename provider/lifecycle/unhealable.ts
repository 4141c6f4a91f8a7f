import type { ConsoleComponent } from "../console";
import { RainbondError } from "../errors";
import type { DriftPolicy, MarketAppState } from "../model";
import { quoted } from "../screen";
import { replaceCommand } from "../identity";
import { ownComponents, strangersIn } from "../observe/market-app-state";
import { findMoved, findMovedOut, knownIdsOf, placeOf, type Moved } from "../observe/moved";
import type { Surroundings } from "./surroundings";

/** Refuses an update, before anything is written, where the server differs in a way that no update heals: it would find the same again. */
export async function refuseWhatNoUpdateHeals(
  state: MarketAppState,
  all: readonly ConsoleComponent[],
  policy: DriftPolicy,
  surroundings: Surroundings,
): Promise<void> {
  await refuseMissingParts(state, ownComponents(state, all), surroundings);
  if (policy.extra === "detect") refuseStrangers(state, strangersIn(state, all));
}

/** An install that lacks a component can't be completed, nor ever be upgraded, by this API: only a new install has it again. */
async function refuseMissingParts(
  state: MarketAppState,
  own: readonly ConsoleComponent[],
  surroundings: Surroundings,
): Promise<void> {
  const missing = (state.__rbApplied?.components ?? []).filter(
    (left) => !own.some((component) => component.serviceId === left.serviceId),
  );
  if (missing.length === 0) return;
  const missingIds = missing.map(({ serviceId }) => serviceId);
  refuseMoved(await findMoved(state, missingIds, surroundings));
  if (own.length === 0 && state.ownsApp) return;
  throw new RainbondError(
    `component ${missing.map((one) => one.serviceCname).join(", ")} was deleted, and Rainbond's API can't bring a single component back. ` +
      `Nothing was changed. To install the app anew, which loses the data of its components${adoptionFirst(state)}: ${replaceCommand(surroundings.urn)}`,
  );
}

/** What is to be taken over isn't installed, and the replacement has deleted it by then. */
function adoptionFirst({ adopt }: MarketAppState): string {
  return adopt === undefined ? "" : " (leave adopt out of its declaration first)";
}

/** What a person moved they can move back, and nothing is lost. */
function refuseMoved(moved: readonly Moved[]): void {
  if (moved.length === 0) return;
  throw new RainbondError(
    `a person moved ${inWords(moved)}, so the install is no longer whole. Nothing was changed. Move it back in the web console`,
  );
}

function inWords(moved: readonly Moved[]): string {
  return moved.map((one) => `component ${one.component.serviceCname} to ${placeOf(one)}`).join(" and ");
}

/**
 * Refuses what goes on from an app group that is gone, where a person moved what was in it before: taken for gone it would be installed a second time, and
 * run on with its data in nobody's state.
 */
export async function refuseMovedOut(state: MarketAppState, surroundings: Surroundings): Promise<void> {
  const moved = await findMovedOut(state, knownIdsOf(state), surroundings);
  const [first] = moved;
  if (!first) return;
  const isTogether = moved.every(({ group }) => group.appId === first.group.appId);
  throw new RainbondError(
    `app group ${state.appId} is gone, and a person moved ${inWords(moved)}. Nothing was changed. To go on with the app there, ` +
      (isTogether ? "" : "move all of it to one app group in the web console, ") +
      `take this resource out of the state, by which nothing on the server changes: pulumi state delete ${quoted(state.__rbUrn)}; then declare ` +
      `appId: ${isTogether ? first.group.appId : "that group's number"} and adopt: ${state.tenantServiceGroupId}. pulumi destroy removes it where it is`,
  );
}

/** What others made isn't ours to remove. */
function refuseStrangers(state: MarketAppState, strangers: readonly ConsoleComponent[]): void {
  if (strangers.length === 0) return;
  throw new RainbondError(
    `app group ${state.appId}, which this resource owns, holds ${strangers.map((one) => one.serviceCname).join(", ")}, made by hand. Nothing was ` +
      'changed. Delete it or move it to another app group in the web console, or declare driftPolicy: { extra: "warn" }',
  );
}
