import * as pulumi from "@pulumi/pulumi";

/**
 * What the provider needs and Pulumi's dynamic host doesn't tell it: the resource's URN, and its `customTimeouts`.
 * Names that begin with `__` are left out of Pulumi's displays.
 */
export function hiddenInputs(
  name: string,
  type: string,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  return {
    __rbUrn: pulumi.createUrn(name, type, opts?.parent),
    __rbTimeouts: opts?.customTimeouts,
  };
}
