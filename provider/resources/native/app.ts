import * as pulumi from "@pulumi/pulumi";
import type { AppArgs } from "../app";
import { isOfType } from "../app";
import { appOutputs, undefinedOutputs } from "../outputs";
import { readMark, refuseOldSdk } from "../reading";
import { ofPlugin } from "./plugin-options";

const type = "rainbond:index:App";

/**
 * A Rainbond app group, served by the plugin `pulumi-resource-rainbond`. Its arguments, outputs and promises are those of the dynamic `App`; one that
 * was made as such is taken over as it is, without a call that changes the server.
 */
export class App extends pulumi.CustomResource {
  /** The number of the app group, `app_id` in the API. */
  declare readonly appId: pulumi.Output<number>;
  /** The enterprise that the team belongs to, `enterprise_id` in the API. */
  declare readonly enterpriseId: pulumi.Output<string>;
  /** The group's name in the cluster. */
  declare readonly k8sApp: pulumi.Output<string>;
  /** The group's name, as it was when it was made. */
  declare readonly appName: pulumi.Output<string>;
  /** The console that the group lives on. */
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly teamId: pulumi.Output<string>;
  declare readonly regionName: pulumi.Output<string>;
  declare readonly appNote: pulumi.Output<string | undefined>;
  declare readonly forceDestroy: pulumi.Output<boolean>;

  constructor(name: string, args: AppArgs = {}, opts?: pulumi.CustomResourceOptions) {
    if (opts?.id !== undefined) refuseOldSdk(`App "${name}"`);
    const declared = opts?.id === undefined ? args : readMark;
    super(type, name, { ...undefinedOutputs(appOutputs), ...declared }, ofPlugin("App", opts));
  }

  /**
   * An app group that somebody else manages, or nobody: read in every run, never changed or deleted.
   * @param id `teamId/regionName/appId`, or the names of team, region and app group
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): App {
    return new App(name, {}, { ...opts, id });
  }

  /** The type token, by which a policy on this class finds its resources. */
  static readonly __pulumiType: string = type;

  /** True if the value is an `App` of the plugin, also one of another copy of this package. */
  static override isInstance(value: unknown): value is App {
    return isOfType(value, type);
  }
}
