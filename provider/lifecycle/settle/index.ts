export { lookForInstall, lookWhenSettled } from "./settled";
export { deployForgotten, startStopped } from "./start";
export { waitUntilReady } from "./wait";
