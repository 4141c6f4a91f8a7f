import { fitSettings } from "../lifecycle/plan/settings-fit";
import type { MarketAppInputs } from "../model";
import { ifSoon } from "../run/check-patience";
import type { Configuration } from "../configuration/configuration";
import { store } from "../run/operations";

/** Holds the settings of a new app against its template, in a check. A store that doesn't answer soon tells nothing. */
export async function misfitsInTemplate(
  now: Partial<MarketAppInputs>,
  configuration: Configuration,
): Promise<{ property: string; reason: string }[]> {
  const { settings, appModelId, appModelVersion, marketUrl: url, marketDomain: domain } = now;
  if (settings === undefined || appModelId === undefined || appModelVersion === undefined) return [];
  if (url === undefined || domain === undefined) return [];
  const market = { url, domain, accessKey: now.marketAccessKey ?? configuration.marketAccessKey ?? null };
  const answer = await ifSoon(store.lookUp(market, appModelId, appModelVersion), undefined);
  if (answer?.outcome !== "found") return [];
  const parts = answer.components.map((one) => ({ ...one, extendMethod: one.parts.extendMethod }));
  // An install to adopt may be named by its aliases.
  const { misfits } = fitSettings(settings, parts);
  return (now.adopt === undefined ? misfits : []).map(({ path, reason }) => ({
    property: "",
    reason: `${path} ${reason}`,
  }));
}
