export * from "./app";
export * from "./component";
export * from "./market-app";
export type * from "./outputs";
