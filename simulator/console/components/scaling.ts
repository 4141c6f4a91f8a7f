import { RegionError } from "../../cluster/region-errors";
import { nothing, type Reply } from "../../server/reply";
import type { World } from "../../world";
import { serviceError, type ConsoleError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ComponentScope, ScopedRoutes } from "../call/scope";
import { cpuForMemory } from "../models/template";
import { integer, nullable, tested, validate } from "../call/validation";

const verticalFields = {
  new_memory: tested(integer({ min: 64, max: 65536 }), (memory) => memory % 64 !== 1, "参数不正确，请输入64的倍数"),
  new_gpu: nullable(integer({ min: 0 })),
  new_cpu: nullable(integer({ min: 0 })),
};

const horizontalFields = { new_node: integer({ min: 1, max: 100 }) };

/** Memory, CPU and replicas of a component. */
export function scalingRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.component("/telescopic/vertical", { POST: (call, at) => scaleUp(world, call, at) }),
    routes.component("/telescopic/horizontal", { POST: (call, at) => scaleOut(world, call, at) }),
  ];
}

function scaleUp(world: World, call: Call, { team, component }: ComponentScope): Reply {
  const asked = validate(verticalFields, call.body());
  if (component.createStatus !== "complete") return nothing;
  try {
    world.cluster.vertical(team, component, call.user.nickName);
  } catch (error) {
    throw error instanceof RegionError ? scalingError(error, 500) : error;
  }
  component.minMemory = asked.new_memory;
  component.minCpu = asked.new_cpu ?? cpuForMemory(asked.new_memory);
  component.containerGpu = asked.new_gpu ?? component.containerGpu;
  component.updatedAt = world.clock.stamp();
  return nothing;
}

function scaleOut(world: World, call: Call, { team, component }: ComponentScope): Reply {
  const { new_node: newNode } = validate(horizontalFields, call.body());
  if (component.extendMethod.endsWith("_singleton") && newNode > 1) {
    throw serviceError(409, "singleton component, do not allow", "组件为单实例组件，不可使用多节点");
  }
  if (component.createStatus !== "complete") return nothing;
  try {
    world.cluster.horizontal(team, component, newNode, call.user.nickName);
  } catch (error) {
    throw error instanceof RegionError ? scalingError(error, 507) : error;
  }
  component.minNode = newNode;
  component.updatedAt = world.clock.stamp();
  return nothing;
}

/** Refusals that name a cause keep their status; others get one of the console's own. */
function scalingError(error: RegionError, otherStatus: number): ConsoleError {
  const isPassedOn = error.code !== undefined || [401, 409, 412].includes(error.status);
  return isPassedOn ? error : serviceError(otherStatus, "scaling error", "伸缩异常");
}
