import { spacedTime } from "../../cluster/clock";
import { envelope, ok, type Reply } from "../../server/reply";
import { hexDigits, hexId } from "../../state/identifiers";
import type { AppGroup, Component, MarketSource } from "../../state/records";
import { fetchModel } from "../../store/store-client";
import type { World } from "../../world";
import { ConsoleError, serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { RegionScope, ScopedRoutes } from "../call/scope";
import { integer, many, text, validate } from "../call/validation";

/** The components of an app group with their build sources: the only place that tells installed versions. */
export function copyRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    // An unknown app group is an empty list, so it isn't looked up.
    routes.region("/apps/:any_app_id(^[\\d\\-]+$)/copy", {
      GET: (call, at) => listCopies(world, call, at),
      POST: (call) => copyServices(world, call),
    }),
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
    if (source.marketName === null) {
      names.set(keyOf(source), world.state.localModels.get(source.modelId)?.name ?? null);
      continue;
    }
    const market = world.state.markets.get(source.marketName);
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
  return `${source.marketName ?? ""}/${source.modelId}`;
}

const copyFields = {
  services: many({ service_id: text() }),
  target_team_name: text(),
  target_region_name: text(),
  target_app_id: integer(),
};

/** Copies components into another app group and builds them at once; they keep the number of their install group. */
function copyServices(world: World, call: Call): Reply {
  const { state, clock, cluster } = world;
  const asked = validate(copyFields, call.body());
  const team = state.teams.first((each) => each.name === asked.target_team_name);
  const app = state.apps.get(asked.target_app_id);
  if (team === undefined) throw serviceError(404, "no found team", "团队不存在");
  if (app?.teamId !== team.teamId) throw serviceError(404, "no found app", "应用不存在");
  const originals = asked.services.flatMap(({ service_id: id }) => state.components.get(id) ?? []);
  const copies = originals.map((original) => copyOf(original, app, clock.stamp()));
  for (const copy of copies) state.components.add(copy);
  cluster.batchOperation(team, asked.target_region_name, { operation: "build", userName: call.user.nickName }, copies);
  return envelope("复制成功");
}

function copyOf(original: Component, app: AppGroup, updatedAt: number): Component {
  const serviceId = hexId();
  const alias = `gr${serviceId.slice(-6)}`;
  const workload = { ...original.workload, status: "undeploy", pinnedStatus: null, hasVersion: false };
  const ports = original.ports.map((port) => ({
    ...port,
    isOuter: false,
    k8sServiceName: `${port.k8sServiceName}-${hexDigits(4)}`,
  }));
  return {
    ...structuredClone(original),
    serviceId,
    alias,
    k8sComponentName: alias,
    cname: `${original.cname}-copy`,
    teamId: app.teamId,
    regionName: app.regionName,
    appId: app.appId,
    dependsOn: [],
    mountsFrom: [],
    ports,
    updatedAt,
    workload,
  };
}
