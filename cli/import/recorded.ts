import { recordMarketApp } from "../../provider/lifecycle/imported-market-app";
import type { MarketAppState, NamedMarket } from "../../provider/model";
import { surroundingsOf, type Link } from "../inventory/link";
import type { Entry } from "../inventory/report";

/** An install that is to be imported. */
export interface Imported {
  readonly entry: Entry;
  /** The resource's name. */
  readonly name: string;
  readonly state: MarketAppState;
}

/** The state that the install gets, or throws why it can't be taken over as it is. */
export async function recordedState(
  entry: Entry,
  market: NamedMarket,
  urn: string,
  link: Link,
): Promise<MarketAppState> {
  const { appModelId, version } = entry;
  if (appModelId === null || version === null) throw new Error("an install without a model is no candidate");
  return recordMarketApp({ ...entry, appModelId, appModelVersion: version }, market, surroundingsOf(link, urn));
}
