import { basename, resolve } from "node:path";
import { packageVersion } from "../package-version";

/** The files of a project, by their names. */
export type Files = ReadonlyMap<string, string>;

/** The program of a project that is written. */
export const programName = "index.ts";

/** A legal name for a project in a new folder: the folder's, as far as Pulumi allows it. */
export function projectNameFor(folder: string): string {
  const legal = basename(resolve(folder))
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return legal.slice(0, 100) || "rainbond-apps";
}

/** What a new project needs beside its program. */
export function projectFiles(name: string): [string, string][] {
  const manifest = {
    name: name.toLowerCase().replace(/^[^a-z0-9]+/, "") || "rainbond-apps",
    private: true,
    main: programName,
    dependencies: { "@pulumi/pulumi": ">=3.220 <4", "pulumi-rainbond": `^${packageVersion}` },
    // Without a compiler of its own a project gets the SDK's, which is too old for these options.
    devDependencies: { "@types/node": "^20", typescript: "^5" },
  };
  const compilerOptions = {
    strict: true,
    target: "es2022",
    module: "node16",
    moduleResolution: "node16",
    noEmit: true,
  };
  return [
    ["Pulumi.yaml", `name: ${JSON.stringify(name)}\nruntime: nodejs\ndescription: Apps on Rainbond\n`],
    ["package.json", json(manifest)],
    ["tsconfig.json", json({ compilerOptions, files: [programName] })],
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
