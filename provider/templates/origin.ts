import type { NamedMarket } from "../model";
import type { Market, StoreAnswer, StoreReader } from "../store";

/** The stores that may be asked, and how they were named, for messages. */
export interface NamedMarkets {
  readonly markets: readonly NamedMarket[];
  readonly by: string;
}

/** The store that an install came from, or why that can't be told. */
export type Origin = { readonly market: NamedMarket } | { readonly obstacle: string };

/**
 * Which of the named stores an install came from: the only one that has its app at its version, by the stores' own word. A store that is silent or
 * refuses the key may be the one too, if it is the only one that isn't ruled out.
 */
export async function originOf(
  { appModelId, version }: { readonly appModelId: string | null; readonly version: string | null },
  { markets, by }: NamedMarkets,
  store: StoreReader,
  accessKey: string | undefined,
): Promise<Origin> {
  if (appModelId === null || version === null)
    return { obstacle: "nobody can say which app it is, or at which version" };
  const named = new Map(markets.map((market) => [`${market.marketDomain}=${market.marketUrl}`, market]));
  const asked = [...named.values()].map(async (market) => {
    const asStore: Market = { url: market.marketUrl, domain: market.marketDomain, accessKey: accessKey ?? null };
    return { market, answer: await store.lookUp(asStore, appModelId, version) };
  });
  const answers = await Promise.all(asked);
  const certain = answers.filter(({ answer }) => answer.outcome === "found");
  const possible = answers.filter(({ answer }) => answer.outcome === "silent" || answer.outcome === "keyRefused");
  const [only, ...more] = certain.length > 0 ? certain : possible;
  if (only && more.length === 0) return { market: only.market };
  const said = answers.map(({ market, answer }) => `${market.marketDomain} ${wordsOf(answer)}`).join("; ");
  if (!only)
    return {
      obstacle: `none of the app stores that ${by} names has its app "${appModelId}" at version "${version}": ${said}`,
    };
  return {
    obstacle: `several of the app stores that ${by} names may have its app: ${said}. Name the one that it came from, and import what came from others apart`,
  };
}

function wordsOf(answer: StoreAnswer): string {
  switch (answer.outcome) {
    case "found":
      return "has it";
    case "silent":
      return `doesn't answer (${answer.reason})`;
    case "keyRefused":
    case "modelMissing":
    case "versionMissing":
    case "noStore":
      return `says ${answer.refusal}`;
  }
}
