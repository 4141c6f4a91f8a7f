import { version } from "@pulumi/pulumi/version";
import { programError } from "./program-error";

/** From this version on Pulumi's SDK takes a read from engines that send the inputs alone. */
const oldestMinor = 268;

/** What `get` registers in place of arguments: the provider reads by the id alone then, and the resource is never updated or deleted. */
export const readMark = { __rbRead: true };

/** Refuses to read by an id with an SDK that fails over it without a word of what is wrong. */
export function refuseOldSdk(resource: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 3 || minor >= oldestMinor) return;
  throw programError(
    `${resource}: reading by an id needs @pulumi/pulumi 3.${oldestMinor} or newer, and the project has ${version}. Update it`,
  );
}
