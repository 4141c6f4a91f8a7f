import { spacedTime } from "../cluster/clock";
import { ok, type Reply } from "../server/reply";
import type { Component, MarketSource } from "../state/records";
import { fetchModel } from "../store/store-client";
import type { World } from "../world";
import { ConsoleError } from "./errors";
import type { Call, Route } from "./route";
import type { RegionScope, ScopedRoutes } from "./scope";

/** The components of an app group with their build sources: the only place that tells installed versions. */
export function copyRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    // An unknown app group is an empty list, so it isn't looked up.
    routes.region("/apps/:any_app_id(^[\\d\\-]+$)/copy", { GET: (call, at) => listCopies(world, call, at) }),
  ];
}

async function listCopies(world: World, call: Call, { team, region }: RegionScope): Promise<Reply> {
  const app = world.state.apps.get(Number(call.params["any_app_id"]));
  if (app?.teamId !== team.teamId || app.regionName !== region.name) return ok([]);
  const components = world.state.componentsOf(app.appId).sort((a, b) => b.updatedAt - a.updatedAt);
  const names = await modelNames(world, components);
  return ok(
    components.map((component) => ({
      build_source: buildSource(component, names),
      update_time: spacedTime(component.updatedAt),
      deploy_version: component.deployVersion,
      create_status: component.createStatus,
      service_alias: component.alias,
      service_cname: component.cname,
      version: component.version,
      service_type: component.serviceType,
      service_id: component.serviceId,
      app_name: app.name,
      min_memory: String(component.minMemory * component.minNode),
    })),
  );
}

function buildSource(component: Component, names: ReadonlyMap<string, string | null>): Record<string, unknown> {
  const { source, serviceSource } = component;
  if (source === null || serviceSource !== "market") {
    return { version: component.version, language: null, code_from: null, service_source: serviceSource };
  }
  return {
    version: source.version,
    language: null,
    code_from: null,
    service_source: "market",
    rain_app_name: names.get(keyOf(source)) ?? null,
  };
}

/** Asks each market once a model; a market that refuses leaves the name out, one that can't be reached is a crash. */
async function modelNames(world: World, components: readonly Component[]): Promise<Map<string, string | null>> {
  const names = new Map<string, string | null>();
  for (const { source, serviceSource } of components) {
    if (source === null || serviceSource !== "market" || names.has(keyOf(source))) continue;
    const market = world.state.markets.find((each) => each.name === source.marketName);
    try {
      names.set(keyOf(source), market === undefined ? null : (await fetchModel(market, source.modelId)).name);
    } catch (error) {
      if (!(error instanceof ConsoleError) || error.reply.status === 500) throw error;
      names.set(keyOf(source), null);
    }
  }
  return names;
}

function keyOf(source: MarketSource): string {
  return `${source.marketName}/${source.modelId}`;
}
