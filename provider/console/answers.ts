import { z } from "zod";
import type { Page } from "./pages";

/** An app group as the console lists it. */
export interface AppGroup {
  readonly appId: number;
  readonly name: string;
  readonly k8sApp: string;
  readonly note: string;
}

/** A team that the token's user may see. */
export interface Team {
  readonly teamId: string;
  /** As in the address bar. */
  readonly name: string;
  /** The display name: not unique. */
  readonly alias: string;
}

/** A component as the console shows it. `status` is `null` where the cluster gave none. */
export interface ConsoleComponent {
  readonly serviceId: string;
  readonly serviceAlias: string;
  readonly serviceCname: string;
  readonly serviceKey: string;
  readonly k8sComponentName: string;
  readonly status: string | null;
  /** `complete` once the cluster knows the component; `creating` before, and for ever on an orphan of a failed install. */
  readonly createStatus: string;
  readonly image: string;
  readonly version: string;
  readonly minMemory: number;
  readonly minCpu: number;
  readonly minNode: number;
  readonly extendMethod: string;
  /** The number of the install that made it; 0 for a component made by hand. */
  readonly tenantServiceGroupId: number;
}

/** A component as calls and errors name it. */
export type NamedComponent = Pick<ConsoleComponent, "serviceId" | "serviceCname" | "serviceAlias">;

/** One action on a component, as the cluster records it. */
export interface ComponentEvent {
  readonly eventId: string;
  readonly action: string;
  /** `success` or `failure`, empty while it runs. */
  readonly status: string;
  readonly message: string;
  readonly isFinished: boolean;
}

/** Which model version a component is at. `version` is `null` for one whose build source isn't the store. */
export interface InstalledVersion {
  readonly serviceId: string;
  readonly version: string | null;
  /** The model's name, which other models may have too; `null` where the store doesn't say it. */
  readonly modelName: string | null;
}

/** A model in an app group that came from a store, as the console offers it for upgrade. */
export interface UpgradableModel {
  readonly marketName: string | null;
  readonly appModelId: string;
  readonly appModelName: string;
}

/** A success whose body says nothing: empty or any JSON, but not a web page. */
export const nothing = z
  .unknown()
  .refine((body) => typeof body !== "string", "no JSON")
  .transform(() => undefined);

/** A text that the console may leave out. */
export const orEmpty = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

/** An item of `GET …/apps`, and the answer of `POST …/apps`. */
export const appGroup: z.ZodType<AppGroup> = z
  .object({ ID: z.number().int(), group_name: z.string(), k8s_app: orEmpty, note: orEmpty })
  .transform((app) => ({ appId: app.ID, name: app.group_name, k8sApp: app.k8s_app, note: app.note }));

/** `GET …/apps/{app_id}` answers without `ID`, and with `app_id` as a number or a text. */
export const appDetail = z
  .object({
    app_id: z.coerce.number().int(),
    enterprise_id: z.string(),
    group_name: z.string(),
    k8s_app: orEmpty,
    note: orEmpty,
  })
  .transform((app) => ({
    appId: app.app_id,
    name: app.group_name,
    k8sApp: app.k8s_app,
    note: app.note,
    enterpriseId: app.enterprise_id,
  }));

/** `GET /v1/teams`: a page. */
export const teams = z
  .object({
    tenants: z.array(z.object({ tenant_id: z.string(), tenant_name: z.string(), tenant_alias: orEmpty })),
    total: z.number(),
  })
  .transform(({ tenants, total }): Page<Team> => ({
    items: tenants.map((team) => ({ teamId: team.tenant_id, name: team.tenant_name, alias: team.tenant_alias })),
    total,
  }));

/** `GET /v1/teams/{team_id}/regions`: a page. */
export const teamRegions = z
  .object({ regions: z.array(z.object({ region_name: z.string() })), total: z.number() })
  .transform(({ regions, total }): Page<string> => ({ items: regions.map((one) => one.region_name), total }));

/** A status is a text; `""`, `null` and `{}` say nothing. */
const status = z
  .unknown()
  .optional()
  .transform((value): string | null => (typeof value === "string" && value !== "" ? value : null));

/** A component in any answer that holds some. */
export const component: z.ZodType<ConsoleComponent> = z
  .object({
    service_id: z.string(),
    service_alias: z.string(),
    service_cname: orEmpty,
    service_key: orEmpty,
    k8s_component_name: orEmpty,
    status,
    create_status: orEmpty,
    image: orEmpty,
    version: orEmpty,
    min_memory: z.number(),
    min_cpu: z.number(),
    min_node: z.number(),
    extend_method: orEmpty,
    tenant_service_group_id: z.number(),
  })
  .transform((wire) => ({
    serviceId: wire.service_id,
    serviceAlias: wire.service_alias,
    serviceCname: wire.service_cname,
    serviceKey: wire.service_key,
    k8sComponentName: wire.k8s_component_name,
    status: wire.status,
    createStatus: wire.create_status,
    image: wire.image,
    version: wire.version,
    minMemory: wire.min_memory,
    minCpu: wire.min_cpu,
    minNode: wire.min_node,
    extendMethod: wire.extend_method,
    tenantServiceGroupId: wire.tenant_service_group_id,
  }));

/** The answer of an install: every component of the group, not only the new ones. */
export const installed = z
  .object({ ID: z.number().int(), enterprise_id: z.string(), service_list: z.array(component) })
  .transform((answer) => ({ appId: answer.ID, enterpriseId: answer.enterprise_id, components: answer.service_list }));

/** Final statuses of events that no longer run; an empty one is still under way, and pod-level events have others. */
const unfinished = new Set(["", "running"]);

/** An item of `GET …/events`. */
export const event: z.ZodType<ComponentEvent> = z
  .object({ event_id: z.string(), opt_type: orEmpty, status: orEmpty, final_status: orEmpty, message: orEmpty })
  .transform((wire) => ({
    eventId: wire.event_id,
    action: wire.opt_type,
    status: wire.status,
    message: wire.message,
    isFinished: !unfinished.has(wire.final_status),
  }));

/** `GET …/events/{event_id}/logs`. */
export const eventLog = z
  .object({ logs: z.array(z.object({ message: orEmpty })) })
  .transform((answer) => answer.logs.map((line) => line.message));

/** An item of `GET …/copy`. */
export const installedVersion: z.ZodType<InstalledVersion> = z
  .object({
    service_id: z.string(),
    build_source: z.object({
      version: z.string().nullish(),
      service_source: z.string().nullish(),
      rain_app_name: z.string().nullish(),
    }),
  })
  .transform((wire) => ({
    serviceId: wire.service_id,
    version: wire.build_source.service_source === "market" ? (wire.build_source.version ?? null) : null,
    modelName: wire.build_source.rain_app_name ?? null,
  }));

/** An item of `GET …/upgrade`. */
export const upgradableModel: z.ZodType<UpgradableModel> = z
  .object({ market_name: z.string().nullish(), app_model_id: z.string(), app_model_name: orEmpty })
  .transform((wire) => ({
    marketName: wire.market_name ?? null,
    appModelId: wire.app_model_id,
    appModelName: wire.app_model_name,
  }));
