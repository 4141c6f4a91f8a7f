import type { MarketAppState } from "../../model";
import type { Surroundings } from "../surroundings";
import { marketOf } from "./template";
import { isOlder, newerThan } from "../../templates/version-order";

/** A store may list thousands. */
const most = 20;

/**
 * The newer versions that the app's store lists, the newest first, at most twenty: what an upgrade in place is for. Where the store doesn't tell soon, those of before that are
 * still newer. Versions whose numbers don't tell which is newer aren't among them.
 */
export async function upgradesOf(state: MarketAppState, surroundings: Surroundings): Promise<string[] | undefined> {
  const market = marketOf({ ...state, ...state.__rbInstalledFrom }, surroundings);
  const answer = await surroundings.ifSoon(() => surroundings.store.lookUpModel(market, state.appModelId));
  if (answer?.outcome !== "found") return stillNewer(state.upgradeAvailable, state.appModelVersion);
  return newerThan(state.appModelVersion, answer.model.versions).slice(0, most);
}

/** Of versions that were available those that are newer than this one. */
export function stillNewer(available: readonly string[] | undefined, current: string): string[] | undefined {
  return available?.filter((version) => isOlder(current, version));
}
