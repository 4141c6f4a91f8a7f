import { envelope, type Reply } from "../../server/reply";
import type { Volume } from "../../state/records";
import type { World } from "../../world";
import { serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ComponentScope, ScopedRoutes } from "../call/scope";
import { integer, nullable, optional, text, validate } from "../call/validation";

const volumeFields = {
  volume_name: text({ max: 100 }),
  volume_path: text({ max: 400 }),
  volume_type: text({ max: 64 }),
  volume_capacity: integer(),
  file_content: optional(nullable(text({ isBlankAllowed: true })), null),
  mode: optional(nullable(integer()), null),
};

const knownTypes = ["share-file", "local", "local-path", "memoryfs", "config-file"];

/** Volumes of a component: they can be added, and neither listed, changed nor removed. */
export function volumeRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [routes.component("/volumes", { POST: (call, at) => addVolume(world, call, at) })];
}

async function addVolume(world: World, call: Call, { component }: ComponentScope): Promise<Reply> {
  const asked = validate(volumeFields, call.body());
  refuseName(component.volumes, asked.volume_name);
  refusePath(component.volumes, asked.volume_path);
  if (asked.volume_type !== "config-file") await world.cluster.volumeOptions(component.regionName);
  const volume: Volume = {
    id: world.state.next("volume"),
    name: asked.volume_name,
    path: asked.volume_path,
    type: knownTypes.includes(asked.volume_type) ? asked.volume_type : "local-path",
    capacity: asked.volume_capacity,
    category: "app_publish",
    mode: asked.mode,
    fileContent: asked.file_content ?? "",
  };
  component.volumes.push(volume);
  return envelope("持久化路径添加成功", { bean: volumeBody(component.teamId, component.serviceId, volume) });
}

function volumeBody(teamId: string, serviceId: string, volume: Volume): Record<string, unknown> {
  return {
    ID: volume.id,
    service_id: serviceId,
    category: volume.category,
    host_path: `/grdata/tenant/${teamId}/service/${serviceId}${volume.path}`,
    volume_type: volume.type,
    volume_path: volume.path,
    volume_name: volume.name,
    volume_capacity: volume.capacity,
    volume_provider_name: "",
    access_mode: volume.type === "local-path" ? "RWO" : "RWX",
    share_policy: "exclusive",
    backup_policy: "exclusive",
    reclaim_policy: "exclusive",
    allow_expansion: false,
    mode: volume.mode,
  };
}

function refuseName(volumes: readonly Volume[], name: string): void {
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
    throw serviceError(400, "volume name illegal", "持久化名称只支持数字字母下划线");
  }
  if (volumes.some((volume) => volume.name === name)) {
    throw serviceError(400, "volume name already exists", `持久化名称[${name}]已存在`);
  }
}

function refusePath(volumes: readonly Volume[], path: string): void {
  if (volumes.some((volume) => volume.path === path)) {
    throw serviceError(412, "path already exists", `持久化路径[${path}]已存在`);
  }
  if (!/^\/[\w-].*.[\w-]\/?$/.test(path)) {
    throw serviceError(412, "path error", "请输入符合规范的路径（如：/tmp/volumes）");
  }
  const parent = volumes.find((volume) => path.startsWith(`${volume.path}/`));
  if (parent !== undefined) throw serviceError(412, "path error", `已存在路径[${parent.path}], 不能在其下添加`);
}
