export { ensureOwnGroup } from "./app-group";
export { ensureInstalled, hasSettings, type Installed } from "./install";
