// Finds Pulumi's YAML language host (an official CLI brings it along), or builds it once from its Go module and keeps it outside the checkout, as
// pulumi-cli.mjs does with the CLI.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildYamlHost } from "./go-build.mjs";
import { cacheFolder } from "./pulumi-cli.mjs";
import { onceAtATime } from "./once-at-a-time.mjs";
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
  const program = join(folder, "bin", host);
  if (!existsSync(program)) {
    mkdirSync(dirname(folder), { recursive: true });
    await onceAtATime(`${folder}.lock`, "it builds Pulumi's YAML language host", async () => {
      if (existsSync(program)) return;
      const making = `${folder}.making-${process.pid}`;
      try {
        await buildYamlHost(making, env);
        renameSync(making, folder);
      } finally {
        rmSync(making, { recursive: true, force: true });
      }
    });
  }
  return dirname(program);
}
