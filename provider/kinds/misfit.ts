import type { Refusal } from "../templates/refusal";

/** What is wrong with declared inputs, in a check. */
export interface Misfit {
  /** The input that Pulumi is to name, with its value; an empty text where the reason names it. */
  readonly property: string;
  readonly reason: string;
}

/**
 * What an app store says against what is declared, in a check. Pulumi prints the value of the property that a failure names, so the key's isn't named,
 * nor that of an address that holds a login.
 */
export function misfitsFrom(refusal: Refusal | undefined, marketUrl: string): Misfit[] {
  if (!refusal) return [];
  const { property, reason } = refusal;
  const isSecret = property === "marketAccessKey" || (property === "marketUrl" && marketUrl.includes("@"));
  return [isSecret ? { property: "", reason: `${property}: ${reason}` } : { property, reason }];
}
