import type { AppAddress } from "../console";
import { marketAppInputs, type MarketAppState, type NamedMarket } from "../model";
import { findMarketApp, type FoundMarketApp } from "./found-market-app";
import { createMarketApp } from "./market-app";
import { conditionOf } from "./observe/condition";
import { idOfNamed } from "./observe/named-app";
import type { Surroundings } from "./surroundings";
import { originOf, type NamedMarkets } from "./template/origin";

/** An install that is to be taken over as it is. */
export interface Installed extends AppAddress {
  readonly tenantServiceGroupId: number;
  readonly components: readonly { readonly status: string }[];
  readonly appModelId: string;
  readonly appModelVersion: string;
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
  const conditions = installed.components.map(({ status }) => conditionOf(status));
  const isDeploy = !conditions.some((condition) => condition === "stopped" || condition === "notDeployed");
  const declared = { ...market, teamId, regionName, appId, adopt, appModelId, appModelVersion, isDeploy };
  const inputs = marketAppInputs.parse({ ...declared, __rbUrn: surroundings.urn });
  const state = await createMarketApp({ ...inputs, skipAwait: true }, surroundings);
  return { ...state, skipAwait: inputs.skipAwait };
}

/**
 * The state of an install that is to be managed from now on, by its id alone. Where nobody can say what it is, or from which store it came, what is found
 * of it, with the reason.
 */
export async function importMarketApp(
  id: string,
  named: NamedMarkets,
  surroundings: Surroundings,
): Promise<{ state: MarketAppState } | { found: FoundMarketApp; obstacle: string }> {
  const found = await findMarketApp(await idOfNamed(id, surroundings), surroundings);
  const { appModelId, appModelVersion } = found;
  if (appModelId === undefined || appModelVersion === undefined) {
    return { found, obstacle: "nobody can say which app it is, or at which version" };
  }
  const { store, defaultMarketAccessKey } = surroundings;
  const asked = { appModelId, version: appModelVersion };
  const origin = await originOf(asked, named, store, defaultMarketAccessKey);
  if ("obstacle" in origin) return { found, obstacle: origin.obstacle };
  const state = await recordMarketApp({ ...found, appModelId, appModelVersion }, origin.market, surroundings);
  // A program that says which install it is could only be used for this one.
  return { state: { ...state, adopt: undefined } };
}
