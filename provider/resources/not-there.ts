import * as pulumi from "@pulumi/pulumi";
import { isMocked } from "./mocked";
import { programError } from "./program-error";

/**
 * What stands for a value that this run doesn't have: not known in a unit test, whose mocks needn't return outputs; else an error.
 * @param lack what isn't there and what to do, in a sentence
 */
export function notThere(lack: string): pulumi.Output<never> {
  if (!isMocked()) throw programError(lack);
  // What isn't known is never applied to.
  return pulumi.output(pulumi.unknown).apply<never>((): never => {
    throw programError(lack);
  });
}
