export { applySettings, type SettingsWanted } from "./apply";
export { Ledger } from "./ledger";
