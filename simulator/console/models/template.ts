import { z } from "zod";
import { decodeJson } from "../../python/json-decoder";
import { crash, missingKey } from "../call/errors";

const portSchema = z.object({
  container_port: z.coerce.number(),
  protocol: z.string().default("http"),
  port_alias: z.string().default(""),
  is_inner_service: z.boolean().default(false),
  is_outer_service: z.boolean().default(false),
  k8s_service_name: z.string().nullish(),
});

const envSchema = z.object({
  name: z.string().nullish(),
  attr_name: z.string().nullish(),
  attr_value: z.unknown().optional(),
  is_change: z.boolean().default(true),
  container_port: z.coerce.number().default(0),
});

const volumeSchema = z.object({
  volume_name: z.string(),
  volume_path: z.string(),
  volume_type: z.string(),
  volume_capacity: z.coerce.number().nullish(),
  file_content: z.string().nullish(),
  mode: z.number().nullish(),
});

const extendMethodMapSchema = z.object({
  min_node: z.number().default(1),
  init_memory: z.number().nullish(),
  min_memory: z.number().default(64),
  container_cpu: z.number().nullish(),
});

/** A template's component; a missing list is told apart from an empty one where the console stumbles over it. */
const componentSchema = z.object({
  service_key: z.string(),
  service_share_uuid: z.string().nullish(),
  service_cname: z.string(),
  service_type: z.string().default("application"),
  image: z.string().nullish(),
  share_image: z.string().nullish(),
  service_image: z.unknown().optional(),
  version: z.string().default(""),
  deploy_version: z.string().nullish(),
  cmd: z.string().nullish(),
  arch: z.string().nullish(),
  k8s_component_name: z.string().nullish(),
  extend_method: z.string().default("stateless_multiple"),
  extend_method_map: extendMethodMapSchema,
  port_map_list: z.array(portSchema).nullish(),
  service_env_map_list: z.array(envSchema).nullish(),
  service_connect_info_map_list: z.array(envSchema).nullish(),
  service_volume_map_list: z.array(volumeSchema).optional(),
  dep_service_map_list: z.array(z.object({ dep_service_key: z.string() })).nullish(),
  mnt_relation_list: z.array(z.object({ service_share_uuid: z.string(), mnt_name: z.string() })).nullish(),
  probes: z.array(z.object({ mode: z.string().default("readiness") })).optional(),
  component_monitors: z.array(z.object({ name: z.string() })).nullish(),
  component_graphs: z.array(z.object({ title: z.string() })).nullish(),
});

const pluginSchema = z.object({ plugin_key: z.string(), plugin_image: z.record(z.string(), z.unknown()).nullish() });

const templateSchema = z.object({
  apps: z.array(componentSchema),
  plugins: z.array(pluginSchema).nullish(),
  app_config_groups: z.array(z.object({ name: z.string() })).nullish(),
});

/** A template as the store delivers it, with the fields that the console reads. */
export type Template = z.infer<typeof templateSchema>;

/** A component of a template. */
export type TemplateComponent = z.infer<typeof componentSchema>;

/** An environment variable of a template's component. */
export type TemplateEnv = z.infer<typeof envSchema>;

/** A port of a template's component. */
export type TemplatePort = z.infer<typeof portSchema>;

/** A volume of a template's component. */
export type TemplateVolume = z.infer<typeof volumeSchema>;

/** Parses the template text of a store's version; throws the Python exception that the console would stumble into. */
export function parseTemplate(text: string): Template {
  let json: unknown;
  try {
    json = decodeJson(text);
  } catch (error) {
    throw crash(error instanceof Error ? error.message : "", "JSONDecodeError", "json.decoder");
  }
  const parsed = templateSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  if (json === null) throw crash("'NoneType' object is not subscriptable", "TypeError");
  if (Array.isArray(json)) throw crash("list indices must be integers or slices, not str", "TypeError");
  const key = parsed.error.issues[0]?.path.filter((part) => typeof part === "string").at(-1) ?? "";
  throw missingKey(key);
}

/** The image that an install or an upgrade gives a component. */
export function imageOf(template: TemplateComponent): string {
  return template.share_image ?? template.image ?? "";
}

/** The kind of deployment in today's terms; old templates say only whether a component keeps state. */
export function extendMethodOf(template: TemplateComponent): string {
  const { extend_method: method, extend_method_map: map } = template;
  if (method === "stateless") return "stateless_multiple";
  if (method === "state") return map.min_node > 1 ? "state_multiple" : "state_singleton";
  return method;
}

/** The CPU that the console derives from memory, where none is given: 20 per 128 MB. */
export function cpuForMemory(memory: number): number {
  return Math.floor((memory / 128) * 20);
}
