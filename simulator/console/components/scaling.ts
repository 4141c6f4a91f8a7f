import { RegionError } from "../../cluster/region-errors";
import { nothing, type Reply } from "../../server/reply";
import type { World } from "../../world";
import { serviceError, type ConsoleError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ComponentScope, ScopedRoutes } from "../call/scope";
import { cpuForMemory } from "../models/template";
import { integer, nullable, tested, validate } from "../call/validation";

const memoryField = tested(
  tested(integer(), (memory) => memory % 64 !== 1, "参数不正确，请输入64的倍数"),
  (memory) => memory >= 64 && memory <= 65536,
  "参数超出范围，请选择64~65536之间的整数值",
);
const shareField = nullable(tested(integer(), (share) => share >= 0, "请输入正整数数据"));
const nodeField = tested(integer(), (node) => node >= 1 && node <= 100, "参数超出范围，请选择1~100之间的整数值");

const verticalFields = { new_memory: memoryField, new_gpu: shareField, new_cpu: shareField };
const horizontalFields = { new_node: nodeField };

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
