import { z } from "zod";

/** What must be known of one component of a template: to tell drift, what an upgrade does, and in which order components go. */
export interface TemplateComponent {
  readonly serviceKey: string;
  readonly serviceCname: string;
  /** The image that an install or upgrade gives the component. */
  readonly image: string;
  /** The component's own version, which the console shows beside the image. */
  readonly version: string;
  /** Compared as text by the console: only a greater one is applied by an upgrade. */
  readonly deployVersion: string;
  /** The keys of the components that it depends on, or whose volumes it mounts: they can't be deleted before it. */
  readonly needs: readonly string[];
  /** Its ports that speak HTTP. */
  readonly httpPorts: readonly number[];
  /** What an install reads of each component, and this one doesn't have. */
  readonly lacks: readonly string[];
  readonly parts: TemplateParts;
}

/** A plugin that a template brings along: an install gives it to the team, once. */
export interface TemplatePlugin {
  readonly name: string;
  /** False if the template doesn't even say that its image needs no login: then it can't be given to a team. */
  readonly hasLogin: boolean;
}

/** What a component is made of beside its image. */
export interface TemplateParts {
  /** Environment variables, those for components that depend on it included. */
  readonly envs: readonly TemplateEnv[];
  readonly ports: readonly TemplatePort[];
  readonly volumes: readonly { readonly name: string; readonly content: string }[];
  /** `null` where the template doesn't even say that there are none, over which an upgrade stumbles. */
  readonly probes: readonly unknown[] | null;
  /** The titles of its charts. */
  readonly graphs: readonly string[];
  readonly monitors: readonly string[];
  readonly extendMethod: string;
  readonly memory: number;
  readonly replicas: number;
}

/** A variable; its value may be a secret, and no text even where it looks like one. */
export interface TemplateEnv {
  readonly name: string;
  readonly value: unknown;
}

/** A port by its number in the container. */
export interface TemplatePort {
  readonly port: number;
  readonly isInner: boolean;
  readonly isOuter: boolean;
}

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value ?? "").toString());
const flag = z.boolean().nullish().transform(Boolean);
const number = z.coerce.number().catch(0);

/** A list that isn't there, or can't be read, says nothing. */
const list = <Item extends z.ZodType>(of: Item) =>
  z
    .array(of)
    .nullish()
    .catch(null)
    .transform((items) => items ?? []);

const env = z
  .object({ attr_name: z.string(), attr_value: z.unknown().optional(), container_port: number })
  .transform((wire) => ({ name: wire.attr_name, value: wire.attr_value, port: wire.container_port }));
const port = z
  .object({ container_port: z.coerce.number(), protocol: text, is_inner_service: flag, is_outer_service: flag })
  .transform((wire) => ({
    port: wire.container_port,
    isHttp: ["http", ""].includes(wire.protocol),
    isInner: wire.is_inner_service,
    isOuter: wire.is_outer_service,
  }));
const volume = z
  .object({ volume_name: z.string(), file_content: text })
  .transform((wire) => ({ name: wire.volume_name, content: wire.file_content }));

/** What an install reads of each component without asking whether it is there. */
const read = ["service_image", "service_volume_map_list"];

const component = z
  .record(z.string(), z.unknown())
  .transform((wire) => ({ ...wire, lacks: read.filter((key) => wire[key] === undefined) }))
  .pipe(
    z.object({
      lacks: z.array(z.string()),
      service_key: text,
      service_cname: text,
      service_share_uuid: text,
      image: text,
      share_image: text,
      version: text,
      deploy_version: text,
      dep_service_map_list: list(z.object({ dep_service_key: z.string() })),
      mnt_relation_list: list(z.object({ service_share_uuid: z.string() })),
      service_env_map_list: list(env),
      service_connect_info_map_list: list(env),
      port_map_list: list(port),
      service_volume_map_list: list(volume),
      probes: z.array(z.unknown()).nullish().catch([]),
      component_graphs: list(z.object({ title: text })),
      component_monitors: list(z.object({ name: text })),
      extend_method: text,
      extend_method_map: z.object({ init_memory: number, min_memory: number, min_node: number }).partial().catch({}),
    }),
  )
  .transform((app) => ({
    shareUuid: app.service_share_uuid,
    needs: [
      ...app.dep_service_map_list.map((one) => one.dep_service_key),
      ...app.mnt_relation_list.map((one) => one.service_share_uuid),
    ],
    serviceKey: app.service_key,
    serviceCname: app.service_cname,
    image: app.share_image || app.image,
    version: app.version,
    deployVersion: app.deploy_version,
    httpPorts: app.port_map_list.filter(({ isHttp }) => isHttp).map(({ port }) => port),
    lacks: app.lacks,
    parts: {
      envs: [
        ...app.service_env_map_list,
        // Those of a port come and go with it.
        ...app.service_connect_info_map_list.filter((one) => one.port === 0),
      ].map(({ name, value }) => ({ name, value })),
      ports: app.port_map_list.map(({ isHttp: _, ...one }) => one),
      volumes: app.service_volume_map_list,
      probes: app.probes ?? null,
      graphs: app.component_graphs.map(({ title }) => title),
      monitors: app.component_monitors.map(({ name }) => name),
      extendMethod: app.extend_method,
      memory: app.extend_method_map.init_memory ?? app.extend_method_map.min_memory ?? 0,
      replicas: app.extend_method_map.min_node ?? 0,
    },
  }));

const plugin = z
  .object({
    plugin_name: text,
    plugin_alias: text,
    plugin_key: text,
    plugin_image: z.record(z.string(), z.unknown()).nullish().catch(null),
  })
  .transform(({ plugin_name, plugin_alias, plugin_key, plugin_image: image }): TemplatePlugin => ({
    name: plugin_alias || plugin_name || plugin_key,
    hasLogin: image !== null && image !== undefined && "hub_user" in image && "hub_password" in image,
  }));

/** A template, as a store holds it. Components refer to each other by an id of their publication; here by their keys. */
export const template = z
  .object({ apps: z.array(component).nullish(), plugins: list(plugin) })
  .transform(({ apps, plugins }): { components: TemplateComponent[]; plugins: TemplatePlugin[] } => {
    const keys = new Map(apps?.map((app) => [app.shareUuid, app.serviceKey]));
    const components = (apps ?? []).map(({ shareUuid: _, ...app }) => ({
      ...app,
      needs: app.needs.flatMap((shareUuid) => keys.get(shareUuid) ?? []),
    }));
    return { components, plugins };
  });
