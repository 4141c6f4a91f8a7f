/**
 * What a Pulumi program imports: `import * as rainbond from "pulumi-rainbond"`.
 * @module pulumi-rainbond
 */
export { App } from "./resources/app";
export type { AppArgs } from "./resources/app";
export { MarketApp } from "./resources/market-app";
export type { MarketAppArgs } from "./resources/market-app-args";
export type { ComponentSettingsArgs, DomainArgs } from "./resources/settings-args";
export { Provider } from "./resources/provider";
export type { ProviderArgs } from "./resources/provider";
export { MarketAppReference } from "./resources/market-app-reference";
export { getMarketApp, getMarketAppOutput } from "./resources/get-market-app";
export type { GetMarketAppOutputArgs } from "./resources/get-market-app";
export { getMarketApps, getMarketAppsOutput } from "./resources/get-market-apps";
export type { GetMarketAppsOutputArgs } from "./resources/get-market-apps";
export type {
  GetMarketAppArgs,
  GetMarketAppResult,
  GetMarketAppsArgs,
  GetMarketAppsResult,
  MarketAppSummary,
  MarketArgs,
  MarketComponent,
} from "./model/lookups";
export type {
  Component,
  ComponentSettings,
  DomainSettings,
  DriftCategory,
  DriftPolicy,
  DriftReaction,
  Finding,
  Health,
  Settings,
} from "./model/outputs";
