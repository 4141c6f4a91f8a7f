import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import type { StoreModel } from "./store";

const templateSchema = z.looseObject({
  group_key: z.string().min(1),
  group_name: z.string(),
  group_version: z.string(),
  apps: z.array(z.unknown()),
});

/** Reads a template that a store exported as a model with one version; throws an error that names the file. */
export function readTemplateFile(file: string): StoreModel {
  const template = parse(file);
  const time = statSync(file).mtime.toISOString();
  return {
    appModelId: template.group_key,
    name: template.group_name,
    description: "",
    createTime: time,
    updateTime: time,
    versions: [
      {
        version: template.group_version,
        arch: "amd64",
        rainbondVersion: "",
        templateType: "RAM",
        updateVersion: 1,
        isPlugin: false,
        createTime: time,
        updateTime: time,
        template,
      },
    ],
  };
}

function parse(file: string): z.infer<typeof templateSchema> {
  try {
    return templateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? `wrong or missing ${error.issues[0]?.path.join(".") ?? ""}` : "no JSON";
    throw new Error(`${file} can't be read as an app template: ${reason}.`);
  }
}
