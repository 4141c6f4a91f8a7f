import type { ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import type { DriftPolicy, MarketAppState } from "../../model";
import { replaceCommand } from "../identity";
import { installOf, ownComponents, strangersIn } from "../observe/market-app-state";
import { findMoved, placeOf, type Moved } from "../observe/moved";
import type { Surroundings } from "../surroundings";

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
  refuseMoved(await findMoved({ ...installOf(state), missing: missing.map((one) => one.serviceId) }, surroundings));
  if (own.length === 0 && state.ownsApp) return;
  throw new RainbondError(
    `component ${missing.map((one) => one.serviceCname).join(", ")} was deleted, and Rainbond's API can't bring a single component back. ` +
      `Nothing was changed. To install the app anew, which loses the data of its components: ${replaceCommand(surroundings.urn)}`,
  );
}

/** What a person moved they can move back, and nothing is lost. */
function refuseMoved(moved: readonly Moved[]): void {
  if (moved.length === 0) return;
  const parts = moved.map((one) => `component ${one.component.serviceCname} to ${placeOf(one)}`);
  throw new RainbondError(
    `a person moved ${parts.join(" and ")}, so the install is no longer whole. Nothing was changed. Move it back in the web console`,
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
