import { hexId } from "../../state/identifiers";
import type { Market } from "../../state/records";
import type { World } from "../../world";
import { serviceError } from "../call/errors";

/**
 * Returns the market row of this exact domain and URL. If there is none, it adds one with the given key, before
 * anybody asked the market: a wrong key stays for good, and a later, right one is ignored.
 */
export function findOrAddMarket(world: World, asked: Omit<Market, "name">): Market {
  const { markets } = world.state;
  const found = markets.first((market) => market.domain === asked.domain && market.url === asked.url);
  if (found !== undefined) return found;
  const market = { ...asked, name: hexId() };
  markets.add(market);
  return market;
}

/** Returns the market row of this name; throws 404 if there is none. */
export function marketNamed(world: World, name: string): Market {
  const market = world.state.markets.get(name);
  if (market === undefined) throw serviceError(404, "no found app market", "应用商店不存在");
  return market;
}
