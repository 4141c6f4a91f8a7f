import { readFileSync } from "node:fs";
import type { CustomResourceOptions } from "@pulumi/pulumi";

/** The plugin's version is this package's. */
const version = /"version": "([^"]+)"/.exec(readFileSync(require.resolve("pulumi-rainbond/package.json"), "utf8"))?.[1];

/** By what Pulumi looks for the plugin: its version and, where it is neither in Pulumi.yaml nor on the PATH, the place of its executables. */
export const plugin = { version, pluginDownloadURL: "github://api.github.com/pulumi-rainbond/pulumi-rainbond" };

/**
 * The options of a resource of the plugin, with the name under which the dynamic face knows the same resource. A replacement deletes first, as there: of one
 * that the command line asks for (`--replace`) no provider can say so.
 */
export function ofPlugin(kind: string, opts: CustomResourceOptions | undefined): CustomResourceOptions {
  const dynamic = { type: `pulumi-nodejs:dynamic/rainbond:${kind}` };
  const deleteBeforeReplace = opts?.deleteBeforeReplace ?? true;
  return { ...plugin, ...opts, deleteBeforeReplace, aliases: [...(opts?.aliases ?? []), dynamic] };
}
