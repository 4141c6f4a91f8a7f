export { lookForInstall, lookWhenSettled } from "./settled";
export { startStopped } from "./start";
export { waitUntilBegun, waitUntilReady } from "./wait";
