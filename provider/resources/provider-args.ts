import * as pulumi from "@pulumi/pulumi";

/** What a `Provider` is declared with. What it leaves out comes from the environment; the stack's configuration isn't looked at. */
export interface ProviderArgs {
  /** The console's address, such as `http://console.example:7070`, with the path that it is behind, if any. Default: `RAINBOND_ENDPOINT`. */
  endpoint?: pulumi.Input<string | undefined>;
  /** A user's raw access token, always a secret. Default: `RAINBOND_TOKEN`, then the file that `RAINBOND_TOKEN_FILE` names. */
  token?: pulumi.Input<string | undefined>;
  /** The team of resources that declare none: its `tenant_id`, 32 hex digits. Default: none. */
  teamId?: pulumi.Input<string | undefined>;
  /** The region of resources that declare none: its `region_name`. Default: none. */
  regionName?: pulumi.Input<string | undefined>;
  /** The store's key where a `MarketApp` declares none, always a secret. Default: `RAINBOND_MARKET_ACCESS_KEY`. */
  marketAccessKey?: pulumi.Input<string | undefined>;
  /**
   * The app stores that an import by the plugin may find an install's among, since a console doesn't tell them: `domain=URL`, separated by spaces, such
   * as `rainbond=https://hub.example`. Default: `RAINBOND_MARKETS`.
   */
  markets?: pulumi.Input<string | undefined>;
  /** Reads from the console at once, from 1 to 999. Default: 8. */
  maxConcurrency?: pulumi.Input<number | undefined>;
  /**
   * Writes at once to one console, in this process and among the processes of this machine. Default: `RAINBOND_MAX_CONCURRENT_WRITES`,
   * then 1: a console on sqlite, its default database, breaks under overlapping writes. Raise it for consoles on MySQL.
   */
  maxConcurrentWrites?: pulumi.Input<number | undefined>;
  /** A PEM file of certificate authorities to trust beside the known ones, for the console and for app stores; a relative path begins at the project's folder. Default: none. */
  caFile?: pulumi.Input<string | undefined>;
  /** True accepts any certificate of the console; app stores need one that is trusted. Default: false. */
  insecureSkipTlsVerify?: pulumi.Input<boolean | undefined>;
  /** True refuses every call that changes something. Default: false; `RAINBOND_READ_ONLY` switches it on as well. */
  readOnly?: pulumi.Input<boolean | undefined>;
  /** True refuses to stop, delete or replace anything. Default: false; `RAINBOND_DESTROY_PROTECTION` switches it on as well. */
  destroyProtection?: pulumi.Input<boolean | undefined>;
  /**
   * `off` asks no app store in previews and refreshes: what is wrong with an app is then found by `up`. Default: `RAINBOND_VALIDATE`, then `on`.
   * A store that doesn't answer within 3 seconds a run is left out in any case.
   */
  validate?: pulumi.Input<"on" | "off" | undefined>;
}

const secretArguments = new Set(["token", "marketAccessKey"]);

type Argument = string | number | boolean | null | undefined;

/**
 * What Pulumi configures a provider with: texts.
 * @param namespace what stands before each key, so that it isn't taken for the stack's configuration
 */
export function configurationOf(args: ProviderArgs, namespace = ""): pulumi.Inputs {
  const configuration: Record<string, pulumi.Output<string | undefined>> = {};
  for (const [key, value] of Object.entries<pulumi.Input<Argument>>({ ...args })) {
    const text = pulumi.output(value).apply((known) => (isLeftOut(known) ? undefined : String(known)));
    configuration[`${namespace}${key}`] = secretArguments.has(key) ? pulumi.secret(text) : text;
  }
  return configuration;
}

function isLeftOut(value: Argument): value is null | undefined {
  return value === undefined || value === null;
}
