import * as pulumi from "@pulumi/pulumi";
import { shown } from "../screen";

/**
 * An error of the program that Pulumi shows as one line, also where a name in it holds line breaks or codes that steer a terminal.
 *
 * It has no stack: Pulumi would format it, and some versions of Node take minutes and gigabytes over frames of its own output.ts,
 * which every error in an `apply` has.
 */
export function programError(message: string): pulumi.RunError {
  return Object.assign(new pulumi.RunError(shown(message)), { stack: "" });
}
