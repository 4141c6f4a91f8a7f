export { ensureOwnGroup } from "./app-group";
export { ensureInstalled } from "./install";
