export { ensureOwnGroup } from "./app-group";
export { ensureInstalled, hasSettings, startsLate, type Installed } from "./install";
