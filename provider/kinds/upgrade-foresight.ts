import type { Remark } from "../observe/drift";
import type { Plan } from "../plan/plan";
import { judge } from "../plan/upgrade-verdict";
import { outlookOf, type Outlook } from "../templates/upgrade-outlook";
import { refusalOf } from "../templates/refusal";
import { isOlder, isOlderTemplate } from "../templates/version-order";
import type { MarketAppInputs, MarketAppState } from "../model";
import { ifSoon } from "../run/check-patience";
import type { Configuration } from "../configuration/configuration";
import { store } from "../run/operations";
import { misfitsFrom, type Misfit } from "./misfit";

type Declared = Partial<MarketAppInputs>;

/** What the store's templates say of a change of version. */
interface Foresight {
  readonly outlook: Outlook;
  /** True if the new version is the older one; `undefined` where the templates don't tell. */
  readonly isOlder: boolean | undefined;
}

/** For the diffs that follow the checks. */
const foresights = new Map<string, Foresight>();

/**
 * Asks the app store, in a check, what the change of version comes to, and returns what it says against the new version. A store that doesn't answer
 * soon tells nothing, and that it refuses a key neither: the console upgrades with the key that it has.
 */
export async function foreseeUpgrade(before: Declared, now: Declared, configuration: Configuration): Promise<Misfit[]> {
  const { appModelId, appModelVersion: to } = now;
  // The console upgrades from the store that it installed from, whatever is declared by now.
  const { appModelVersion: from, marketUrl: url, marketDomain: domain } = before;
  if (appModelId === undefined || url === undefined || domain === undefined) return [];
  if (from === undefined || to === undefined || from === to || before.appModelId !== appModelId) return [];
  const market = { url, domain, accessKey: now.marketAccessKey ?? configuration.marketAccessKey ?? null };
  const asked = Promise.all([from, to].map((version) => store.lookUp(market, appModelId, version)));
  const [older, newer] = await ifSoon(asked, []);
  if (newer?.outcome === "versionMissing" || newer?.outcome === "modelMissing") {
    return misfitsFrom(refusalOf({ marketDomain: domain, appModelVersion: to }, market, newer), url);
  }
  if (older?.outcome !== "found" || newer?.outcome !== "found") return [];
  foresights.set(keyOf(now, from, to), {
    outlook: outlookOf(older.components, newer.components),
    isOlder: isOlderTemplate(newer.components, older.components),
  });
  return [];
}

/** Whether a version is older than the current one: the store's word first, then dotted numbers. */
export function goesBack(declared: Declared): (wanted: string, current: string) => boolean {
  return (wanted, current) => foresights.get(keyOf(declared, current, wanted))?.isOlder ?? isOlder(wanted, current);
}

/**
 * Throws where the upgrade that is planned would certainly fail, and remarks on what it would leave. Only of an app whose last operation succeeded:
 * where none did, the version is installed, or its upgrade was begun already. The version applied last heals drift, and isn't judged.
 */
export function remarksOnUpgrade(declared: Declared, state: MarketAppState, { changes, replaces }: Plan): Remark[] {
  const { appModelVersion: to, __rbUrn: urn = state.__rbUrn } = declared;
  const applied = state.__rbApplied?.appModelVersion;
  if (to === undefined || replaces.length > 0 || !changes.includes("appModelVersion")) return [];
  if (applied === undefined || applied === to || state.__rbUnfinished !== undefined) return [];
  const foresight = foresights.get(keyOf(declared, state.appModelVersion, to));
  const text = foresight && judge(foresight.outlook, { from: state.appModelVersion, to, urn });
  return text === undefined ? [] : [{ isWarning: true, text }];
}

function keyOf({ appModelId, marketUrl, marketDomain }: Declared, from: string, to: string): string {
  return JSON.stringify([marketUrl, marketDomain, appModelId, from, to]);
}
