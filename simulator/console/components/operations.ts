import type { Operation } from "../../cluster/life-cycle";
import { RegionError } from "../../cluster/region-errors";
import { nothing, ok, serverErrorPage, type Reply } from "../../server/reply";
import type { Component } from "../../state/records";
import { fetchVersion } from "../../store/store-client";
import type { World } from "../../world";
import { ConsoleError, serviceError } from "../call/errors";
import { marketNamed } from "../models/markets";
import type { Call, Route } from "../call/route";
import type { AppScope, ComponentScope, RegionScope, ScopedRoutes } from "../call/scope";
import { imageOf, parseTemplate } from "../models/template";
import { choice, list, nullable, optional, text, validate } from "../call/validation";

const operationFields = {
  action: choice(["stop", "start", "upgrade", "deploy"]),
  service_ids: optional(list(text()), null),
};

const buildFields = {
  build_type: optional(nullable(choice(["source_code", "docker_image", "market"])), null),
};

/** Stop, start, rolling update, deployment: of an app group, of one component, of the whole team. */
export function operationRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.app("/operations", { POST: (call, at) => operate(world, call, at) }),
    routes.component("/build", { POST: (call, at) => build(world, call, at) }),
    routes.region("/apps/close", { POST: (call, at) => closeAll(world, call, at) }),
  ];
}

async function operate(world: World, call: Call, { team, region, app }: AppScope): Promise<Reply> {
  const { action, service_ids: ids } = validate(operationFields, call.body());
  if (!call.user.isAdmin && call.user.userId !== team.creatorId)
    throw serviceError(403, "no permissions ", "没有操作权限", { code: 10402 });
  const components = chosenComponents(world, app.appId, ids);
  const order = { operation: operationOf(action), userName: call.user.nickName };
  return await world.database.write(
    call,
    async () => {
      if (action === "deploy") await readTemplates(world, components);
      try {
        world.cluster.batchOperation(team, region.name, order, components);
      } catch (error) {
        for (const component of components) component.workload.nextImage = null;
        throw error instanceof RegionError ? operationError(error) : error;
      }
      return ok({ msg: "操作成功" });
    },
    () => serverErrorPage,
  );
}

function operationOf(action: "stop" | "start" | "upgrade" | "deploy"): Operation {
  return action === "deploy" ? "build" : action;
}

/** No list or an empty one means all; whose the ids are isn't looked at, and unknown ones are passed over. */
function chosenComponents(world: World, appId: number, ids: readonly string[] | null): Component[] {
  if (ids === null || ids.length === 0) return world.state.componentsOf(appId);
  return ids.flatMap((id) => world.state.components.get(id) ?? []);
}

/** Reads the installed version of each component from its market again: its image is what the build will use. */
async function readTemplates(world: World, components: readonly Component[]): Promise<void> {
  for (const component of components) {
    if (component.source === null || component.serviceSource !== "market") continue;
    const { marketName, modelId, version } = component.source;
    if (marketName === null) continue;
    try {
      const found = await fetchVersion(marketNamed(world, marketName), modelId, version, false);
      const template = parseTemplate(found.template).apps.find((each) => each.service_key === component.serviceKey);
      if (template !== undefined) component.workload.nextImage = imageOf(template);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      throw serviceError(400, "version can not found", "云端应用版本不存在");
    }
  }
}

/** Most refusals of the cluster end as a page, since the handler mixes up its arguments. */
function operationError(error: RegionError): ConsoleError {
  const isPassedOn = error.status === 409 || error.status === 412 || error.status === 401;
  return isPassedOn ? error : new ConsoleError(serverErrorPage, error.text);
}

async function build(world: World, call: Call, { team, component }: ComponentScope): Promise<Reply> {
  validate(buildFields, call.body());
  if (component.createStatus !== "complete") throw serviceError(400, "build error", "组件未创建完成");
  try {
    return ok({ event_id: await world.cluster.build(team, component, call.user.nickName) });
  } catch (error) {
    throw error instanceof RegionError ? buildError(error) : error;
  }
}

function buildError(error: RegionError): ConsoleError {
  if (error.status === 400) return serviceError(500, "version already exists", "版本已存在");
  if (error.status === 409) return serviceError(409, "wait a moment please", "操作过于频繁，请稍后再试");
  return serviceError(507, "build error", "构建异常");
}

function closeAll(world: World, call: Call, { team, region }: RegionScope): Reply {
  const { service_ids: ids } = validate({ service_ids: operationFields.service_ids }, call.body());
  const components = world.state
    .componentsOfTeam(team.teamId, region.name)
    .filter((component) => ids === null || ids.length === 0 || ids.includes(component.serviceId));
  for (const component of components) {
    try {
      world.cluster.stop(component, call.user.nickName);
    } catch (error) {
      if (!(error instanceof RegionError)) throw error;
    }
  }
  return nothing;
}
