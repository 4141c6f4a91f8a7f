import type { Console, SharedReads } from "../console";

/** The console's answers: what changes nothing on the server. */
type ConsoleReads = Pick<
  Console,
  | "checkComponent"
  | "getApp"
  | "listApps"
  | "listComponents"
  | "listEnvs"
  | "listEnvsForAssistants"
  | "listEvents"
  | "listComponentPorts"
  | "listInstalledVersions"
  | "listPorts"
  | "listTeams"
  | "listUpgradableModels"
>;

/** What a look works with: nothing can be written by it. */
export interface Sight {
  readonly console: ConsoleReads;
  /** The canonical address of the console. */
  readonly endpoint: string;
  /** Reads shared by all resources of a run. Waits and writes look past it. */
  readonly reads: SharedReads;
}
