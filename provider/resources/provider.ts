import * as pulumi from "@pulumi/pulumi";
import { isOfType } from "./app";
import type { ProviderArgs } from "./provider-args";
import { configurationOf } from "./provider-args";

export type { ProviderArgs };

const type = "pulumi:providers:pulumi-nodejs";

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
    super("pulumi-nodejs", name, configurationOf(args, "rainbond-provider:"), opts);
  }

  /** True if the value is a provider of dynamic resources, as this class's are. */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, type);
  }
}
