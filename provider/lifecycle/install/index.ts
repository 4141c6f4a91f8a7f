export { ensureOwnGroup } from "./app-group";
export { ensureInstalled, type Installed } from "./install";
