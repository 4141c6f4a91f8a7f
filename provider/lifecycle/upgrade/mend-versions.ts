import { RainbondError } from "../../errors";
import type { MarketAppInputs, MarketAppState } from "../../model";
import { isOlder, isOlderTemplate } from "../../templates/version-order";
import { replaceCommand } from "../../identity";
import { observedVersion } from "../../observe/drift";
import { addressOf, versionsIfChanged } from "../../observe/market-app-state";
import type { Surroundings } from "../surroundings";
import { templateIfKnown, type Template } from "../template/template";
import { buildOwed, restoreImages, type Restoration } from "./restore";
import { upgrade, type Upgraded } from "./upgrade";

/** An install whose version and images are to be as declared. */
export interface Mending extends Pick<Restoration, "components" | "owe"> {
  readonly state: MarketAppState;
  readonly inputs: MarketAppInputs;
  /** True if versions and images stay as they are found. */
  readonly keepsFound: boolean;
}

/**
 * Upgrades where another version is declared or shown; restores the images that were changed, of an upgraded app those that it has nothing new for. Where
 * all that stays as it is found, only the builds are asked for that an earlier attempt owes.
 */
export async function mendVersions(
  { state, inputs, components, keepsFound, owe }: Mending,
  surroundings: Surroundings,
): Promise<Pick<Upgraded, "moved" | "wasBegun">> {
  const at = addressOf(state);
  if (keepsFound) {
    const owed = state.__rbRebuilds;
    if (owed) await buildOwed({ at, components, owed, owe }, surroundings);
    return { moved: new Set(), wasBegun: false };
  }
  const applied = state.__rbApplied;
  const versions = await versionsIfChanged(state, components, surroundings);
  const current = applied ? observedVersion(applied, versions) : state.appModelVersion;
  const owed = owedBuilds(state);
  if (current === inputs.appModelVersion && (!applied || current === applied.appModelVersion)) {
    if (applied) await restoreImages({ at, applied, components, owed, owe }, surroundings);
    return { moved: new Set(), wasBegun: false };
  }
  const fromItsStore = { ...inputs, ...state.__rbInstalledFrom };
  await refuseGoingBack(current, fromItsStore, surroundings);
  const wanted = { at, inputs: fromItsStore, current, components, applied };
  const { moved, untouched, wasBegun } = await upgrade(wanted, surroundings);
  if (applied) await restoreImages({ at, applied, components: untouched, owed, owe }, surroundings);
  return { moved, wasBegun };
}

/** Those that an attempt recorded, and those whose image differed before one that may have been killed. */
function owedBuilds({ __rbRebuilds = [], drift }: MarketAppState): string[] {
  return [...__rbRebuilds, ...drift.filter(({ category }) => category === "version").map(({ serviceId }) => serviceId)];
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
