export * from "./app";
export * from "./component";
export { consoleAddress } from "./console-address";
export * from "./drift";
export * from "./market-app";
export * from "./named-market";
export type * from "./outputs";
export * from "./settings";
