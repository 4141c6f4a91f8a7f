export { quoted } from "./quoted";
export { asSent, concealLogin, concealSecret } from "./secrets";
export { shortened, shown } from "./shown";
export { webConsole } from "./web-console";
