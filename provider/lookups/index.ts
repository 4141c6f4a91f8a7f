export { appArguments, argumentsOf, marketAppArguments, marketAppsArguments } from "./arguments";
export { describeComponent, getMarketApp, publishedVersions, templateOf, type PublishedVersion } from "./market-app";
export { getMarketApps } from "./market-apps";
export { marketFrom, storeOfProgram, type Asking } from "./market";
