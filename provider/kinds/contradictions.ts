import type { Misfit } from "./misfit";
import type { Wire } from "./resource-kind";

/** What no schema of single inputs of a `MarketApp` can say. */
export function contradictionsIn(news: Wire, olds: Wire): Misfit[] {
  const misfits: Misfit[] = [];
  if (news["appId"] !== undefined && news["appName"] !== undefined) {
    const reason = "names the app group that the resource makes; with appId it makes none: leave one of the two out";
    misfits.push({ property: "appName", reason });
  }
  // What is at a version of this name already goes on.
  if (isFloating(news["appModelVersion"]) && news["appModelVersion"] !== olds["appModelVersion"]) {
    const reason =
      "is no version: what is installed would change without a change of the program. Declare a version, or let a look-up find the newest one: " +
      "rainbond.getMarketAppOutput({ marketUrl, marketDomain, appModelId }).latest";
    misfits.push({ property: "appModelVersion", reason });
  }
  return misfits;
}

function isFloating(version: unknown): boolean {
  return typeof version === "string" && version.toLowerCase() === "latest";
}
