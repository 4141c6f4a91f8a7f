import { InvalidArgumentError } from "commander";

/** An app store as the console knows it: the console doesn't tell these two of it. */
export interface NamedMarket {
  readonly marketDomain: string;
  readonly marketUrl: string;
}

/** `domain=url`: a store's domain and its URL, both kept exactly. */
export function parseMarket(text: string): NamedMarket {
  const [, marketDomain = "", marketUrl = ""] = /^([^=\s]+)=(https?:\/\/\S+)$/.exec(text) ?? [];
  if (marketDomain === "") {
    throw new InvalidArgumentError("It must be the store's domain and its address, like rainbond=https://hub.example.");
  }
  return { marketDomain, marketUrl };
}

/** The same for an option that may be given several times. */
export function addMarket(text: string, others: readonly NamedMarket[] = []): NamedMarket[] {
  return [...others, parseMarket(text)];
}
