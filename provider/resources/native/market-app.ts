import * as pulumi from "@pulumi/pulumi";
import type { Component, DriftPolicy, Finding, Health, Settings } from "../../model/outputs";
import { isOfType } from "../app";
import { componentOf } from "../component-of";
import type { MarketAppArgs } from "../market-app-args";
import { marketAppOutputs, undefinedOutputs } from "../outputs";
import { readMark, refuseOldSdk } from "../reading";
import { ofPlugin } from "./plugin-options";

const type = "rainbond:index:MarketApp";

/**
 * An app-store app, installed in a team, region and app group, served by the plugin `pulumi-resource-rainbond`. Its arguments, outputs and promises are
 * those of the dynamic `MarketApp`; one that was made as such is taken over as it is, without a call that changes the server.
 */
export class MarketApp extends pulumi.CustomResource {
  /** The number of the app group: the `ID` that the install endpoint returns. */
  declare readonly appId: pulumi.Output<number>;
  /** The ids of the components of this install, in the order of `components`. */
  declare readonly serviceIds: pulumi.Output<string[]>;
  /** The components of this install, never their neighbours in the group; by `serviceKey`, then `serviceAlias`. */
  declare readonly components: pulumi.Output<Component[]>;
  /** The number of the install: the only key that the console has for it. */
  declare readonly tenantServiceGroupId: pulumi.Output<number>;
  declare readonly enterpriseId: pulumi.Output<string>;
  /** The app group's name in the cluster. */
  declare readonly k8sApp: pulumi.Output<string>;
  /** True if the resource made the app group, and so removes it. */
  declare readonly ownsApp: pulumi.Output<boolean>;
  /** The console that the app lives on. */
  declare readonly endpoint: pulumi.Output<string>;
  /** How well the app is: the worst of its components. */
  declare readonly health: pulumi.Output<Health>;
  /** What differs from what the last update left, whatever `driftPolicy` says; empty when nothing does. */
  declare readonly drift: pulumi.Output<Finding[]>;
  /** The newer versions that the app's store lists, the newest first, at most twenty; never drift. `undefined` until the store told. */
  declare readonly upgradeAvailable: pulumi.Output<string[] | undefined>;
  declare readonly teamId: pulumi.Output<string>;
  declare readonly regionName: pulumi.Output<string>;
  declare readonly appName: pulumi.Output<string | undefined>;
  declare readonly appModelId: pulumi.Output<string>;
  /** The version that the server shows. */
  declare readonly appModelVersion: pulumi.Output<string>;
  declare readonly marketUrl: pulumi.Output<string>;
  declare readonly marketDomain: pulumi.Output<string>;
  declare readonly marketType: pulumi.Output<string>;
  declare readonly marketAccessKey: pulumi.Output<string | undefined>;
  declare readonly isDeploy: pulumi.Output<boolean>;
  declare readonly skipAwait: pulumi.Output<boolean>;
  declare readonly adopt: pulumi.Output<true | number | undefined>;
  /** What the server has of the settings that are declared. */
  declare readonly settings: pulumi.Output<Settings | undefined>;
  /** What a finding of each category is, defaults filled in. */
  declare readonly driftPolicy: pulumi.Output<DriftPolicy>;

  constructor(name: string, args: MarketAppArgs, opts?: pulumi.CustomResourceOptions) {
    if (opts?.id !== undefined) refuseOldSdk(`MarketApp "${name}"`);
    const { marketAccessKey: key } = args;
    const marketAccessKey = key === undefined ? undefined : pulumi.secret(key);
    const declared = opts?.id === undefined ? { ...args, marketAccessKey } : readMark;
    super(type, name, { ...undefinedOutputs(marketAppOutputs), ...declared }, ofPlugin("MarketApp", opts));
  }

  /**
   * An install that somebody else manages, or nobody: read in every run, never changed or deleted.
   * @param id `teamId/regionName/appId`, or the names of team, region and app group, with `/tenantServiceGroupId` behind it where the app group
   * holds several installs
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): MarketApp {
    return new MarketApp(name, nothingDeclared, { ...opts, id });
  }

  /** The one component with this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`; an error lists what there is. */
  component(key: string): pulumi.Output<Component> {
    return componentOf(this, key);
  }

  /** The type token, by which a policy on this class finds its resources. */
  static readonly __pulumiType: string = type;

  /** True if the value is a `MarketApp` of the plugin, also one of another copy of this package. */
  static override isInstance(value: unknown): value is MarketApp {
    return isOfType(value, type);
  }
}

/** What is read has no arguments. */
const nothingDeclared: MarketAppArgs = { appModelId: "", appModelVersion: "", marketUrl: "", marketDomain: "" };
