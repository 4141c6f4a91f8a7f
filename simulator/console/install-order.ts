import type { AppGroup, Market, Region, Team } from "../state/records";
import type { MarketVersion } from "../store/store-client";

/** What an install is about: where it goes, and the version of the template that the store delivered. */
export interface InstallOrder {
  team: Team;
  region: Region;
  app: AppGroup;
  market: Market;
  modelId: string;
  modelName: string;
  versionName: string;
  version: MarketVersion;
  isDeployed: boolean;
}
