import * as pulumi from "@pulumi/pulumi";
import { isOfType } from "../app";
import type { ProviderArgs } from "../provider-args";
import { configurationOf } from "../provider-args";
import { plugin } from "./plugin-options";

const type = "pulumi:providers:rainbond";

/** One console, with its token and its rails, for the plugin's resources that name it as their `provider`. Its arguments are those of the dynamic `Provider`. */
export class Provider extends pulumi.ProviderResource {
  /** The type token, by which a policy on this class finds its resources. */
  static readonly __pulumiType: string = type;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("rainbond", name, configurationOf(args), { ...plugin, ...opts });
  }

  /** True if the value is a provider of the plugin. */
  static override isInstance(value: unknown): value is Provider {
    return isOfType(value, type);
  }
}
