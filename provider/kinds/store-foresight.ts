import type { Configuration } from "../configuration/configuration";
import { installOutlook, type FoundTemplate } from "../templates/installability";
import { fitSettings } from "../plan/settings-fit";
import { refusalOf } from "../templates/refusal";
import type { MarketAppInputs } from "../model";
import { ifSoon } from "../run/check-patience";
import { debug, remarkOnce } from "../run/engine-log";
import { store } from "../run/operations";
import { misfitsFrom, type Misfit } from "./misfit";
import { foreseeUpgrade } from "./upgrade-foresight";

type Declared = Partial<MarketAppInputs>;

/** An app in a store of which enough is known to ask for it. */
type Asked = Declared & Pick<MarketAppInputs, "marketUrl" | "marketDomain" | "appModelId">;

/**
 * Holds, in a check, what is new or changed of an app against its app store: what a new install would meet there, what an upgrade would, and whether a
 * market that is to be recorded knows the app. Nothing is asked where nothing of that changed. A store that doesn't answer soon tells nothing.
 */
export async function askStoreFor(
  before: Declared | undefined,
  now: Declared,
  unknown: ReadonlySet<string>,
  configuration: Configuration,
): Promise<Misfit[]> {
  // With another key than the one that comes the store may refuse what it won't then, and an install to adopt isn't installed.
  if (!configuration.asksStore || !isAsked(now) || unknown.has("marketAccessKey") || unknown.has("adopt")) return [];
  if (before?.appModelId !== now.appModelId) return misfitsOfInstall(now, configuration);
  const isOtherMarket = (["marketUrl", "marketDomain", "marketAccessKey"] as const).some(
    (key) => now[key] !== undefined && now[key] !== before[key],
  );
  const misfits = await Promise.all([
    isOtherMarket ? misfitsOfMarket(now, configuration) : [],
    foreseeUpgrade(before, now, configuration),
  ]);
  return misfits.flat();
}

function isAsked(declared: Declared): declared is Asked {
  const { marketUrl, marketDomain, appModelId } = declared;
  return marketUrl !== undefined && marketDomain !== undefined && appModelId !== undefined;
}

function marketIn(now: Asked, { marketAccessKey }: Configuration) {
  return { url: now.marketUrl, domain: now.marketDomain, accessKey: now.marketAccessKey ?? marketAccessKey ?? null };
}

/** What an install would fail over. An install to adopt is there already, and its components may be named by their aliases. */
async function misfitsOfInstall(now: Asked, configuration: Configuration): Promise<Misfit[]> {
  const { appModelId, appModelVersion, adopt, settings, __rbUrn: urn } = now;
  if (appModelVersion === undefined) return misfitsOfMarket(now, configuration);
  const market = marketIn(now, configuration);
  const answer = await ifSoon(store.lookUp(market, appModelId, appModelVersion), tooLate);
  if (answer.outcome === "silent") return skip(now, answer.reason);
  if (answer.outcome !== "found") return misfitsFrom(refusalOf(now, market, answer), now.marketUrl);
  if (adopt !== undefined) return [];
  const { refused, doubts } = installOutlook(appModelId, appModelVersion, answer);
  if (urn !== undefined) for (const text of doubts) remarkOnce(urn, { isWarning: true, text });
  return [
    ...(refused.length > 0 ? [{ property: "appModelVersion", reason: notInstallable(refused) }] : []),
    ...misfitsInSettings(settings, answer),
  ];
}

const tooLate = { outcome: "silent", reason: "it didn't answer in time" } as const;

function notInstallable(refused: readonly string[]): string {
  return (
    `can't be installed by Rainbond's API: ${refused.join("; ")}. Declare a version without that, or install it in the web console and declare adopt; ` +
    "rainbond:validate off leaves this judgement to the console"
  );
}

function misfitsInSettings(settings: MarketAppInputs["settings"], { components }: FoundTemplate): Misfit[] {
  const parts = components.map((one) => ({ ...one, extendMethod: one.parts.extendMethod }));
  return fitSettings(settings, parts).misfits.map(({ path, reason }) => ({
    property: "",
    reason: `${path} ${reason}`,
  }));
}

/** Whether the market knows the app, whatever its versions are: an update only records it. */
async function misfitsOfMarket(now: Asked, configuration: Configuration): Promise<Misfit[]> {
  const market = marketIn(now, configuration);
  const answer = await ifSoon(store.lookUpModel(market, now.appModelId), tooLate);
  return answer.outcome === "silent"
    ? skip(now, answer.reason)
    : misfitsFrom(refusalOf(now, market, answer), now.marketUrl);
}

function skip({ marketDomain, __rbUrn: urn }: Asked, reason: string): Misfit[] {
  if (urn !== undefined)
    debug(urn, `the app store (marketDomain ${marketDomain}) wasn't asked about this app: ${reason}`);
  return [];
}
