import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../model/outputs";
import { notThere } from "./not-there";
import { pickComponent } from "./pick-component";

/** What a component is picked from: an app, by either face. */
interface Picked {
  readonly urn: pulumi.Output<string>;
  readonly components: pulumi.Output<Component[]>;
}

/** The one component of an app that has this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`; an error lists what there is. */
export function componentOf({ components: all, urn: ofApp }: Picked, key: string): pulumi.Output<Component> {
  return pulumi.all([all, ofApp]).apply(([components, urn]: [Component[] | undefined, string]) => {
    const app = `MarketApp "${urn.split("::").slice(3).join("::")}"`;
    return components ? pulumi.output(pickComponent(components, key, app)) : notThere(withoutComponents(app, key));
  });
}

/** Older SDKs (3.220, say) give a resource that `--target` leaves out no outputs at all; newer ones say that they aren't known. */
function withoutComponents(app: string, key: string): string {
  return (
    `component "${key}" of ${app} isn't there yet: this run leaves the app out, and none was installed before. ` +
    "Run pulumi up without --target, or target the app as well"
  );
}
