// Finds Pulumi's YAML language host (an official CLI brings it along), or builds it once from its Go module and keeps it outside the checkout, as
// pulumi-cli.mjs does with the CLI.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildYamlHost } from "./go-build.mjs";
import { keepFolder } from "./kept-folder.mjs";
import { cacheFolder } from "./pulumi-cli.mjs";
import { stampOf } from "./stamp.mjs";

const tools = import.meta.dirname;
const host = "pulumi-language-yaml";

/**
 * Returns the folder that, on PATH, makes programs in YAML runnable.
 * @param {NodeJS.ProcessEnv} env of the run; its PATH and cache variables count
 */
export async function findOrMakeYamlHost(env) {
  const onPath = (env["PATH"] ?? "").split(delimiter).find((one) => one !== "" && existsSync(join(one, host)));
  if (onPath !== undefined) return onPath;
  const pins = stampOf(tools, [host], `${process.platform} ${process.arch}`).slice(0, 12);
  const folder = join(cacheFolder(env), `yaml-${pins}`);
  await keepFolder(folder, "it builds Pulumi's YAML language host", (making) => buildYamlHost(making, env));
  return join(folder, "bin");
}
