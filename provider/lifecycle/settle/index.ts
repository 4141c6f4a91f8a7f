export { lookForUpgrade } from "./lost-upgrade";
export { lookForInstall, lookWhenSettled } from "./settled";
export { startStopped, untilAsked } from "./start";
export { waitUntilBegun, waitUntilReady } from "./wait";
