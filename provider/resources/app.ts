import * as pulumi from "@pulumi/pulumi";
import { ruledBy } from "./declaration";
import { appOutputs, undefinedOutputs } from "./outputs";
import { appProvider } from "./provider-text";
import { readMark, refuseOldSdk } from "./reading";
import { refuseUnreachableProvider } from "./unreachable-provider";

const type = "pulumi-nodejs:dynamic/rainbond:App";

/** What an {@link App} is declared with. */
export interface AppArgs {
  /** The team's `tenant_id`, 32 hex digits. Default: its `Provider`'s, without one `rainbond:teamId` of the stack's configuration. A change replaces. */
  teamId?: pulumi.Input<string | undefined>;
  /** The region's `region_name`. Default: its `Provider`'s, without one `rainbond:regionName` of the stack's configuration. A change replaces. */
  regionName?: pulumi.Input<string | undefined>;
  /**
   * The app group's name: letters, digits, `_`, `.`, `-` and Chinese characters, at most 128. Default: the resource's name and six hex digits.
   * A change replaces: the API can't rename. A rename in the web console is left alone.
   */
  appName?: pulumi.Input<string | undefined>;
  /** A note, at most 2048 characters, written when the group is made. A later change is recorded only. Default: says which Pulumi resource made it. */
  appNote?: pulumi.Input<string | undefined>;
  /**
   * True lets a delete or replacement take the components in the group with it; else such a group is refused. Default: false. Apps with the option
   * `deletedWith` this group need it: Pulumi forgets them without deleting them.
   */
  forceDestroy?: pulumi.Input<boolean | undefined>;
}

/**
 * A Rainbond app group: the thing with the numeric `app_id` that apps are installed into (`POST …/apps`).
 *
 * A delete or replacement of a group that still holds components fails and lists them, unless `forceDestroy` is true.
 * @example
 * ```ts
 * const shop = new rainbond.App("shop", { appNote: "Ask the web team" });
 * const blog = new rainbond.MarketApp("blog", { ...app, appId: shop.appId });
 * ```
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
  /** The team's `tenant_id`, declared or the default. */
  declare readonly teamId: pulumi.Output<string>;
  /** The region's `region_name`, declared or the default. */
  declare readonly regionName: pulumi.Output<string>;
  /** The note, as it is declared. */
  declare readonly appNote: pulumi.Output<string | undefined>;
  /** True lets a delete take the components along, as it is declared or by default. */
  declare readonly forceDestroy: pulumi.Output<boolean>;

  /** Declares an app group. It is made at most once, also where an earlier attempt was cut short; a name that is taken is an error. */

  constructor(name: string, args: AppArgs = {}, opts?: pulumi.CustomResourceOptions) {
    refuseUnreachableProvider(`App "${name}"`);
    if (opts?.id !== undefined) refuseOldSdk(`App "${name}"`);
    const declared = opts?.id === undefined ? args : readMark;
    const __rbUrn = pulumi.createUrn(name, type, opts?.parent);
    const props = { ...undefinedOutputs(appOutputs), ...declared, __rbUrn, __provider: appProvider };
    super(
      type,
      name,
      props,
      ruledBy((registered) => registered, type, opts),
    );
  }

  /**
   * An app group that somebody else manages, or nobody: read in every run, never changed or deleted. `appNote` and `forceDestroy`, which only its owner
   * declares, are `undefined`. An id that names none is an error that lists the team's groups.
   * @param name the resource's name in Pulumi
   * @param id `teamId/regionName/appId`
   * @param opts Pulumi's own
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): App {
    return new App(name, {}, { ...opts, id });
  }

  /** The type token, by which a policy on this class finds its resources. */
  static readonly __pulumiType: string = type;

  /** True if the value is an `App`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is App {
    return isOfType(value, type);
  }
}

/** True if the value is a resource of this type token, or what policies have in place of one: an object that says nothing but the token. */
export function isOfType(value: unknown, token: string): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, "__pulumiType") === token;
}
