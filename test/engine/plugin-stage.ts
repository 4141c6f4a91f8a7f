import { delimiter, join, resolve } from "node:path";
import { Stage } from "./stage";

const root = resolve(__dirname, "..", "..");

/** The folder of the executable that Pulumi knows the plugin by. */
export const pluginFolder = join(root, "dist", "plugin");

/** A stage whose commands find the plugin by PATH. */
export async function openPluginStage(variables: NodeJS.ProcessEnv = {}): Promise<Stage> {
  const pulumiPackage = join(root, "node_modules", "@pulumi", "pulumi");
  return Stage.open({ PATH: [pluginFolder, process.env["PATH"], pulumiPackage].join(delimiter), ...variables });
}

/** A program in which `rainbond` is the plugin's face. */
export function nativeProgram(source: string): string {
  return `import * as rainbond from "pulumi-rainbond/native";\n${source}`;
}
