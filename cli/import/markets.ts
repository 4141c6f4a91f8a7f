import { InvalidArgumentError } from "commander";
import { marketIn, type NamedMarket } from "../../provider/model";

export type { NamedMarket };

/** Reads `rainbond=https://hub.example`: a store's domain and its URL, both kept exactly. */
export function parseMarket(text: string, others: readonly NamedMarket[] = []): NamedMarket[] {
  const market = marketIn(text);
  if (!market) {
    throw new InvalidArgumentError("It must be the store's domain and its address, like rainbond=https://hub.example.");
  }
  return [...others, market];
}
