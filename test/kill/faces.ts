import { marketAppProvider } from "../../provider/resources/provider-text";
import { DynamicHost } from "../host/dynamic-host";
import { PluginHost } from "../host/plugin-host";
import type { Properties, ProviderHost } from "../host/provider-host";
import { usualTimeouts, type AppArguments } from "./stack";

/** A way in which programs reach the provider: by the classes of a dynamic provider, or by the plugin. */
export interface Face {
  readonly name: "dynamic" | "plugin";
  /** The type of a `MarketApp`. */
  readonly type: string;
  /** What a program imports. */
  readonly module: string;
  /** A part of the command line of its provider's process. */
  readonly process: string;
  /** Starts the provider's process with this environment, for a program in this folder. */
  readonly start: (environment: NodeJS.ProcessEnv, folder: string) => Promise<ProviderHost>;
  /** What reaches the engine of a `MarketApp` that a program declares with these arguments. */
  readonly declare: (name: string, args: AppArguments) => Properties;
}

/** The URN of the program's `MarketApp` of this name. */
export function urnOf({ type }: Face, name: string): string {
  return `urn:pulumi:dev::kill::${type}::${name}`;
}

/** The dynamic classes, which send along what the dynamic-provider process isn't told otherwise. */
export const dynamicFace: Face = {
  name: "dynamic",
  type: "pulumi-nodejs:dynamic/rainbond:MarketApp",
  module: "pulumi-rainbond",
  process: "dynamic-provider",
  start: (environment, cwd) => {
    return DynamicHost.start({ BUNDLED_PROVIDER: process.env["BUNDLED_PROVIDER"], ...environment }, {}, { cwd });
  },
  declare: (name, args) => ({
    ...args,
    // The class says which settings are secret: none of these.
    ...("settings" in args && { __rbSecrets: [] }),
    __rbUrn: urnOf(dynamicFace, name),
    __rbTimeouts: usualTimeouts,
    __provider: marketAppProvider,
  }),
};

/** The plugin, whose protocol tells the rest. */
export const pluginFace: Face = {
  name: "plugin",
  type: "rainbond:index:MarketApp",
  module: "pulumi-rainbond/native",
  process: "pulumi-resource-rainbond",
  start: (environment, cwd) => PluginHost.start(environment, {}, { cwd }),
  declare: (_name, args) => args,
};
