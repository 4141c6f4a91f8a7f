import { setTimeout as sleep } from "node:timers/promises";
import { recordMarketApp } from "../../provider/lifecycle/imported-market-app";
import type { Surroundings } from "../../provider/lifecycle/surroundings";
import type { MarketAppState, NamedMarket } from "../../provider/model";
import type { Link } from "../inventory/link";
import type { Entry } from "../inventory/report";

/** How long a look at one install may take. */
const timeoutMs = 120_000;

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

/** What taking an install over works with here, where nothing can be written. Nothing is shown of what is done; the last word on it is its outcome. */
export function surroundingsOf({ endpoint, console, reads, store, marketAccessKey }: Link, urn: string): Surroundings {
  return {
    ...{ urn, endpoint, console, reads, store, timeoutMs },
    writesSoFar: () => 0,
    ifSoon: (look) => look(),
    clock: { now: () => performance.now(), sleep: (ms) => sleep(ms) },
    progress: { doing: () => undefined, warn: () => undefined },
    defaultMarketAccessKey: marketAccessKey,
    deadline: performance.now() + timeoutMs,
    alone: (_, work) => work(),
    isAlive: () => false,
    hasOther: () => false,
    installsBefore: () => [],
    removals: new Set(),
    takenOver: new Set(),
    managerOf: () => undefined,
    claim: () => undefined,
  };
}
