import * as pulumi from "@pulumi/pulumi";
import type * as Lookups from "../lookups";
import type { MarketArgs } from "../model/lookups";
import { isMocked } from "./mocked";
import { programError } from "./program-error";

/**
 * Makes a look-up. What it needs (an HTTP client and more) is loaded by the first one, so that programs without any start at once. In a unit test the
 * mocks are asked instead, as for any function of a Pulumi package.
 */
export async function lookUp<Result extends object>(
  name: string,
  args: MarketArgs,
  make: (lookups: typeof Lookups, asking: Lookups.Asking) => Promise<Result>,
): Promise<Result> {
  if (isMocked()) {
    // Whether they have answered at all: a unit test knows what it wants to be told.
    const isResult = (told: unknown): told is Result => typeof told === "object" && told !== null;
    const answer: unknown = await pulumi.runtime.invoke(`rainbond:index:${name}`, { ...args });
    if (isResult(answer)) return answer;
    throw programError(`${name}: the mocks return nothing for rainbond:index:${name}`);
  }
  const lookups = await import("../lookups/index.js");
  try {
    const configured = {
      marketAccessKey: pulumi.runtime.getConfig("rainbond:marketAccessKey"),
      caFile: pulumi.runtime.getConfig("rainbond:caFile"),
    };
    return await make(lookups, lookups.storeOfProgram(configured));
  } catch (thrown) {
    throw programError(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
