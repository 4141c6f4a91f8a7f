import type { AppAddress } from "../console";
import { RainbondError } from "../errors";
import { marketAppInputs, type MarketAppState, type NamedMarket } from "../model";
import { findMarketApp } from "../observe/found-market-app";
import { createMarketApp } from "./market-app";
import { looksStopped } from "../observe/condition";
import { idOfNamed } from "../observe/named-app";
import type { Surroundings } from "./surroundings";
import { originOf, type NamedMarkets } from "../templates/origin";

/** An install that is to be taken over as it is. */
export interface Installed
  extends AppAddress, Pick<MarketAppState, "tenantServiceGroupId" | "appModelId" | "appModelVersion"> {
  readonly components: readonly { readonly status: string }[];
}

/**
 * The state that taking the install over (`adopt`) records, by taking it over where nothing can be written: only what there is nothing to do about gets
 * through. How well it runs doesn't matter, so that isn't waited for. What stands still isn't to be started: it is recorded as not deployed.
 * @param surroundings those of a look, whose console refuses every write
 */
export async function recordMarketApp(
  installed: Installed,
  market: NamedMarket,
  surroundings: Surroundings,
): Promise<MarketAppState> {
  const { teamId, regionName, appId, tenantServiceGroupId: adopt, appModelId, appModelVersion } = installed;
  const isDeploy = !installed.components.some(looksStopped);
  const declared = { ...market, teamId, regionName, appId, adopt, appModelId, appModelVersion, isDeploy };
  const inputs = marketAppInputs.parse({ ...declared, __rbUrn: surroundings.urn });
  const state = await createMarketApp({ ...inputs, skipAwait: true }, surroundings);
  return { ...state, skipAwait: inputs.skipAwait };
}

/**
 * The state of an install that is to be managed from now on, by its id or its names. Where nobody can say what it is, or from which store it came, it is an
 * error: a state without that could neither be updated nor removed.
 */
export async function importMarketApp(
  id: string,
  named: NamedMarkets,
  surroundings: Surroundings,
): Promise<MarketAppState> {
  const found = await findMarketApp(await idOfNamed(id, surroundings), surroundings);
  const { appModelId, appModelVersion } = found;
  const refuse = (why: string): RainbondError => new RainbondError(`can't import "${id}": ${why}`);
  if (appModelId === undefined || appModelVersion === undefined) {
    throw refuse("nobody can say which app it is, or at which version");
  }
  if (named.markets.length === 0) {
    throw refuse(
      `a console doesn't tell which app store an install came from. Set ${named.by} to the store's domain and its address, such as rainbond=https://hub.example`,
    );
  }
  const { store, defaultMarketAccessKey } = surroundings;
  const origin = await originOf({ appModelId, version: appModelVersion }, named, store, defaultMarketAccessKey);
  if ("obstacle" in origin) throw refuse(origin.obstacle);
  const state = await recordMarketApp({ ...found, appModelId, appModelVersion }, origin.market, surroundings);
  // A program that says which install it is could only be used for this one.
  return { ...state, adopt: undefined };
}
