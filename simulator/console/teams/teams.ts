import { isoTime, spacedTime } from "../../cluster/clock";
import { created, nothing, ok, type Reply } from "../../server/reply";
import { hexId, teamName } from "../../state/identifiers";
import type { Region, Team } from "../../state/records";
import type { World } from "../../world";
import { RegionError } from "../../cluster/region-errors";
import { runningComponents } from "./app-groups";
import { nickNameOf, type User } from "../call/authentication";
import { crash, frameworkError, missingKey, serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import { word, type ScopedRoutes, type TeamScope } from "../call/scope";
import { isRecord, optional, text, validate } from "../call/validation";

/** Regions of the enterprise, teams, and the regions of a team. */
export function teamRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.open("/regions", { GET: (call) => listRegions(world, call) }),
    routes.open(`/regions/:region${word}`, { GET: (call) => readRegion(world, call) }),
    routes.open("/teams", { GET: (call) => listTeams(world, call), POST: (call) => createTeam(world, call) }),
    routes.team("", { GET: (call, at) => readTeam(world, call, at), DELETE: (_, at) => deleteTeam(world, at) }),
    routes.team("/regions", {
      GET: (call, at) => listTeamRegions(world, call, at),
      POST: (call, at) => openRegion(world, call, at),
    }),
  ];
}

function listRegions(world: World, call: Call): Reply {
  if (!call.user.isAdmin) throw frameworkError(403, "您没有执行该操作的权限。", "PermissionDenied");
  return ok(
    world.state.regions.all().map((region) => ({
      region_id: region.regionId,
      region_name: region.name,
      region_alias: region.alias,
      url: region.url,
      status: region.status,
      desc: "",
      scope: "private",
      ssl_ca_cert: null,
      cert_file: null,
      key_file: null,
    })),
  );
}

function readRegion(world: World, call: Call): Reply {
  const wanted = call.params["region"];
  const region = world.state.regions.first((each) => each.name === wanted || each.regionId === wanted);
  if (region === undefined) throw serviceError(404, "no found region", "数据中心不存在");
  return ok({
    region_name: region.name,
    region_alias: region.alias,
    url: region.url,
    wsurl: region.wsUrl,
    httpdomain: region.httpDomain,
    tcpdomain: region.tcpDomain,
    scope: "private",
    ssl_ca_cert: "/none",
    cert_file: "/none",
    key_file: "/none",
    desc: "",
    ...(call.query.get("extend_info") === "true" ? clusterUse : noUse),
    health_status: "ok",
    status: region.status,
  });
}

const noUse = { used_disk: 0, total_disk: 0, used_memory: 0, total_memory: 0, used_cpu: 0, total_cpu: 0 };
/** What a region says of its use when asked for it; memory in MB. */
export const clusterUse = {
  used_disk: 10,
  total_disk: 500,
  used_memory: 2048,
  total_memory: 65536,
  used_cpu: 1,
  total_cpu: 16,
};

function listTeams(world: World, call: Call): Reply {
  const query = (call.query.get("query") ?? "").toLowerCase();
  const own = world.state.teams
    .where((team) => call.user.isAdmin || team.creatorId === call.user.userId)
    .filter((team) => team.alias.toLowerCase().includes(query));
  const { items, page, pageSize } = pageOf(call, own);
  return ok({
    tenants: items.map((team) => ({
      ID: team.id,
      tenant_id: team.teamId,
      tenant_name: team.name,
      tenant_alias: team.alias,
      is_active: true,
      enterprise_id: world.state.enterpriseId,
      create_time: isoTime(team.createdAt),
      creater: nickNameOf(team.creatorId),
      // Each team gets three roles of its own; the first is the administrators'.
      role_infos: [{ role_id: String(team.id * 3 - 2), role_name: "管理员" }],
    })),
    total: own.length,
    page,
    page_size: pageSize,
  });
}

/** Returns the page that is asked for; what isn't a positive whole number counts as not given. */
function pageOf<T>(call: Call, all: readonly T[]): { items: T[]; page: number; pageSize: number } {
  const numberOf = (name: string, fallback: number): number => {
    const number = Number(call.query.get(name) ?? fallback);
    return Number.isInteger(number) && number > 0 ? number : fallback;
  };
  const [page, pageSize] = [numberOf("page", 1), numberOf("page_size", 10)];
  return { items: all.slice((page - 1) * pageSize, page * pageSize), page, pageSize };
}

async function createTeam(world: World, call: Call): Promise<Reply> {
  const fields = { tenant_name: text({ max: 24 }), region: optional(text({ max: 24 }), "") };
  const { tenant_name: alias, region: regionName } = validate(fields, call.body());
  if (regionName !== "") regionNamed(world, regionName);
  // The team stays if the cluster refuses it.
  const team = addTeam(world, alias, [], call.user);
  if (regionName !== "") await openIn(world, team, regionName);
  return created(teamBody(world, team));
}

async function openIn(world: World, team: Team, regionName: string): Promise<void> {
  try {
    await world.cluster.createTenant(regionName);
  } catch (error) {
    if (!(error instanceof RegionError) || error.code !== undefined) throw error;
    throw serviceError(400, "cluster init failure ", "集群初始化租户失败");
  }
  if (!team.regionNames.includes(regionName)) team.regionNames.push(regionName);
}

/** Adds a team that is open in some regions. */
export function addTeam(world: World, alias: string, regionNames: string[], creator: User): Team {
  const { state, clock } = world;
  const team: Team = {
    id: state.next("team"),
    teamId: hexId(),
    name: teamName(),
    alias,
    createdAt: clock.stamp(),
    creatorId: creator.userId,
    regionNames,
    plugins: [],
  };
  state.teams.add(team);
  return team;
}

function teamBody(world: World, team: Team): Record<string, unknown> {
  return {
    tenant_id: team.teamId,
    tenant_name: team.name,
    region: "",
    is_active: true,
    create_time: spacedTime(team.createdAt),
    creater: team.creatorId,
    limit_memory: 0,
    update_time: spacedTime(team.createdAt + 36),
    tenant_alias: team.alias,
    enterprise_id: world.state.enterpriseId,
  };
}

function regionNamed(world: World, name: string): Region {
  const region = world.state.regions.get(name);
  if (region === undefined) throw serviceError(404, "the region is not found", "集群不存在", { code: 3000 });
  return region;
}

/** The team was found by id or by name, but this one call looks it up again by id only. */
function readTeam(world: World, call: Call, { team }: TeamScope): Reply {
  if (call.params["team_id"] !== team.teamId) {
    throw serviceError(404, "the team is not found", "团队不存在", { code: 2002 });
  }
  return ok({
    tenant_id: team.teamId,
    tenant_name: team.name,
    tenant_alias: team.alias,
    enterprise_id: world.state.enterpriseId,
    is_active: true,
    create_time: spacedTime(team.createdAt),
    creater: String(team.creatorId),
  });
}

async function deleteTeam(world: World, { team }: TeamScope): Promise<Reply> {
  const { state, cluster } = world;
  for (const regionName of team.regionNames) {
    const components = state.componentsOfTeam(team.teamId, regionName);
    if (runningComponents(world, team, regionName, components)) {
      throw serviceError(
        400,
        "There are running components under the current application",
        "当前团队下有运行态的组件，不可删除",
      );
    }
    for (const component of components) {
      await cluster.deleteService(team, component);
      state.removeComponent(component);
    }
  }
  state.apps.remove(...state.apps.where((app) => app.teamId === team.teamId));
  state.teams.remove(team);
  return nothing;
}

function listTeamRegions(world: World, call: Call, { team }: TeamScope): Reply {
  if ((call.query.get("query") ?? "") !== "") {
    throw crash(
      "(1054, \"Unknown column 'ri.region_alias' in 'where clause'\")",
      "OperationalError",
      "django.db.utils",
    );
  }
  const open = world.state.regions.where((region) => team.regionNames.includes(region.name));
  const regions = pageOf(call, open).items.map((region) => ({
    region_id: region.regionId,
    region_name: region.name,
    region_alias: region.alias,
    tenant_name: team.name,
    url: region.url,
    wsurl: region.wsUrl,
    httpdomain: region.httpDomain,
    tcpdomain: region.tcpDomain,
    token: "",
    status: region.status,
    desc: "",
    scope: "private",
  }));
  return ok({ total: open.length, regions });
}

async function openRegion(world: World, call: Call, { team }: TeamScope): Promise<Reply> {
  const body = call.body();
  const name = isRecord(body) ? body["region"] : undefined;
  if (typeof name !== "string") throw missingKey("region");
  await openIn(world, team, regionNamed(world, name).name);
  return created(teamBody(world, team));
}
