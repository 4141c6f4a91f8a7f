import { z } from "zod";
import type { Stage } from "./stage";

const appsSchema = z.array(z.looseObject({ ID: z.number() }));
const componentsSchema = z.array(z.looseObject({ service_id: z.string(), service_cname: z.string() }));

/** How much the team holds on the server. */
export interface Census {
  apps: number;
  components: number;
}

/** Counts the team's apps and their components, as the console's API lists them (`GET …/apps`, `GET …/apps/{id}/services`). */
export async function takeCensus(stage: Stage): Promise<Census> {
  const apps = appsSchema.parse(await get(stage, "apps"));
  const lists = await Promise.all(
    apps.map(async ({ ID }) => componentsSchema.parse(await get(stage, `apps/${ID}/services`))),
  );
  return { apps: apps.length, components: lists.flat().length };
}

/** The ids of an app's components, by their display names. */
export async function componentIds(stage: Stage, appId: number): Promise<Record<string, string>> {
  const components = componentsSchema.parse(await get(stage, `apps/${appId}/services`));
  return Object.fromEntries(components.map(({ service_cname, service_id }) => [service_cname, service_id]));
}

/** Stops a component as the web console does (`POST …/apps/close`). */
export async function closeComponent(stage: Stage, serviceId: string): Promise<void> {
  await ask(stage, "POST", "apps/close", { service_ids: [serviceId] });
}

async function get(stage: Stage, path: string): Promise<unknown> {
  return (await ask(stage, "GET", path)).json();
}

async function ask({ info, exports }: Stage, method: string, path: string, body?: unknown): Promise<Response> {
  const url = `${exports.RAINBOND_ENDPOINT}/openapi/v1/teams/${info.teamId ?? ""}/regions/${info.regionName}/${path}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: exports.RAINBOND_TOKEN, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response;
}
