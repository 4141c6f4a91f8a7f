import { createMarketApp } from "../../provider/lifecycle/market-app";
import { marketAppInputs, type MarketAppState } from "../../provider/model";
import { conditionOf } from "../../provider/lifecycle/observe/condition";
import { surroundingsOf, type Link } from "../inventory/link";
import type { Entry } from "../inventory/report";
import type { NamedMarket } from "../market-option";

/** An install that is to be imported. */
export interface Imported {
  readonly entry: Entry;
  /** The resource's name. */
  readonly name: string;
  readonly state: MarketAppState;
}

/**
 * The state that taking the install over (`adopt`) records, by taking it over where nothing can be written: only what there is nothing to do about gets
 * through. How well it runs doesn't matter, so that isn't waited for. What stands still isn't to be started: it is recorded as not deployed.
 */
export async function recordedState(
  entry: Entry,
  market: NamedMarket,
  urn: string,
  link: Link,
): Promise<MarketAppState> {
  const conditions = entry.components.map(({ status }) => conditionOf(status));
  const inputs = marketAppInputs.parse({
    ...market,
    teamId: entry.teamId,
    regionName: entry.regionName,
    appId: entry.appId,
    adopt: entry.tenantServiceGroupId,
    appModelId: entry.appModelId,
    appModelVersion: entry.version,
    isDeploy: !conditions.some((condition) => condition === "stopped" || condition === "notDeployed"),
    __rbUrn: urn,
  });
  const state = await createMarketApp({ ...inputs, skipAwait: true }, surroundingsOf(link, urn));
  return { ...state, skipAwait: inputs.skipAwait };
}
