import type { IncomingMessage } from "node:http";
import { pythonJson } from "../python/values";
import type { FaultPoint } from "../control/changes";
import type { Reply } from "../server/reply";
import type { World } from "../world";
import type { StoreModel, StoreVersion } from "./store";

/** The path under which the store is a market, on the console's own port. */
export const storePath = "/store";

const route = new RegExp(`^${storePath}/app-server/openapi/apps(?:/([^/]+)(/versions(?:/([^/]+))?)?)?$`);

/** Answers a call to the app store: its models, a model, its versions, or one version with its template. */
export function answerStore(world: World, request: IncomingMessage, path: string): Reply {
  const match = route.exec(path);
  if (match === null || request.method !== "GET") return raw(404, { code: 404, msg: "page not found" });
  const [, modelId, isAboutVersions, version] = match;
  const fault = world.faults.take(faultPoint(isAboutVersions));
  if (fault !== undefined) return raw(fault.status, fault.body);
  const { store } = world;
  if ((request.headers.authorization ?? "") !== store.accessKey) {
    return raw(store.errors.wrongAccessKey.status, store.errors.wrongAccessKey.body);
  }
  if (modelId === undefined) return raw(200, pageBody(world, searchIn(request)));
  const model = store.models.get(decodeURIComponent(modelId));
  if (model === undefined) return raw(store.errors.unknownModel.status, store.errors.unknownModel.body);
  if (isAboutVersions === undefined) return raw(200, modelBody(world, model));
  if (version === undefined) return raw(200, { versions: model.versions.map((each) => versionBody(model, each)) });
  const found = model.versions.find((each) => each.version === decodeURIComponent(version));
  if (found === undefined) return raw(store.errors.unknownVersion.status, store.errors.unknownVersion.body);
  return raw(200, versionDetailBody(world, model, found));
}

function faultPoint(isAboutVersions: string | undefined): FaultPoint {
  return isAboutVersions === undefined ? "store.app" : "store.version";
}

function searchIn({ url = "" }: IncomingMessage): URLSearchParams {
  return new URL(url, "http://store").searchParams;
}

/** A page of the models whose names hold what is searched for; a size of -1 asks for all. */
function pageBody(world: World, search: URLSearchParams): Record<string, unknown> {
  const { models } = world.store;
  const query = (search.get("query") ?? "").toLowerCase();
  const hits = [...models.values()].filter(({ name }) => name.toLowerCase().includes(query));
  const [page, pageSize] = [numberIn(search, "page", 1), numberIn(search, "pageSize", 10)];
  const shown = pageSize < 0 ? hits : hits.slice((page - 1) * pageSize, page * pageSize);
  return { apps: shown.map((model) => modelBody(world, model)), page, pageSize, total: hits.length };
}

function numberIn(search: URLSearchParams, name: string, otherwise: number): number {
  return Number.parseInt(search.get(name) ?? "", 10) || otherwise;
}

function raw(status: number, body: unknown): Reply {
  const text = typeof body === "string" ? body : pythonJson(body);
  return { status, text, contentType: "application/json" };
}

function modelBody(world: World, model: StoreModel): Record<string, unknown> {
  return {
    appKeyID: model.appModelId,
    name: model.name,
    desc: model.description,
    devStatus: "release",
    introduction: "",
    introductionHTML: "",
    logo: "",
    createTime: model.createTime,
    updateTime: model.updateTime,
    versions: model.versions.map((version) => versionBody(model, version)),
    tags: [],
    isOfficial: false,
    appClassificationID: "",
    appDetailURL: "",
    downloadCount: 0,
    installCount: 0,
    marketID: world.store.domain,
    marketName: world.store.domain,
    marketURL: "",
    orgID: "",
    publishType: "free",
    showCount: 0,
    startCount: 0,
    status: "online",
  };
}

function versionBody(model: StoreModel, version: StoreVersion): Record<string, unknown> {
  return {
    appKeyID: model.appModelId,
    appVersion: version.version,
    appVersionAlias: "",
    createTime: version.createTime,
    updateTime: version.updateTime,
    updateVersion: version.updateVersion,
    desc: model.description,
    rainbondVersion: version.rainbondVersion,
    deliveryMode: "online",
    enable: true,
    arch: version.arch ?? null,
    isPlugin: version.isPlugin,
  };
}

function versionDetailBody(world: World, model: StoreModel, version: StoreVersion): Record<string, unknown> {
  return {
    appKeyID: model.appModelId,
    appName: model.name,
    version: version.version,
    versionAlias: "",
    description: model.description,
    rainbondVersion: version.rainbondVersion,
    templateType: version.templateType,
    template: JSON.stringify(version.template),
    createTime: version.createTime,
    updateTime: version.updateTime,
    updateVersion: version.updateVersion,
    deliveryMode: "online",
    enable: true,
    marketID: world.store.domain,
    arch: version.arch ?? null,
    isPlugin: version.isPlugin,
  };
}
