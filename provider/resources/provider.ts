import * as pulumi from "@pulumi/pulumi";
import { isOfType } from "./app";

const type = "pulumi:providers:pulumi-nodejs";

/** What a {@link Provider} is declared with. What it leaves out comes from the environment; the stack's configuration isn't looked at. */
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
  /** Reads from the console at once, from 1 to 999. Default: 8. */
  maxConcurrency?: pulumi.Input<number | undefined>;
  /**
   * Writes at once to one console, in this process and among the processes of this machine. Default: `RAINBOND_MAX_CONCURRENT_WRITES`,
   * then 1: a console on sqlite, its default database, breaks under overlapping writes. Raise it for consoles on MySQL.
   */
  maxConcurrentWrites?: pulumi.Input<number | undefined>;
  /** A PEM file of certificate authorities to trust beside the known ones; a relative path begins at the project's folder. Default: none. */
  caFile?: pulumi.Input<string | undefined>;
  /** True accepts any certificate. Default: false. */
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

/**
 * One console, with its token and its rails, for the resources that name it as their `provider`. Moving a resource between this and the default
 * provider, or another one of the same console, changes nothing on the server.
 *
 * A token that changes belongs into the environment, where plain `pulumi refresh` and `pulumi destroy` see it at once: the option
 * `envVarMappings: { RAINBOND_TOKEN_PROD: "RAINBOND_TOKEN" }` gives each provider a variable of its own.
 * @example
 * ```ts
 * const staging = new rainbond.Provider(
 *   "staging",
 *   { endpoint: "http://staging.example:7070", teamId: "0f9c…", regionName: "rainbond" },
 *   { envVarMappings: { RAINBOND_TOKEN_STAGING: "RAINBOND_TOKEN" } },
 * );
 * const blog = new rainbond.MarketApp("blog", app, { provider: staging });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** The type token, by which a policy on this class finds its resources: that of every provider of dynamic resources. */
  static readonly __pulumiType: string = type;

  /** Declares a console. Nothing is asked of it before a resource needs it. */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, configurationOf(args), opts);
  }

  /** True if the value is a provider of dynamic resources, as this class's are. */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, type);
  }
}

type Argument = string | number | boolean | null | undefined;

/** Pulumi configures a provider with texts; these have a namespace of their own, so that they aren't taken for the stack's configuration. */
function configurationOf(args: ProviderArgs): pulumi.Inputs {
  const configuration: Record<string, pulumi.Output<string | undefined>> = {};
  for (const [key, value] of Object.entries<pulumi.Input<Argument>>({ ...args })) {
    const text = pulumi.output(value).apply((known) => (isLeftOut(known) ? undefined : String(known)));
    configuration[`rainbond-provider:${key}`] = secretArguments.has(key) ? pulumi.secret(text) : text;
  }
  return configuration;
}

function isLeftOut(value: Argument): value is null | undefined {
  return value === undefined || value === null;
}
