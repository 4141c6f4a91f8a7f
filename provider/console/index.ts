export type { AppAddress, TeamAddress } from "./addresses";
export type * from "./answers";
export { consoleOver } from "./endpoints";
export type { Console, InstallRequest, Operation, Write, WriteGate } from "./endpoints";
export type { InnerPort, OuterAddress } from "./reach";
export { connect } from "./send";
export type { ConsoleSettings, Proxy } from "./client";
export type { Connection } from "./send";
export { groupKey, SharedReads } from "./shared-reads";
