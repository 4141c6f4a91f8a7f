import { createHash } from "node:crypto";
import { RegionError } from "../../cluster/region-errors";
import { decodeJson, JsonDecodeError } from "../../python/json-decoder";
import { envelope, type Reply } from "../../server/reply";
import type { AppGroup, LocalModel } from "../../state/records";
import { fetchModel, fetchVersion, fetchVersionList } from "../../store/store-client";
import type { World } from "../../world";
import { addApp } from "../teams/app-groups";
import { ConsoleError, crash, missingKey, serviceError } from "../call/errors";
import type { InstallOrder } from "./install-order";
import { Installation } from "./installation";
import { marketNamed } from "../models/markets";
import type { Call, Route } from "../call/route";
import type { RegionScope, ScopedRoutes } from "../call/scope";
import { clusterUse } from "../teams/teams";
import { parseTemplate } from "../models/template";
import { boolean, choice, isRecord, nullable, optional, text, validate } from "../call/validation";

const smartFields = {
  app_name: text({ max: 128 }),
  template_id: text({ max: 128 }),
  is_deploy: optional(boolean(), true),
  market_name: optional(nullable(text({ isBlankAllowed: true })), ""),
};

const deployFields = {
  app_id: optional(nullable(text()), null),
  deploy_type: choice(["ram", "docker-compose"]),
  action: choice(["deploy", "upgrade"]),
  group_key: optional(nullable(text()), null),
  group_version: optional(nullable(text()), null),
};

/** The console's own library of templates, and the two other ways to install. */
export function appModelRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.open("/app_model", { POST: (call) => saveModel(world, call) }),
    routes.region("/app-model/smart-deploy", { POST: (call, at) => smartDeploy(world, call, at) }),
    routes.region("/app-model/deploy", { POST: (call, at) => deployLocal(world, call, at) }),
  ];
}

function saveModel(world: World, call: Call): Reply {
  const body = call.body();
  const { app_name: name, version, apps, arch } = isRecord(body) ? body : {};
  if (typeof name !== "string" || typeof version !== "string" || apps === undefined) {
    return { status: 400, json: { msg: "参数不完整" } };
  }
  const modelId = uuid3(name);
  const template = { template_version: "v2", group_key: modelId, group_name: name, group_version: version };
  try {
    const entry = {
      version,
      template: JSON.stringify({ ...template, apps: typeof apps === "string" ? decodeJson(apps) : apps }),
      arch: typeof arch === "string" ? arch : "amd64",
    };
    const known = world.state.localModels.get(modelId)?.versions ?? [];
    const others = known.filter((each) => each.version !== version);
    world.state.localModels.add({ modelId, name, versions: [entry, ...others] });
  } catch (error) {
    if (error instanceof JsonDecodeError) return { status: 500, json: { msg: error.message } };
    throw error;
  }
  return { status: 200, json: { msg: "success", app_id: modelId } };
}

/** Python's `uuid3` of a name below the namespace of domain names, without hyphens. */
function uuid3(name: string): string {
  const namespace = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
  const digest = createHash("md5").update(namespace).update(name).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x30, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString("hex");
}

async function smartDeploy(world: World, call: Call, at: RegionScope): Promise<Reply> {
  const asked = validate(smartFields, call.body());
  const app = await findOrAddApp(world, call, at, asked.app_name);
  const choiceOf = asked.market_name === null || asked.market_name === "" ? newestLocal : newestOfMarket;
  const chosen = await choiceOf(world, asked.template_id, asked.market_name ?? "");
  const installed = world.state.installGroups.first(
    (group) => group.appId === app.appId && group.modelId === asked.template_id,
  );
  if (installed !== undefined && installed.version !== chosen.versionName) {
    throw serviceError(500, "upgrade failed", "升级失败");
  }
  if (installed !== undefined) {
    const versions = { current_version: installed.version, latest_version: chosen.versionName };
    const bean = { action: "skip", template_id: asked.template_id, ...versions };
    return envelope("当前已是最新版本，无需升级", { bean });
  }
  refuseTooBig(chosen.version.template);
  const order = { ...at, ...chosen, app, call, modelId: asked.template_id };
  await new Installation(world, { ...order, isDeployed: asked.is_deploy, isNewerWay: true }).run();
  const names = { app_id: app.appId, app_name: app.name, template_id: asked.template_id };
  return envelope("模板安装成功", { bean: { action: "install", ...names, template_version: chosen.versionName } });
}

/** The group is made before anybody knows whether the template exists; a name that only the cluster has gets a number. */
async function findOrAddApp(world: World, call: Call, { team, region }: RegionScope, name: string): Promise<AppGroup> {
  const found = world.state.appsOf(team.teamId, region.name).find((app) => app.name === name);
  if (found !== undefined) return found;
  for (let number = 0; ; number += 1) {
    const k8sApp = number === 0 ? name : `${name}-${String(number)}`;
    try {
      return await addApp(world, { team, regionName: region.name, call, name, note: "", k8sApp });
    } catch (error) {
      if (number === 99 || !(error instanceof RegionError) || error.code !== 11011) throw error;
    }
  }
}

type Chosen = Pick<InstallOrder, "market" | "modelName" | "version" | "versionName">;

/** The first version in the store's own list. */
async function newestOfMarket(world: World, modelId: string, marketName: string): Promise<Chosen> {
  const market = marketNamed(world, marketName);
  const model = await fetchModel(market, modelId);
  const [first] = await fetchVersionList(market, modelId);
  if (first === undefined) throw serviceError(404, "template not found", "模板不存在");
  const version = await fetchVersion(market, modelId, first.appVersion, true);
  return { market, modelName: model.name, version, versionName: first.appVersion };
}

function newestLocal(world: World, modelId: string): Promise<Chosen> {
  const model = world.state.localModels.get(modelId);
  const [newest] = model?.versions ?? [];
  if (model === undefined || newest === undefined) throw serviceError(404, "template not found", "模板不存在");
  return Promise.resolve(chosenLocal(model, newest));
}

function chosenLocal(model: LocalModel, entry: LocalModel["versions"][number]): Chosen {
  const version = { ...entry, appName: model.name, templateType: "RAM", createTime: "", updateTime: "" };
  return { market: null, modelName: model.name, version, versionName: entry.version };
}

async function deployLocal(world: World, call: Call, at: RegionScope): Promise<Reply> {
  const asked = validate(deployFields, call.body());
  if (asked.group_key === null) throw missingKey("group_key");
  if (asked.group_version === null) throw missingKey("group_version");
  const model = world.state.localModels.get(asked.group_key);
  if (model === undefined) throw new ConsoleError(envelope("未找到该应用", {}, "app not found", 400), "app not found");
  if (asked.action === "upgrade") {
    throw crash("get_rainbond_app_by_app_id() takes 3 positional arguments but 2 were given", "TypeError");
  }
  const entry = model.versions.find((each) => each.version === asked.group_version);
  if (entry === undefined) throw serviceError(404, "app version not found", "应用版本不存在");
  const app = world.state.apps.get(Number(asked.app_id));
  if (app?.teamId !== at.team.teamId) throw serviceError(404, "app not found", "应用不存在");
  refuseTooBig(entry.template);
  const order = { ...at, ...chosenLocal(model, entry), app, call, modelId: model.modelId };
  await new Installation(world, { ...order, isDeployed: true, isNewerWay: true }).run();
  return envelope("安装应用成功");
}

/** These two ways look first whether the cluster has memory enough; the install endpoint doesn't. */
function refuseTooBig(template: string): void {
  const needed = parseTemplate(template).apps.reduce((sum, { extend_method_map: map }) => {
    return sum + (map.init_memory ?? map.min_memory) * map.min_node;
  }, 0);
  const free = clusterUse.total_memory - clusterUse.used_memory;
  if (needed <= free) return;
  throw serviceError(412, "cluster resource not enough", "集群资源不足", {
    code: 10412,
    bean: { need_memory: needed, free_memory: free },
  });
}
