import type * as pulumi from "@pulumi/pulumi";
import type { DriftCategory, DriftReaction } from "../model/outputs";
import type { ComponentSettingsArgs } from "./settings-args";

/** What a `MarketApp` is declared with. The names are the install endpoint's, in camelCase. */
export interface MarketAppArgs {
  /** The team's `tenant_id`, 32 hex digits. Default: its `Provider`'s, without one `rainbond:teamId` of the stack's configuration. A change replaces. */
  teamId?: pulumi.Input<string | undefined>;
  /** The region's `region_name`. Default: its `Provider`'s, without one `rainbond:regionName` of the stack's configuration. A change replaces. */
  regionName?: pulumi.Input<string | undefined>;
  /**
   * The app group to install into. Default: none, then the resource makes an app group of its own and removes it again.
   * A change replaces; so does dropping a declared one.
   */
  appId?: pulumi.Input<number | undefined>;
  /**
   * The name of the app group that the resource makes. Default: the resource's name and six hex digits, kept from then on.
   * Not together with `appId`. A change replaces: the API can't rename.
   */
  appName?: pulumi.Input<string | undefined>;
  /** The app in the store, `app_model_id`: at most 64 characters; some consoles keep only 32. A change replaces. */
  appModelId: pulumi.Input<string>;
  /** The version of it, `app_model_version`, at most 64 characters. A newer one is an upgrade in place (`POST …/upgrade`); Rainbond can't go back to an older one. */
  appModelVersion: pulumi.Input<string>;
  /** The store's URL, byte for byte as the console knows it: to the console another spelling is another store. At most 255 characters. A change is recorded. */
  marketUrl: pulumi.Input<string>;
  /** The store's domain, likewise exact, at most 64 characters. A change is recorded. */
  marketDomain: pulumi.Input<string>;
  /** Stored by the console, never interpreted. Default: `rainstore`. A change is recorded. */
  marketType?: pulumi.Input<string | undefined>;
  /**
   * The key for the store, at most 64 characters, always a secret. Default: its `Provider`'s, then `RAINBOND_MARKET_ACCESS_KEY`, then
   * `rainbond:marketAccessKey`, read when an install needs it and never stored. A console that knows the store already uses the key that it has. A
   * change alone asks for no update.
   */
  marketAccessKey?: pulumi.Input<string | undefined>;
  /** True builds and starts the components. Default: true. True after false deploys; false after true is recorded. */
  isDeploy?: pulumi.Input<boolean | undefined>;
  /** True returns without waiting until the components run. Default: false. A change is recorded. */
  skipAwait?: pulumi.Input<boolean | undefined>;
  /**
   * Takes over an install that is there instead of making one: `true` the only one of this app in the group, a number that one
   * (`tenantServiceGroupId`). It must be at the declared version. None is an error. Default: none. A change is recorded.
   */
  adopt?: pulumi.Input<boolean | number | undefined>;
  /**
   * What components are to have instead of what the template says, by the components' `serviceCname`, `serviceAlias` or `serviceKey`. In force
   * before the first start. What isn't declared is left alone; what is no longer declared stays as it is, but for domains that this resource
   * added. May be a secret, as a whole or in parts. Default: none. A change is applied in place.
   */
  settings?: pulumi.Input<Record<string, pulumi.Input<ComponentSettingsArgs | undefined>> | undefined>;
  /**
   * What a finding of each category of drift is: `detect` (a change: exit code, update), `warn` (a warning on the row) or `ignore`.
   * Default: `warn` for `unhealthy` and `extra`, else `detect`. A change is recorded.
   */
  driftPolicy?: pulumi.Input<Partial<Record<DriftCategory, pulumi.Input<DriftReaction | undefined>>> | undefined>;
}
