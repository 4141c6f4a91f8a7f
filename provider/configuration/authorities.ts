import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../errors";
import { projectFolder } from "./project-folder";
import type { Environment } from "./sources";

/** Certificate authorities to trust beside the usual ones, as PEM texts; or what is wrong with their file. */
export type Authorities = { readonly authorities: readonly string[] } | { readonly fault: string };

/**
 * Those of a `caFile`, whose relative path begins at the project's folder, and with them those of `NODE_EXTRA_CA_CERTS`, which Node drops
 * where others are named. None without a `caFile`: then Node does as it always does.
 */
export function authoritiesIn(caFile: string | undefined, environment: Environment): Authorities {
  if (caFile === undefined) return { authorities: [] };
  // With a `main` in a folder below, Pulumi starts this process there.
  const path = resolve(projectFolder(process.cwd()), caFile);
  const cure = "A relative path begins at the project's folder, where Pulumi.yaml is";
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    return { fault: `caFile: the file can't be read (${messageOf(thrown)}). ${cure}` };
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    return {
      fault: `caFile: ${path} holds no certificate. It must be a PEM file, with -----BEGIN CERTIFICATE----- in it`,
    };
  }
  return { authorities: [text, ...extra(environment["NODE_EXTRA_CA_CERTS"])] };
}

/** A file that Node itself warns of where it can't be read. */
function extra(path: string | undefined): string[] {
  try {
    return path ? [readFileSync(path, "utf8")] : [];
  } catch {
    return [];
  }
}
