export { removeLeftovers } from "./leftovers";
export { removeApp, removeMarketApp } from "./remove";
