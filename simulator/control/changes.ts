/** Places behind the console where a call can be made to fail: what the cluster, or the store, answers. */
export type FaultPoint =
  | "region.createService"
  | "region.volumeOptions"
  | "region.batchOperation"
  | "region.servicesStatus"
  | "region.deleteService"
  | "region.deleteApp"
  | "region.horizontal"
  | "region.vertical"
  | "region.createTenant"
  | "region.createApp"
  | "region.configGroup"
  | "region.build"
  | "store.app"
  | "store.version";

/** What is made to fail, once unless `times` says otherwise. */
export type Fault = BehindFault | ConsoleFault | LockFault | RollbackFault;

/** What a call must be to fail. */
export interface FaultMatch {
  /** `GET`, `POST`, …, or `*` for any. */
  method: string;
  /** The path's beginning, or with `*` in it a pattern for the whole path. */
  path: string;
}

/** An answer in place of the real one. */
export interface FaultAnswer {
  /** From 100 to 599. */
  status: number;
  /** Sent as JSON, a text as it is. */
  body?: unknown;
}

/** The cluster, or the store, answers this instead of acting; with a status below 400 it acts. */
export interface BehindFault {
  /** Where. */
  point: FaultPoint;
  /** How often. Default: 1. */
  times?: number;
  /** What it answers. */
  response: FaultAnswer;
}

/** A call to the console itself fails. */
export interface ConsoleFault {
  /** The console. */
  point: "console";
  /** Which calls. */
  match: FaultMatch;
  /** How often. Default: 1. */
  times?: number;
  /** What the caller sees: `docs/simulator.md` has them one by one. */
  effect: "delay" | "reset" | "loseResponse" | "hang" | "html" | "truncate" | "respond";
  /** True lets the server act first. Default: false; `loseResponse` always does. */
  after?: boolean;
  /** Milliseconds of a `delay`. Default: 1000. */
  ms?: number;
  /** What `respond` answers, and `html` instead of its own page. */
  response?: FaultAnswer & {
    /** Headers beside those of JSON. */
    headers?: Record<string, string>;
  };
}

/** The console's database is locked for a write. */
export interface LockFault {
  /** The database. */
  point: "database.lock";
  /** Which writes. */
  match: FaultMatch;
  /** How often. Default: 1. */
  times?: number;
}

/** The console's database is locked for the next install. */
export interface RollbackFault {
  /** The database. */
  point: "database.installRollback";
  /** How many of its components the install leaves behind. */
  shape: "none" | "one" | "all";
  /** How often. Default: 1. */
  times?: number;
}

/** How the console's database behaves. */
export interface DatabaseChange {
  /** On `mysql` no write meets a lock. */
  model?: "sqlite" | "mysql";
  /** 0, 1 or 2: the first install that meets the lock leaves none, one or all of its components. */
  seed?: number;
  /** Real milliseconds that a write takes. */
  writeMs?: number;
}

/** What can be said of a region. */
export interface RegionChange {
  /** `1` enabled, `3` in maintenance. */
  status?: "0" | "1" | "2" | "3";
  /** True: its cluster leaves components that it doesn't know out of its statuses. */
  omitsUnknown?: boolean;
}

/** What can be said of simulated time. */
export interface ClockChange {
  /** Simulated seconds a real second; 0 stands still. */
  speed?: number;
  /** Simulated seconds to jump forward. */
  advance?: number;
}

/** What a person or the cluster changes of a component behind Pulumi's back. What is left out stays. */
export interface ComponentChange {
  /** The display name. */
  cname?: string;
  /** Holds this status, whatever is stopped or started; `null` lets it live again. */
  status?: string | null;
  /** False: the cluster loses it, though the console goes on listing it. */
  clusterKnows?: boolean;
  /** How far the console is with making it: most calls refuse one that is still `creating`, or pass over it without a word. */
  createStatus?: "creating" | "complete";
  /** The image that the console shows. */
  image?: string;
  /** The component's own version. */
  version?: string;
  /** The command that starts it. */
  cmd?: string;
  /** Megabytes. */
  minMemory?: number;
  /** 1000 is one core. */
  minCpu?: number;
  /** Replicas. */
  minNode?: number;
  /** Variables by name; `null` removes one. */
  envs?: Record<string, string | null>;
  /** Which build it runs. */
  deployVersion?: string;
  /** `docker_image`: a person gave it a build source of its own. */
  serviceSource?: "market" | "docker_image";
  /** The version of the template at which it is. */
  modelVersion?: string;
  /** The ids of the components that it depends on, in place of all. */
  dependsOn?: string[];
  /** True: the next build that ends fails. */
  failNextBuild?: boolean;
  /** True: the pods that start next don't get ready. */
  failNextStart?: boolean;
  /** Simulated seconds that a build takes from now on; `null` for the usual time. */
  buildSeconds?: number | null;
  /** Another app group of its team, which it moves to. */
  appId?: number;
  /** Its pods crash now, and come back by themselves only if this says after how many simulated seconds. */
  crash?: {
    /** Simulated seconds. */
    recoverAfter?: number;
  };
}

/** What a person changes of a gateway rule in the web console. What is left out stays. */
export interface RuleChange {
  /** The host. */
  domainName?: string;
  /** The path's beginning. */
  path?: string;
  /** Headers that a request must have: `name=value`, separated by `;`. */
  header?: string;
  /** Cookies that a request must have, likewise. */
  cookie?: string;
  /** The id of the certificate; 0 for none. */
  certificateId?: number;
}
