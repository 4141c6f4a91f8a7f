import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../model/outputs";
import { notThere } from "./not-there";
import { componentsIn, pickComponent } from "./pick-component";
import { programError } from "./program-error";
import { isSameName } from "./same-name";

/**
 * The components of a `MarketApp` in another stack, which exports them: `export const components = blog.components`.
 *
 * An output that is missing or isn't a list of components is an error that says what there is instead.
 * Where the other stack's outputs aren't known yet, in a preview, nor are the components; of a secret output they are secret.
 * @example
 * ```ts
 * const backend = new rainbond.MarketAppReference(new pulumi.StackReference("acme/backend/prod"));
 * export const url = backend.component("Web").accessUrls[0];
 * ```
 */
export class MarketAppReference {
  /** All components of the app; by `serviceKey`, then `serviceAlias`. */
  readonly components: pulumi.Output<Component[]>;

  /** Reads the output of this stack that was given the components of an app; its name is `components` unless another is given. */
  constructor(
    /** The stack that exports the components. */
    readonly stack: pulumi.StackReference,
    /** The name of its output. */
    readonly output = "components",
  ) {
    const isAsked = (name: string): boolean => isSameName(name, output);
    // The names of the outputs are no secret where one of their values is.
    const names = pulumi.all([stack.name, pulumi.unsecret(stack.outputs)]).apply(namesOf);
    const spelled = names.apply((all) => all.find(isAsked) ?? output);
    this.components = pulumi
      .all([stack.name, names, stack.getOutput(spelled)])
      .apply(([stackName, outputNames, value]: [string, string[], unknown]) => {
        if (!outputNames.some(isAsked)) throw missing(output, stackName, outputNames);
        return componentsIn(value, `output "${output}" of stack ${stackName}`);
      });
  }

  /**
   * The one component with this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`; an error lists what there is.
   * In which of its forms Unicode spells a name doesn't matter.
   */
  component(key: string): pulumi.Output<Component> {
    return pulumi
      .all([this.components, this.stack.name])
      .apply(([components, name]) => pickComponent(components, key, `output "${this.output}" of stack ${name}`));
  }
}

function namesOf([stackName, outputs]: [string, Record<string, unknown> | undefined]): pulumi.Output<string[]> {
  return outputs
    ? pulumi.output(Object.keys(outputs).sort())
    : notThere(`the outputs of stack ${stackName} aren't there`);
}

function missing(output: string, stackName: string, names: readonly string[]): pulumi.RunError {
  return programError(
    `stack ${stackName} has no output "${output}"; it has ${names.join(", ") || "none"}. ` +
      "Export it there: export const components = app.components",
  );
}
