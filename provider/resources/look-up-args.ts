import * as pulumi from "@pulumi/pulumi";

/** Arguments of which each may be an output. */
export type InputsOf<Args> = { [Key in keyof Args]: pulumi.Input<Args[Key]> };

/** A key that is known: what a store has is no secret where the key for it is one. */
export function openKey(key: pulumi.Input<string | undefined> | undefined): pulumi.Output<string | undefined> {
  return pulumi.unsecret(pulumi.output(key));
}
