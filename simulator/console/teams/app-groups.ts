import { isoTime, secondsTime } from "../../cluster/clock";
import { RegionError } from "../../cluster/region-errors";
import { created, envelope, nothing, ok, serverErrorPage, type Reply } from "../../server/reply";
import { isFalsy } from "../../python/values";
import { hexDigits } from "../../state/identifiers";
import type { AppGroup, Component, Team } from "../../state/records";
import type { World } from "../../world";
import { nickNameOf } from "../call/authentication";
import { statusesOf } from "../components/component-status";
import { lockError } from "../call/database";
import { ConsoleError, crash, serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { AppScope, RegionScope, ScopedRoutes } from "../call/scope";
import { isRecord, optional, text, validate } from "../call/validation";

/** App groups: list, create, read, delete, and the delete that asks no questions. */
export function appGroupRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.region("/apps", {
      GET: (call, at) => listApps(world, call, at),
      POST: (call, at) => createApp(world, call, at),
    }),
    routes.app("", {
      GET: (_, at) => readApp(world, at),
      DELETE: (call, at) => deleteApp(world, call, at),
    }),
    routes.region("/app/:any_app_id(^[\\w\\-]+$)/delete", { DELETE: (call, at) => deleteWhole(world, call, at) }),
  ];
}

function listApps(world: World, call: Call, { team, region }: RegionScope): Reply {
  const query = (call.query.get("query") ?? "").toLowerCase();
  const apps = world.state
    .appsOf(team.teamId, region.name)
    .filter((app) => app.name.toLowerCase().includes(query))
    .sort((a, b) => b.updatedAt - a.updatedAt);
  return ok(apps.map((app) => ({ ID: app.appId, ...appBody(app, isoTime) })));
}

function appBody(app: AppGroup, time: (stamp: number) => string): Record<string, unknown> {
  return {
    tenant_id: app.teamId,
    group_name: app.name,
    region_name: app.regionName,
    is_default: false,
    order_index: 0,
    note: app.note,
    username: nickNameOf(app.creatorId),
    governance_mode: "KUBERNETES_NATIVE_SERVICE",
    create_time: time(app.createdAt),
    update_time: time(app.updatedAt),
    app_type: "rainbond",
    app_store_name: "",
    app_store_url: "",
    app_template_name: "",
    version: "",
    logo: "",
    k8s_app: app.k8sApp,
  };
}

async function createApp(world: World, call: Call, { team, region }: RegionScope): Promise<Reply> {
  const body = call.body();
  const fields = { app_name: text({ max: 128 }), app_note: optional(text({ max: 2048, isBlankAllowed: true }), "") };
  const { app_name: name, app_note: note } = validate(fields, body);
  const k8sApp = isRecord(body) ? body["k8s_app"] : undefined;
  const app = await addApp(world, { team, regionName: region.name, call, name, note, k8sApp });
  return created({ ID: app.appId, ...appBody(app, secondsTime) });
}

/** An app group that is asked for; a falsy `k8sApp` means any. */
export interface AppOrder {
  team: Team;
  regionName: string;
  call: Call;
  name: string;
  note: string;
  k8sApp: unknown;
}

/** Adds an app group in one write, or throws what the console or the cluster has against its names. */
export async function addApp(world: World, order: AppOrder): Promise<AppGroup> {
  const { team, regionName, name, note } = order;
  const { state, clock, cluster } = world;
  if (!/^[A-Za-z0-9_.\-\u4e00-\u9fa5]+$/.test(name)) {
    throw serviceError(400, "app_name illegal", "应用名称只支持中英文, 数字, 下划线, 中划线和点");
  }
  return await world.database.write(order.call, async () => {
    const siblings = state.appsOf(team.teamId, regionName);
    const wanted = isFalsy(order.k8sApp) ? `app-${hexDigits(6)}` : order.k8sApp;
    if (siblings.some((app) => app.k8sApp === wanted)) {
      throw serviceError(400, "k8s app exists", "应用英文名已存在", { code: 21003 });
    }
    if (siblings.some((app) => app.name === name)) throw serviceError(400, "app name exist", "应用名称已存在");
    const k8sApp = await cluster.createApp(team, regionName, wanted);
    const at = clock.stamp();
    const ids = { appId: state.next("app"), teamId: team.teamId, creatorId: order.call.user.userId };
    const app: AppGroup = {
      ...ids,
      regionName,
      name,
      note,
      k8sApp,
      createdAt: at + 10,
      updatedAt: at,
      configGroups: [],
    };
    state.apps.add(app);
    return app;
  });
}

function readApp(world: World, { team, app }: AppScope): Reply {
  const components = world.state.componentsOf(app.appId);
  const statuses = statusesOf(world, team, app.regionName, components);
  const running = components.filter((component) => statuses.get(component.serviceId) === "running").length;
  const usedMemory = components.reduce((sum, component) => sum + component.minMemory, 0);
  const usedCpu = (usedMemory / 128) * 30;
  return ok({
    enterprise_id: world.state.enterpriseId,
    service_count: components.length,
    running_service_count: running,
    used_momory: usedMemory,
    used_cpu: usedCpu,
    // A number that the output serializer refuses makes it send the raw row, in which the id is a text.
    app_id: Number.isInteger(usedCpu) ? app.appId : String(app.appId),
    team_name: team.name,
    status: appStatus(running, components.length),
    ...appBody(app, isoTime),
  });
}

function appStatus(running: number, total: number): string {
  if (running === 0) return "closed";
  return running === total ? "running" : "part_running";
}

/** True if a component is neither closed nor undeployed; false, too, if the cluster doesn't answer. */
export function runningComponents(
  world: World,
  team: Team,
  regionName: string,
  components: readonly Component[],
): boolean {
  const statuses = statusesOf(world, team, regionName, components);
  if (statuses.size === 0) return false;
  return components.some((component) => {
    const status = statuses.get(component.serviceId);
    return status !== undefined && status !== "closed" && status !== "undeploy";
  });
}

async function deleteApp(world: World, call: Call, { team, app }: AppScope): Promise<Reply> {
  const force = call.query.get("force") ?? "0";
  if (!/^\s*[+-]?\d+\s*$/.test(force)) throw serviceError(400, "force value error", "参数错误");
  if (world.database.locks && world.rollbacks.has(app.appId)) {
    throw crash("'NoneType' object has no attribute 'group_id'", "AttributeError");
  }
  const components = world.state.componentsOf(app.appId);
  if (runningComponents(world, team, app.regionName, components)) {
    throw serviceError(
      400,
      "There are running components under the current application",
      "当前应用下有运行态的组件，不可删除",
    );
  }
  const isForced = Number(force) !== 0;
  return await world.database.write(
    call,
    async () => {
      const failures = await truncateAll(world, team, components);
      const stubborn = isForced ? await truncateAll(world, team, failures) : failures;
      if (stubborn.length > 0) throw keptComponents(stubborn, isForced);
      await world.cluster.deleteApp(team, app.regionName, app.k8sApp);
      world.state.apps.remove(app);
      return nothing;
    },
    () => {
      throw components.length > 0 ? keptComponents(components, isForced) : lockError();
    },
  );
}

function keptComponents(components: readonly Component[], isForced: boolean): ConsoleError {
  if (isForced) return serviceError(400, "delete component from cluster failure", "从集群删除组件失败");
  const list = components.map(({ serviceId, cname }) => ({
    status: 507,
    msg: "删除异常",
    service_id: serviceId,
    service_cname: cname,
  }));
  return serviceError(400, list, "请求错误");
}

/** Removes components from the cluster and the console, one after the other; returns those that stayed. */
async function truncateAll(world: World, team: Team, components: readonly Component[]): Promise<Component[]> {
  const failures: Component[] = [];
  for (const component of components) {
    try {
      await world.cluster.deleteService(team, component);
    } catch (error) {
      if (!(error instanceof RegionError)) throw error;
      failures.push(component);
      continue;
    }
    world.state.removeComponent(component);
    await world.database.spend();
  }
  return failures;
}

/** Stops and deletes without looking at any result; what the cluster refuses to delete stays, without an app group. */
async function deleteWhole(world: World, call: Call, { team, region }: RegionScope): Promise<Reply> {
  const { state, cluster } = world;
  const wanted = call.params["any_app_id"] ?? "";
  if (!/^\d+$/.test(wanted)) throw crash(`Field 'group_id' expected a number but got '${wanted}'.`, "ValueError");
  const components = state.componentsOf(Number(wanted));
  try {
    cluster.batchOperation(team, region.name, { operation: "stop", userName: call.user.nickName }, components);
  } catch (error) {
    if (error instanceof RegionError) throw new ConsoleError(serverErrorPage, error.text);
    throw error;
  }
  await truncateAll(world, team, components);
  const app = state.apps.get(Number(wanted));
  if (app?.teamId !== team.teamId) throw crash("'NoneType' object has no attribute 'app_type'", "AttributeError");
  await cluster.deleteApp(team, region.name, app.k8sApp);
  state.apps.remove(app);
  for (const component of components) component.appId = 0;
  return envelope("删除成功");
}
