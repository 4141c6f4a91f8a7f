/** An app store, and the key for it. */
export interface MarketArgs {
  /** The store's URL. */
  marketUrl: string;
  /** The store's domain, exactly as the console has it. */
  marketDomain: string;
  /** The key for the store. Default: `RAINBOND_MARKET_ACCESS_KEY`, then `rainbond:marketAccessKey`, else none. */
  marketAccessKey?: string | undefined;
}

/** Which app `getMarketApp` looks up. */
export interface GetMarketAppArgs extends MarketArgs {
  /** The app's id in the store. */
  appModelId: string;
  /** A range of versions as npm writes them, such as `^1.2` or `1.x`. Default: any version. */
  range?: string | undefined;
}

/** A component of an app in a store, as its template has it. */
export interface MarketComponent {
  /** Its display name. */
  serviceCname: string;
  /** What names it in every install of the app. */
  serviceKey: string;
  /** The image that it runs. */
  image: string;
  /** The component's own version. */
  version: string;
  /** MB. */
  minMemory: number;
  /** Replicas. */
  minNode: number;
  /** How it is deployed, in Rainbond's words, such as `stateless_multiple` or `state_singleton`. */
  extendMethod: string;
  /** The ports that it listens on. */
  ports: number[];
}

/** What a store has of an app. */
export interface GetMarketAppResult {
  /** The app's id in the store. */
  appModelId: string;
  /** The app's name in the store. */
  name: string;
  /** The newest first, as the console orders upgrades: by the templates' `deploy_version`, of the 30 newest by number or publication. */
  versions: string[];
  /** The first of `versions`. */
  latest: string;
  /** The newest version in the range; without a range `latest`. */
  latestMatching: string;
  /** Those of `latestMatching`. */
  components: MarketComponent[];
  /** False where the install endpoint is known to fail over `latestMatching`. */
  installable: boolean;
  /** What it fails over, or what may stand in the way on some consoles and in some teams; `undefined` where nothing is known of the kind. */
  why?: string | undefined;
}

/** Which apps `getMarketApps` lists. */
export interface GetMarketAppsArgs extends MarketArgs {
  /** A part of the apps' names. Default: all apps. */
  search?: string | undefined;
  /** From 1 on. Default: 1. */
  page?: number | undefined;
  /** Apps a page, from 1 to 100. Default: 20. */
  pageSize?: number | undefined;
}

/** An app in the list of a market. */
export interface MarketAppSummary {
  /** The app's id in the store. */
  appModelId: string;
  /** The app's name in the store. */
  name: string;
  /** The newest first, by number or publication. */
  versions: string[];
}

/** A page of the apps of a market. */
export interface GetMarketAppsResult {
  /** The apps of the page, in the store's order. */
  apps: MarketAppSummary[];
  /** How many apps there are on all pages. */
  total: number;
  /** The page that was asked for, from 1 on. */
  page: number;
  /** How many apps a page has at most. */
  pageSize: number;
}
