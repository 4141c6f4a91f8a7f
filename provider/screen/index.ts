export { quoted } from "./quoted";
export { asSent, concealSecret } from "./secrets";
export { shortened, shown } from "./shown";
export { webConsole } from "./web-console";
