export * from "./app";
export * from "./component";
export * from "./drift";
export * from "./market-app";
export type * from "./outputs";
