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
  /** The component's name in Kubernetes. */
  k8sComponentName: string;
  /** What the cluster says: `running`, `closed`, …; `unknown` where it said nothing. */
  status: string;
  /** The container image with its tag. */
  image: string;
  /** The component's own version in the template. */
  version: string;
  /** Megabytes. */
  minMemory: number;
  /** 1000 is one core. */
  minCpu: number;
  /** Replicas. */
  minNode: number;
  /** How it is deployed: `stateless_multiple`, `state_singleton`, …, as the template says. */
  extendMethod: string;
  /** Addresses from outside the cluster. */
  accessUrls: string[];
  /** Addresses for other components of the team, each `host:port`. */
  innerEndpoints: string[];
}

/** What a program declares of one component instead of what its template says. What is left out stays as it is. */
export interface ComponentSettings {
  /** Environment variables by name. */
  envs?: Record<string, string> | undefined;
  /** Megabytes. */
  minMemory?: number | undefined;
  /** 1000 is one core; 0 is no limit. */
  minCpu?: number | undefined;
  /** Replicas. */
  minNode?: number | undefined;
  /** Domains under which the component is reached from outside, beside those that it has. */
  domains?: DomainSettings[] | undefined;
}

/** A domain of a component: a rule of the gateway. */
export interface DomainSettings {
  /** The host name, in lower case; `*.example.com` stands for all below. */
  host: string;
  /** The component's port. Default: its HTTP port. */
  port?: number | undefined;
  /** Begins with `/`. */
  path?: string | undefined;
  /** The number of a certificate of the team; without one the domain is served by plain HTTP. */
  certificateId?: number | undefined;
  /** Headers that a request must have, as the console writes them: `name=value;name=value`. */
  header?: string | undefined;
  /** Cookies that a request must have, written likewise. */
  cookie?: string | undefined;
}

/** Settings by the components' names: `serviceCname`, `serviceAlias` or `serviceKey`. */
export type Settings = Record<string, ComponentSettings>;

/** How well an app is: the worst of its components. */
export type Health = "ready" | "updating" | "degraded" | "unavailable" | "stopped" | "notDeployed" | "unknown";

/**
 * A kind of difference. `missing`: the app, or a component of it, is gone. `version`: the app's version, or a component's image or version,
 * isn't what was left. `settings`: a setting isn't what the last update applied. `stopped`: a component was closed. `unhealthy`: it doesn't run
 * well. `extra`: a component that no install made is in the app group that the resource owns.
 */
export type DriftCategory = "missing" | "version" | "settings" | "stopped" | "unhealthy" | "extra";

/** What a finding is: a change (exit code, update), a warning on the resource's row, or nothing. */
export type DriftReaction = "detect" | "warn" | "ignore";

/** What a finding of each category is. */
export type DriftPolicy = Record<DriftCategory, DriftReaction>;

/** A difference between the server and what the last successful operation left. One thing that was done there is one finding. */
export interface Finding {
  /** The kind of difference. */
  category: DriftCategory;
  /** The component's display name; empty for the app itself. */
  component: string;
  /** The component's id; empty for the app itself. */
  serviceId: string;
  /** What differs: `app`, `appModelVersion`, `component`, `image`, `version`, `status`, or a setting by its path, such as `settings.Web.minMemory`. */
  property: string;
  /** What the last successful operation left there; empty where nothing is expected. */
  expected: string;
  /** What is there now. */
  actual: string;
  /** What the cluster recorded of an unhealthy component: its newest event that isn't a success. */
  reason?: string | undefined;
}
