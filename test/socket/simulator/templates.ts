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

/** A template with so many components that need nothing of each other, each like the demo's database. */
export function wideTemplate(version: "1.0" | "1.1", count: number): Record<string, unknown> {
  const { apps, ...template } = demoTemplate(version);
  const [web] = z.array(z.looseObject({})).parse(apps);
  const parts = Array.from({ length: count }, (_, index) => ({
    ...web,
    service_key: `${index}`.repeat(32),
    service_share_uuid: `${index}`.repeat(32),
    service_cname: `Part ${index}`,
    dep_service_map_list: [],
    port_map_list: [],
  }));
  return { ...template, apps: parts };
}

/** A template whose web page and database need each other. */
export function ringTemplate(): Record<string, unknown> {
  const { apps, ...template } = demoTemplate("1.0");
  const [web, database] = z.array(z.looseObject({})).parse(apps);
  const needsWeb = [{ dep_service_key: z.string().parse(web?.["service_share_uuid"]) }];
  return { ...template, apps: [web, { ...database, dep_service_map_list: needsWeb }] };
}

/** A template that can't be installed: its outer port isn't HTTP. What an install of it made stays as an orphan. */
export function orphaningTemplate(): Record<string, unknown> {
  const port = { container_port: 22, protocol: "tcp", is_inner_service: true, is_outer_service: true };
  return demoTemplate("1.0", (web) => ({ ...web, port_map_list: [port] }));
}

/** A model of these versions, the newest first, as a store holds it. */
export function modelOf(appModelId: string, versions: Record<string, unknown>, arch = "amd64") {
  const time = "2024-01-01T00:00:00+08:00";
  return {
    appModelId,
    name: `Model ${appModelId}`,
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
}

/** Loads a model of these versions into the store. */
export async function loadModel(
  tenant: Tenant,
  appModelId: string,
  versions: Record<string, unknown>,
  arch?: string,
): Promise<void> {
  const { storeKey, storeDomain } = tenant.simulator.info;
  const body = { accessKey: storeKey, domain: storeDomain, models: [modelOf(appModelId, versions, arch)] };
  const answer = await tenant.call("POST", "/simulator/store", body);
  if (answer.status !== 200) throw new Error(answer.text);
}
