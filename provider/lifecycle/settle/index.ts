export { lookForUpgrade } from "./lost-upgrade";
export { lookForInstall, lookWhenSettled } from "./settled";
export { startStopped, untilAsked, wasNotBegun } from "./start";
export { waitUntilBegun, waitUntilReady } from "./wait";
