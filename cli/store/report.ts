import type { MarketAppSummary, MarketComponent } from "../../provider/model/lookups";
import type { NamedMarket } from "../../provider/model";
import type { UpgradeOutlook } from "./outlook";

/** A version of an app. */
export interface ListedVersion {
  readonly version: string;
  /** When it was published last, an ISO time; an empty text where the store doesn't say. */
  readonly updateTime: string;
  /** The names of its components; `null` where the template wasn't asked for, or isn't told. */
  readonly components: readonly string[] | null;
  /** False where the install endpoint is known to fail over it; `null` where the template isn't known. */
  readonly installable: boolean | null;
  /** What it fails over, or what may stand in the way. */
  readonly why: readonly string[];
}

/** An app with its versions, the newest first as the console orders upgrades. */
export interface ListedApp {
  readonly appModelId: string;
  readonly name: string;
  readonly versions: readonly ListedVersion[];
}

/** What `pulumi-rainbond store` found, and the JSON that `--json` writes. Which of its parts are there depends on what was asked for. */
export interface StoreList extends NamedMarket {
  /** The version of the list's shape: a change that breaks readers raises it. */
  readonly version: 1;
  /** What couldn't be looked at: if there is any, the list isn't complete. */
  readonly failures: readonly string[];
  readonly apps?: readonly MarketAppSummary[];
  /** How many apps the store has of those asked for. */
  readonly total?: number;
  readonly app?: ListedApp;
  /** Those of the version that was asked for. */
  readonly components?: readonly MarketComponent[];
  readonly upgrade?: UpgradeOutlook;
}
