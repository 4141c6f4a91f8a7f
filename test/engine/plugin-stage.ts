import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Project } from "./engine";
import type { Stage } from "./stage";

/** The folder of the executable that Pulumi knows the plugin by. */
export const pluginFolder = join(resolve(__dirname, "..", ".."), "dist", "plugin");

/** A project whose Pulumi.yaml says where the plugin is. In its program `rainbond` is the plugin's face. */
export async function nativeProject(stage: Stage, name: string, source: string): Promise<Project> {
  const project = await stage.engine.program(name, nativeProgram(source));
  await declarePlugin(project, name);
  await project.init("dev");
  return project;
}

/** Says in the Pulumi.yaml of a project where the plugin is. */
export async function declarePlugin(project: Project, name: string): Promise<void> {
  const runtime = { name: "nodejs", options: { typescript: false } };
  const plugins = { providers: [{ name: "rainbond", path: pluginFolder }] };
  await writeFile(join(project.folder, "Pulumi.yaml"), JSON.stringify({ name, runtime, plugins }));
}

/** A program in which `rainbond` is the plugin's face. */
export function nativeProgram(source: string): string {
  return `import * as pulumi from "@pulumi/pulumi";\nimport * as rainbond from "pulumi-rainbond/native";\n${source}`;
}
