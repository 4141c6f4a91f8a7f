import * as pulumi from "@pulumi/pulumi";
import type { Component, DriftPolicy, Finding, Health, Settings } from "../model/outputs";
import { isOfType } from "./app";
import { componentOf } from "./component-of";
import { ruledBy, type Declaration, type Rules } from "./declaration";
import type { MarketAppArgs } from "./market-app-args";
import { marketAppOutputs, undefinedOutputs } from "./outputs";
import { programError } from "./program-error";
import { marketAppProvider } from "./provider-text";
import { readMark, refuseOldSdk } from "./reading";
import { secretPathsOf } from "./secret-paths";
import { refuseUnreachableProvider } from "./unreachable-provider";

const type = "pulumi-nodejs:dynamic/rainbond:MarketApp";

/**
 * An app-store app, installed in a team, region and app group (`POST …/apps/{app_id}/install`), once, and ready when `pulumi up` returns.
 *
 * Without `appId` it owns the app group that it makes. Replacements delete first, since names and domains are taken as long as the old app
 * lives. Time limits are `customTimeouts` (create and update 15 minutes, delete 10): of the resource's options, of any `transformations` (its own,
 * its parents', the stack's), or of its own `transforms`. Those that `transforms` of parents or of the stack set stay in Pulumi's engine, which
 * tells no provider of this kind.
 * @example
 * ```ts
 * const blog = new rainbond.MarketApp("blog", {
 *   marketUrl: "https://hub.rainbond.com",
 *   marketDomain: "rainbond",
 *   appModelId: "5acf…",
 *   appModelVersion: "1.0",
 * });
 * export const components = blog.components;
 * ```
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
  /** The enterprise that the team belongs to, `enterprise_id` in the API. */
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
  /**
   * The newer versions that the app's store lists, the newest first, at most twenty, as the resource's creation or a refresh found them: what an upgrade in place is for, by
   * the versions' numbers. Informational: never drift. `undefined` until the store told.
   */
  declare readonly upgradeAvailable: pulumi.Output<string[] | undefined>;
  /** The team's `tenant_id`, declared or the default. */
  declare readonly teamId: pulumi.Output<string>;
  /** The region's `region_name`, declared or the default. */
  declare readonly regionName: pulumi.Output<string>;
  /** The name of the app group that the resource made; `undefined` with a declared `appId`. */
  declare readonly appName: pulumi.Output<string | undefined>;
  /** The app in the store, as it is declared. */
  declare readonly appModelId: pulumi.Output<string>;
  /** The version that the server shows. */
  declare readonly appModelVersion: pulumi.Output<string>;
  /** The store's URL, as it was declared last; an upgrade comes from the store of the install all the same. */
  declare readonly marketUrl: pulumi.Output<string>;
  /** The store's domain, likewise. */
  declare readonly marketDomain: pulumi.Output<string>;
  /** What the console stores as the store's kind, declared or the default. */
  declare readonly marketType: pulumi.Output<string>;
  /** The store's key as it was declared, always a secret; `undefined` where a default serves. */
  declare readonly marketAccessKey: pulumi.Output<string | undefined>;
  /** True if the components are to be built and started, declared or by default. */
  declare readonly isDeploy: pulumi.Output<boolean>;
  /** True if no operation waits until the components run, declared or by default. */
  declare readonly skipAwait: pulumi.Output<boolean>;
  /** Which install was to be taken over, as it is declared. */
  declare readonly adopt: pulumi.Output<true | number | undefined>;
  /** What the server has of the settings that are declared. */
  declare readonly settings: pulumi.Output<Settings | undefined>;
  /** What a finding of each category is, defaults filled in. */
  declare readonly driftPolicy: pulumi.Output<DriftPolicy>;

  /** Declares an app. Everything that is wrong with its arguments is reported by `pulumi preview` at once, each with its property. */
  constructor(name: string, args: MarketAppArgs, opts?: pulumi.CustomResourceOptions) {
    refuseUnreachableProvider(`MarketApp "${name}"`);
    if (opts?.id !== undefined) refuseOldSdk(`MarketApp "${name}"`);
    const declared = opts?.id === undefined ? args : readMark;
    const __rbUrn = pulumi.createUrn(name, type, opts?.parent);
    const props = { ...undefinedOutputs(marketAppOutputs), ...declared, __rbUrn, __provider: marketAppProvider };
    super(type, name, props, ruledBy(rules, type, opts));
  }

  /**
   * An install that somebody else manages, or nobody: read in every run, never changed or deleted.
   *
   * It has the outputs that the server tells; those that only its owner declares (`marketUrl`, `isDeploy`, …) are `undefined`, and so are `appModelId`
   * and `appModelVersion` where the console can't say them. An id that names none is an error that lists what there is.
   * @param name the resource's name in Pulumi
   * @param id `teamId/regionName/appId`, with `/tenantServiceGroupId` behind it where the app group holds several installs
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): MarketApp {
    return new MarketApp(name, nothingDeclared, { ...opts, id });
  }

  /**
   * The one component with this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`; an error lists what there is.
   * In which of its forms Unicode spells a name doesn't matter. Not known where the components aren't, as in a preview.
   * @example
   * ```ts
   * export const url = blog.component("Web").accessUrls[0];
   * ```
   */
  component(key: string): pulumi.Output<Component> {
    return componentOf(this, key);
  }

  /** The type token, by which a policy on this class finds its resources. */
  static readonly __pulumiType: string = type;

  /** True if the value is a `MarketApp`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is MarketApp {
    return isOfType(value, type);
  }
}

/** What is read has no arguments. */
const nothingDeclared: MarketAppArgs = { appModelId: "", appModelVersion: "", marketUrl: "", marketDomain: "" };

/** Always secret: the store's key, and what was applied of settings that may be secret in part. */
const secretOutputs = ["marketAccessKey", "__rbSettings"];

/** Keeps secrets secret, and the app group's names free for a replacement. */
const rules: Rules = (declared) => {
  const { props, opts } = declared;
  const additionalSecretOutputs = [...new Set([...secretOutputs, ...(opts.additionalSecretOutputs ?? [])])];
  const settings: unknown = props["settings"];
  return {
    props: {
      ...props,
      marketAccessKey: secretOf(props["marketAccessKey"]),
      appId: groupOf(declared),
      __rbSecrets: settings === undefined ? undefined : secretPathsOf(settings),
    },
    opts: { ...opts, additionalSecretOutputs },
  };
};

/** The engine shows a transform a secret in its own wrapping. */
function secretOf(key: unknown): unknown {
  return key === undefined || pulumi.runtime.isRpcSecret(key) ? key : pulumi.secret(key);
}

/** The new app group's Kubernetes name is the old one's, so the old one has to go first. */
function groupOf({ name, props, opts }: Declaration): unknown {
  const appId: unknown = props["appId"];
  if (opts.deleteBeforeReplace !== false) return appId;
  const given = (known: unknown): unknown => {
    if (known !== undefined && known !== null) return known;
    throw programError(
      `MarketApp "${name}": deleteBeforeReplace: false needs an appId. Without one the app group's names are taken as long as the old app lives`,
    );
  };
  return pulumi.Output.isInstance(appId) || appId instanceof Promise ? pulumi.output(appId).apply(given) : given(appId);
}
