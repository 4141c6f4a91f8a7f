import type { ConsoleComponent } from "../console";
import { RainbondError } from "../errors";
import type { DriftPolicy, MarketAppState } from "../model";
import { replaceCommand } from "./identity";
import { ownComponents, strangersIn } from "./market-app-state";
import type { Surroundings } from "./surroundings";

/** Refuses an update, before anything is written, where the server differs in a way that no update heals: it would find the same again. */
export function refuseWhatNoUpdateHeals(
  state: MarketAppState,
  all: readonly ConsoleComponent[],
  policy: DriftPolicy,
  { urn }: Surroundings,
): void {
  refuseMissingParts(state, ownComponents(state, all), urn);
  if (policy.extra === "detect") refuseStrangers(state, strangersIn(state, all));
}

/** An install that lacks a component can't be completed, nor ever be upgraded, by this API: only a new install has it again. */
function refuseMissingParts(state: MarketAppState, own: readonly ConsoleComponent[], urn: string): void {
  const missing = (state.__rbApplied?.components ?? []).filter(
    (left) => !own.some((component) => component.serviceId === left.serviceId),
  );
  if (missing.length === 0 || (own.length === 0 && state.ownsApp)) return;
  throw new RainbondError(
    `component ${missing.map((one) => one.serviceCname).join(", ")} was deleted, and Rainbond's API can't bring a single component back. ` +
      `Nothing was changed. To install the app anew, which loses the data of its components: ${replaceCommand(urn)}`,
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
