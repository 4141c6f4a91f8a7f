import { InvalidArgumentError } from "commander";
import { marketIn, type NamedMarket } from "../provider/model";
import { concealLogin } from "../provider/screen";

/** `domain=url`: a store's domain and its URL, both kept exactly. A login in it is concealed from here on. */
export function parseMarket(text: string): NamedMarket {
  concealLogin(text);
  const market = marketIn(text);
  if (market) return market;
  throw new InvalidArgumentError("It must be the store's domain and its address, like rainbond=https://hub.example.");
}

/** The same for an option that may be given several times. */
export function addMarket(text: string, others: readonly NamedMarket[] = []): NamedMarket[] {
  return [...others, parseMarket(text)];
}
