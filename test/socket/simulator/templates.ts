import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Tenant } from "./tenant";

const folder = join(__dirname, "..", "..", "..", "simulator", "templates");

const templateSchema = z.looseObject({
  apps: z.tuple([
    z.looseObject({ service_env_map_list: z.array(z.unknown()), port_map_list: z.array(z.unknown()) }),
    z.looseObject({}),
  ]),
});

/** A template with two components. */
export type Template = z.infer<typeof templateSchema>;

/** Returns the demo's template of a version; `change` may alter its first component. */
export function demoTemplate(
  version: "1.0" | "1.1",
  change: (web: Template["apps"][0]) => Record<string, unknown> = (web) => web,
): Record<string, unknown> {
  const text = readFileSync(join(folder, `guestbook-${version}.json`), "utf8");
  const template = templateSchema.parse(JSON.parse(text));
  return { ...template, apps: [change(template.apps[0]), template.apps[1]] };
}

/** Loads a model of these versions into the store. */
export async function loadModel(
  tenant: Tenant,
  appModelId: string,
  versions: Record<string, unknown>,
  arch = "amd64",
): Promise<void> {
  const { storeKey, storeDomain } = tenant.simulator.info;
  const time = "2024-01-01T00:00:00+08:00";
  const model = {
    appModelId,
    name: "test",
    createTime: time,
    updateTime: time,
    versions: Object.entries(versions).map(([version, template]) => ({
      version,
      template,
      arch,
      createTime: time,
      updateTime: time,
    })),
  };
  const body = { accessKey: storeKey, domain: storeDomain, models: [model] };
  const answer = await tenant.call("POST", "/simulator/store", body);
  if (answer.status !== 200) throw new Error(answer.text);
}
