import { authoritiesIn } from "../configuration/authorities";
import { proxyFor } from "../configuration/proxy";
import type { Environment } from "../configuration/sources";
import { usable } from "../configuration/token";
import { RainbondError } from "../errors";
import { refusalOf } from "../templates/refusal";
import type { MarketArgs } from "../model/lookups";
import { storeReader, type Market, type StoreAnswer, type StoreReader } from "../store";

/** What a look-up asks with. */
export interface Asking {
  readonly store: StoreReader;
  /** The key for stores where none is given. */
  readonly marketAccessKey: string | undefined;
}

let reader: StoreReader | undefined;

/** What a stack's configuration says of stores. */
export interface StoreConfiguration {
  readonly marketAccessKey: string | undefined;
  readonly caFile: string | undefined;
}

/** The stores as a program reaches them: one reader, so that many look-ups of one app cost one. Throws what is wrong with the configuration. */
export function storeOfProgram(configured: StoreConfiguration, environment: Environment = process.env): Asking {
  const trust = authoritiesIn(configured.caFile, environment);
  if ("fault" in trust) throw new RainbondError(trust.fault);
  reader ??= storeReader((url) => ({ ...trust, proxy: proxyFor(url, environment) }));
  const marketAccessKey = usable(environment["RAINBOND_MARKET_ACCESS_KEY"]) ?? usable(configured.marketAccessKey);
  return { store: reader, marketAccessKey };
}

/** The market that arguments name. A key is taken as that of a resource is: an empty one is none. */
export function marketFrom({ marketUrl, marketDomain, marketAccessKey }: MarketArgs, asking: Asking): Market {
  return { url: marketUrl, domain: marketDomain, accessKey: usable(marketAccessKey) ?? asking.marketAccessKey ?? null };
}

/** The failure of a look-up that brought nothing. */
export function failedLookUp(
  market: Market,
  answer: Exclude<StoreAnswer, { outcome: "found" }>,
  appModelVersion = "",
): RainbondError {
  const refusal = refusalOf({ marketDomain: market.domain, appModelVersion }, market, answer);
  if (refusal) return new RainbondError(`${refusal.property}: ${refusal.reason}`);
  const store = `the app store ${market.url} (marketDomain ${market.domain})`;
  if (answer.outcome === "silent") {
    return new RainbondError(
      `${store} doesn't answer: ${answer.reason}. Check marketUrl, and whether the store is reached from here`,
    );
  }
  const ways =
    "give marketAccessKey, set RAINBOND_MARKET_ACCESS_KEY, or run pulumi config set --secret rainbond:marketAccessKey";
  return new RainbondError(`marketAccessKey: ${store} wants a key: ${answer.refusal}. To have one, ${ways}`);
}
