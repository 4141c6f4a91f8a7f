import { InvalidArgumentError } from "commander";
import { marketIn, type NamedMarket } from "../provider/model";

/** `domain=url`: a store's domain and its URL, both kept exactly. */
export function parseMarket(text: string): NamedMarket {
  const market = marketIn(text);
  if (market) return market;
  throw new InvalidArgumentError("It must be the store's domain and its address, like rainbond=https://hub.example.");
}

/** The same for an option that may be given several times. */
export function addMarket(text: string, others: readonly NamedMarket[] = []): NamedMarket[] {
  return [...others, parseMarket(text)];
}
