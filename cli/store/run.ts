import { messageOf, RainbondError } from "../../provider/errors";
import { readConfiguration } from "../../provider/configuration/configuration";
import type { Asking } from "../../provider/lookups";
import { shown } from "../../provider/screen";
import type { Say } from "../terminal/status-line";
import { storeOf } from "../inventory/link";
import { showListing } from "../looking";
import type { NamedMarket } from "../../provider/model";
import { listApps, listVersions } from "./listing";
import { outlookOfUpgrade, type Step } from "./outlook";
import type { StoreList } from "./report";
import { storeTable } from "./table";

/** What to list of which store, and where the JSON goes. */
export interface StoreOptions {
  readonly market: NamedMarket;
  readonly search?: string;
  /** An app's `appModelId`. */
  readonly app?: string;
  readonly appVersion?: string;
  readonly upgrade?: Step;
  /** A file, or standard output (`true`). */
  readonly json?: string | true;
}

/** Lists what the store has, and returns the exit code: 0 if all that was asked for could be looked at. */
export function runStore(options: StoreOptions): Promise<number> {
  return showListing({
    make: (say) => listStore(options, askingWith(process.env), say),
    table: storeTable,
    json: options.json,
  });
}

/** What the command asks with: the environment's key and proxies. */
export function askingWith(environment: NodeJS.ProcessEnv): Asking {
  const { marketAccessKey } = readConfiguration(undefined, environment);
  return { store: storeOf(environment), marketAccessKey };
}

/** What the store has of what is asked for. What it refuses, and what isn't there, is a failure of the list. */
export async function listStore(options: StoreOptions, asking: Asking, say: Say): Promise<StoreList> {
  const { market, app, appVersion, upgrade } = options;
  const about = { version: 1 as const, ...market, marketUrl: shown(market.marketUrl), failures: [] };
  try {
    if (app === undefined) {
      if (appVersion !== undefined || upgrade !== undefined)
        throw new RainbondError("--app is missing: --app-version and --upgrade are about one app");
      return { ...about, ...(await listApps(options, asking, say)) };
    }
    if (upgrade !== undefined) {
      say("Looking for the templates of both versions …");
      return { ...about, upgrade: await outlookOfUpgrade(market, app, upgrade, asking) };
    }
    return { ...about, ...(await listVersions(market, app, appVersion, asking, say)) };
  } catch (thrown) {
    return { ...about, failures: [messageOf(thrown)] };
  }
}
