import type { AppGroup, Market, Region, Team } from "../../state/records";
import type { MarketVersion } from "../../store/store-client";
import type { Call } from "../call/route";

/** What an install is about: where it goes, and the version of the template that the store delivered. */
export interface InstallOrder {
  team: Team;
  region: Region;
  /** The call that asked for it. */
  call: Call;
  app: AppGroup;
  /** Null for a template of the local library. */
  market: Market | null;
  modelId: string;
  modelName: string;
  versionName: string;
  version: MarketVersion;
  isDeployed: boolean;
  /**
   * False for the install endpoint: components are named by their aliases, and outer ports must speak HTTP. True for
   * the library's newer way: names come from the template, and a build is followed by an update only if it was asked for.
   */
  isNewerWay: boolean;
}
