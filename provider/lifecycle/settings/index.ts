export { applySettings } from "./apply";
export { Ledger } from "./ledger";
