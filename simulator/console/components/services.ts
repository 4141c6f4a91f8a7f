import { RegionError } from "../../cluster/region-errors";
import { isoTime } from "../../cluster/clock";
import { envelope, nothing, ok, type Reply } from "../../server/reply";
import type { Component, ComponentEvent } from "../../state/records";
import type { World } from "../../world";
import { askStatuses, statusesOf } from "./component-status";
import { accessUrls, componentBody } from "./component-views";
import { crash, serviceError, type ConsoleError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { AppScope, ComponentScope, ScopedRoutes } from "../call/scope";
import { isRecord } from "../call/validation";

/** Components of an app group: list, read, delete, their events and the events' logs, a change of image. */
export function serviceRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.app("/services", { GET: (_, at) => listServices(world, at) }),
    routes.component("", {
      GET: (_, at) => readService(world, at),
      DELETE: (call, at) => deleteService(world, call, at),
    }),
    routes.component("/events", { GET: (call, at) => listEvents(world, call, at) }),
    routes.component("/docker-image-change", { PUT: (call, at) => changeImage(call, at) }),
    routes.region("/events/:event_id/logs*", { GET: (call) => readLogs(world, call) }),
  ];
}

function listServices(world: World, { team, app }: AppScope): Reply {
  const components = world.state.componentsOf(app.appId);
  const statuses = statusesOf(world, team, app.regionName, components);
  return ok(components.map((component) => componentBody(component, statuses.get(component.serviceId) ?? null)));
}

function readService(world: World, { team, component }: ComponentScope): Reply {
  const list = askStatuses(world, team, component.regionName, [component]);
  const first = list === undefined ? { status: {} } : list[0];
  if (first === undefined) throw crash("list index out of range", "IndexError");
  return ok(componentBody(component, first.status ?? null, accessUrls(world, component)));
}

const undeletable = new Set([
  "running",
  "starting",
  "restoring",
  "stopping",
  "failure",
  "unKnow",
  "unusual",
  "abnormal",
  "some_abnormal",
]);

async function deleteService(world: World, call: Call, { team, component }: ComponentScope): Promise<Reply> {
  const refusal = reasonAgainstDeletion(world, component);
  const isForced = ["1", "true", "True"].includes(call.query.get("force") ?? "");
  if (refusal !== undefined && !isForced) throw refusal;
  await world.database.write(
    call,
    async () => {
      try {
        await world.cluster.deleteService(team, component);
      } catch (error) {
        throw error instanceof RegionError ? deletionError() : error;
      }
      world.state.removeComponent(component);
    },
    () => {
      throw deletionError();
    },
  );
  // A forced delete deletes, and answers with what stood against it all the same.
  if (refusal !== undefined) throw refusal;
  return nothing;
}

/** Says neither that the cluster refused nor that the database was locked. */
function deletionError(): ConsoleError {
  return serviceError(507, "delete error", "删除异常");
}

function reasonAgainstDeletion(world: World, component: Component): ConsoleError | undefined {
  if (component.createStatus === "complete" && undeletable.has(world.cluster.statusOf(component))) {
    return serviceError(409, "delete error", "组件可能处于运行状态,请先关闭组件");
  }
  const others = world.state.components.where((other) => other !== component);
  const dependants = others.filter((other) => other.dependsOn.includes(component.serviceId));
  if (dependants.length > 0) {
    const names = dependants.map((other) => other.cname).join(",");
    return serviceError(412, "delete error", `当前组件被${names}依赖, 不可删除`);
  }
  if (others.some((other) => other.mountsFrom.includes(component.serviceId))) {
    return serviceError(412, "delete error", "当前组件有存储被其他组件挂载, 不可删除");
  }
  return undefined;
}

function listEvents(world: World, call: Call, { component }: ComponentScope): Reply {
  const page = pageNumber(call.query.get("page") ?? "1");
  const pageSize = pageNumber(call.query.get("page_size") ?? "10");
  world.cluster.lifeCycle.settle();
  const events = world.state.eventsOf(component.serviceId);
  return ok({
    page,
    page_size: pageSize,
    total: events.length,
    events: events.slice((page - 1) * pageSize, page * pageSize).map(eventBody),
  });
}

function pageNumber(asked: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(asked)) return Math.max(Number(asked), 0);
  throw crash(`invalid literal for int() with base 10: '${asked}'`, "ValueError");
}

function eventBody(event: ComponentEvent): Record<string, string> {
  return {
    event_id: event.eventId,
    user_name: event.userName,
    end_time: event.endedAt === null ? "" : isoTime(event.endedAt).slice(0, 19),
    target: "service",
    opt_type: event.optType,
    target_id: event.serviceId,
    service_id: "",
    status: event.status,
    request_body: "",
    create_time: isoTime(event.startedAt).slice(0, 19),
    final_status: event.finalStatus,
    start_time: isoTime(event.startedAt).slice(0, 19),
    syn_type: "0",
    message: event.message,
    tenant_id: event.teamId,
  };
}

function readLogs(world: World, call: Call): Reply {
  world.cluster.lifeCycle.settle();
  const event = world.state.events.get(call.params["event_id"] ?? "");
  const logs = (event?.logs ?? []).map(({ message, at }) => ({
    message,
    time: `${isoTime(at).slice(0, 19)}+08:00`,
    utime: Math.floor(at / 1_000_000),
  }));
  return ok({ logs });
}

/** Changes the console's row only: nothing is checked, and the cluster isn't told. */
function changeImage(call: Call, { component }: ComponentScope): Reply {
  const body = call.body();
  const image = isRecord(body) ? body["image"] : undefined;
  if (typeof image === "string" && image !== "") {
    component.image = image;
    component.version = image.includes(":") ? image.slice(image.lastIndexOf(":") + 1) : image;
  }
  return envelope("更改镜像地址成功");
}
