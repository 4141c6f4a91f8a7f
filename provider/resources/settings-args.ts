import type * as pulumi from "@pulumi/pulumi";

/** What a component is to have instead of what its template says. */
export interface ComponentSettingsArgs {
  /**
   * Environment variables by name: letters, digits and `_`, beginning with a letter, at most 100 characters; none of those that Rainbond sets itself.
   * A value isn't blank, has no white space at its ends and at most 1,024 characters. One that is new or changed restarts the component. Rainbond's API
   * removes none: one that is no longer declared stays.
   */
  envs?: pulumi.Input<Record<string, pulumi.Input<string | undefined>> | undefined>;
  /** Megabytes, 64 to 65,536, but not one more than a multiple of 64. Restarts the component. */
  minMemory?: pulumi.Input<number | undefined>;
  /** Thousandths of a core; 0 is no limit. Restarts the component. */
  minCpu?: pulumi.Input<number | undefined>;
  /** Replicas, 1 to 100; of a singleton 1. */
  minNode?: pulumi.Input<number | undefined>;
  /** Domains under which the component is reached from outside, beside those that it has. */
  domains?: pulumi.Input<pulumi.Input<DomainArgs>[] | undefined>;
}

/**
 * A domain of a component: a rule of the gateway (`…/httpdomains`). Host, path and port are what it is found again by; a rule of these that is there already
 * and is as declared is used, and never removed. A change of the rest makes the rule anew.
 */
export interface DomainArgs {
  /** The host name, in lower case, at most 128 characters; `*.example.com` stands for all below. No other team of the region may have it. */
  host: pulumi.Input<string>;
  /** The component's port, which is opened to the outside. Default: its HTTP port, if it has one alone. */
  port?: pulumi.Input<number | undefined>;
  /** Begins with `/`. Default: `/`. */
  path?: pulumi.Input<string | undefined>;
  /** The number of a certificate of the team; one that the console doesn't know fails the update. Default: none, plain HTTP. */
  certificateId?: pulumi.Input<number | undefined>;
  /** Headers that a request must have: `name=value;name=value`. Default: none. */
  header?: pulumi.Input<string | undefined>;
  /** Cookies that a request must have: `name=value;name=value`. Default: none. */
  cookie?: pulumi.Input<string | undefined>;
}
