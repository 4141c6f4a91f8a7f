import { z } from "zod";
import type { Stage } from "./stage";

const appsSchema = z.array(z.looseObject({ ID: z.number() }));
const componentsSchema = z.array(z.looseObject({}));

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

async function get({ info, exports }: Stage, path: string): Promise<unknown> {
  const url = `${exports.RAINBOND_ENDPOINT}/openapi/v1/teams/${info.teamId ?? ""}/regions/${info.regionName}/${path}`;
  const response = await fetch(url, { headers: { authorization: exports.RAINBOND_TOKEN } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
