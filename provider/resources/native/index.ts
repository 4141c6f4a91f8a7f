export { App } from "./app";
export { MarketApp } from "./market-app";
export { Provider } from "./provider";
