// Plain types, without zod: they are what programs compile against, also with the old TypeScript that Pulumi brings along.

/** A component of an installed app, as other stacks see it. */
export interface Component {
  /** 32 hex digits, unique on the console. */
  serviceId: string;
  /** Unique in the team; also the component's name in the cluster. */
  serviceAlias: string;
  /** The display name. Anybody may change it, and it isn't unique. */
  serviceCname: string;
  /** The component's identity in the template: equal across installs and versions. */
  serviceKey: string;
  k8sComponentName: string;
  /** What the cluster says: `running`, `closed`, …; `unknown` where it said nothing. */
  status: string;
  image: string;
  /** The component's own version in the template. */
  version: string;
  /** Megabytes. */
  minMemory: number;
  /** 1000 is one core. */
  minCpu: number;
  /** Replicas. */
  minNode: number;
  extendMethod: string;
  /** Addresses from outside the cluster. */
  accessUrls: string[];
  /** Addresses for other components of the team, each `host:port`. */
  innerEndpoints: string[];
}

/** How well an app is: the worst of its components. */
export type Health = "ready" | "updating" | "degraded" | "unavailable" | "stopped" | "notDeployed" | "unknown";

/** A difference between the server and what the last successful operation left. */
export interface Finding {
  /** `missing`: the component is gone. `version`: its image or version isn't what was left. `stopped`: it was closed. */
  category: "missing" | "version" | "stopped";
  /** The component's display name. */
  component: string;
  serviceId: string;
  property: "component" | "image" | "version" | "status";
  expected: string;
  actual: string;
}
