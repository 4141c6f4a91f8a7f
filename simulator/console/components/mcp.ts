import { isoTime } from "../../cluster/clock";
import { envelope, type Reply } from "../../server/reply";
import type { World } from "../../world";
import { statusesOf } from "./component-status";
import { accessUrls } from "./component-views";
import { serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ScopedRoutes } from "../call/scope";

/** The reads made for assistants: regions, and the detail of a component. */
export function mcpRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.open("/mcp/regions", { GET: () => listRegions(world) }),
    routes.open("/mcp/teams/:team_alias/apps/:app_id(^\\d+$)/components/:service_id", {
      GET: (call) => readComponent(world, call),
    }),
  ];
}

function listRegions(world: World): Reply {
  const list = world.state.regions.all().map((region) => ({
    region_id: region.regionId,
    region_name: region.name,
    region_alias: region.alias,
    status: region.status,
  }));
  return envelope("获取成功", { list });
}

const statusWords: Record<string, string> = {
  running: "运行中",
  closed: "已关闭",
  starting: "启动中",
  waiting: "等待中",
  stopping: "关闭中",
  abnormal: "运行异常",
  some_abnormal: "部分实例异常",
  upgrade: "升级中",
  unknow: "未知",
};

/** Finds the team by alias, the first of that name; the app id isn't looked at. */
function readComponent(world: World, call: Call): Reply {
  const team = world.state.teams.first((each) => each.alias === call.params["team_alias"]);
  if (team === undefined) throw serviceError(404, "team not found", "团队不存在");
  const component = world.state.components.get(call.params["service_id"] ?? "");
  if (component?.teamId !== team.teamId) throw serviceError(404, "component not found", "组件不存在");
  const status = statusesOf(world, team, component.regionName, [component]).get(component.serviceId);
  const bean = {
    service_id: component.serviceId,
    service_cname: component.cname,
    service_alias: component.alias,
    update_time: isoTime(component.updatedAt),
    min_memory: component.minMemory,
    min_cpu: component.minCpu,
    status_cn: typeof status === "string" ? (statusWords[status] ?? status) : "未知",
    ports: component.ports.map((port) => ({
      container_port: port.containerPort,
      protocol: port.protocol,
      is_outer_service: port.isOuter,
      is_inner_service: port.isInner,
      access_urls: accessUrls(world, component, port.containerPort),
    })),
    envs: component.envs
      .filter((env) => env.scope === "inner")
      .map((env) => ({
        attr_name: env.attrName,
        attr_value: env.attrValue,
        name: env.name,
        scope: env.scope,
        is_change: env.isChange,
      })),
    volumes: component.volumes
      .filter((volume) => volume.type !== "config-file")
      .map((volume) => ({
        volume_name: volume.name,
        volume_path: volume.path,
        volume_capacity: volume.capacity,
      })),
  };
  return envelope("获取成功", { bean });
}
