/** An app store as the console knows it: the console doesn't tell these two of it. */
export interface NamedMarket {
  readonly marketDomain: string;
  readonly marketUrl: string;
}

/** Reads `rainbond=https://hub.example`: a store's domain and its URL, both kept exactly; `undefined` for anything else. */
export function marketIn(text: string): NamedMarket | undefined {
  const [, marketDomain, marketUrl] = /^([^=\s]+)=(https?:\/\/\S+)$/.exec(text) ?? [];
  return marketDomain === undefined || marketUrl === undefined ? undefined : { marketDomain, marketUrl };
}
