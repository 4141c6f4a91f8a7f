import type { Entry } from "../inventory/report";
import { legalName } from "../project/legal-name";

/**
 * The name of the resource that an install becomes: its app group's, made legal, and its number, which is unique on the console and stays. So it is the
 * same in every run, whatever else is imported.
 */
export function resourceName({ appName, tenantServiceGroupId }: Entry): string {
  return `${legalName(appName, "app")}-${tenantServiceGroupId}`;
}

/** The variable of the program that holds the resource of this name: what is behind its last underscore is unique. */
export function variableName(name: string): string {
  const [number = "", ...words] = name.split("-").reverse();
  const [first = "", ...others] = words.reverse();
  const readable = first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${/^\p{ID_Start}/u.test(readable) ? "" : "app"}${readable}_${number}`;
}
