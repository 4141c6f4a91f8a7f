export { inRange } from "./range";
export { getMarketApp, publishedVersions, type PublishedVersion } from "./market-app";
export { getMarketApps } from "./market-apps";
export { marketFrom, storeOfProgram, type Asking } from "./market";
