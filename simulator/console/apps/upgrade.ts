import { RegionError } from "../../cluster/region-errors";
import { ok, type Reply } from "../../server/reply";
import type { AppGroup, Component, InstallGroup, Market, Team } from "../../state/records";
import { fetchModel, fetchVersion, fetchVersionList, type MarketVersion } from "../../store/store-client";
import type { World } from "../../world";
import type { User } from "../call/authentication";
import { ConsoleError, crash, serviceError, validationError } from "../call/errors";
import { marketNamed } from "../models/markets";
import type { Call, Route } from "../call/route";
import type { AppScope, ScopedRoutes } from "../call/scope";
import { parseTemplate, type Template } from "../models/template";
import { applyChanges, upgradeFailure } from "./upgrade-application";
import { changesFor } from "./upgrade-changes";
import { many, nullable, text, texts, validate } from "../call/validation";
import { compareVersions } from "../models/versions";

const upgradeFields = {
  update_versions: many({
    market_name: nullable(text({ max: 64 })),
    app_model_id: text({ max: 32 }),
    app_model_version: text({ max: 64 }),
  }),
};

/** What an app group's installs could be upgraded to, and the upgrade. */
export function upgradeRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.app("/upgrade", {
      GET: async (_, { app }) => ok(await listUpgrades(world, app)),
      POST: (call, at) => upgrade(world, call, at),
    }),
  ];
}

/** The answer passes through rules of its own, which a template of the local library breaks: it has no market. */
async function listUpgrades(world: World, app: AppGroup): Promise<unknown[]> {
  const groups = world.state.installGroups.where(
    (group) =>
      group.appId === app.appId && world.state.componentsOf(app.appId).some((each) => each.groupId === group.groupId),
  );
  const items: unknown[] = [];
  for (const { marketName, ...group } of groups) {
    if (marketName !== null) items.push(await upgradeItem(world, group, marketNamed(world, marketName)));
  }
  if (items.length === groups.length) return items;
  throw validationError(groups.map(({ marketName }) => (marketName === null ? { market_name: [texts.null] } : {})));
}

async function upgradeItem(world: World, group: Omit<InstallGroup, "marketName">, market: Market): Promise<unknown> {
  // The console joins the id to others by a hyphen and splits it again, so an id with one loses its end.
  const modelId = group.modelId.split("-")[0] ?? "";
  const model = await fetchModel(market, modelId);
  const versions = (await fetchVersionList(market, modelId))
    .filter((version) => {
      const order = compareVersions(version.appVersion, group.version);
      return order > 0 || (order === 0 && Date.parse(version.updateTime) * 1000 > group.createdAt);
    })
    .map((version) => version.appVersion)
    .sort((a, b) => scatter(a) - scatter(b));
  return {
    market_name: market.name,
    app_model_id: group.modelId,
    app_model_name: model.name,
    current_version: group.version,
    enterprise_id: world.state.enterpriseId,
    can_upgrade: versions.length > 0,
    upgrade_versions: versions,
    source: "market",
  };
}

/** Python keeps these versions in a set: any order, whatever the versions are. */
function scatter(version: string): number {
  return Array.from(version).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * 7) % 101, 0);
}

async function upgrade(world: World, call: Call, { team, app }: AppScope): Promise<Reply> {
  const { update_versions: orders } = validate(upgradeFields, call.body());
  await world.database.write(call, async () => {
    for (const order of orders) {
      const changed = await upgradeModel(world, app, order);
      for (const component of changed) await tryBuild(world, team, component, call.user);
    }
  });
  return ok(await listUpgrades(world, app));
}

type UpgradeOrder = ReturnType<typeof validate<typeof upgradeFields>>["update_versions"][number];

/** Changes all components of a model in the app group, of whatever install they are; returns those that changed. */
async function upgradeModel(world: World, app: AppGroup, order: UpgradeOrder): Promise<Component[]> {
  const { app_model_id: modelId, app_model_version: versionName, market_name: marketName } = order;
  if (componentsOfModel(world, app, modelId, true).length === 0) return [];
  if (marketName === null) {
    throw crash(
      "MarketAppService.get_rainbond_app_and_version() missing 1 required positional argument: 'app_model_version'",
      "TypeError",
    );
  }
  const market = marketNamed(world, marketName);
  const version = await fetchVersion(market, modelId, versionName, false);
  await fetchModel(market, modelId);
  const template = parseTemplate(version.template);
  const components = componentsOfModel(world, app, modelId, false);
  refuseAddedComponents(template, components);
  refuseOtherArchitecture(version);
  return await changeRows(world, components, template, versionName);
}

/** A component that got another build source no longer counts as one of the model, but keeps its group listed. */
function componentsOfModel(world: World, app: AppGroup, modelId: string, isAnySource: boolean): Component[] {
  return world.state
    .componentsOf(app.appId)
    .filter((each) => each.source?.modelId === modelId && (isAnySource || each.serviceSource === "market"));
}

function refuseAddedComponents(template: Template, components: readonly Component[]): void {
  const keys = new Set(components.map((component) => component.serviceKey));
  if (template.apps.every((component) => keys.has(component.service_key))) return;
  throw crash(
    "MarketAppService.install_service_when_upgrade_app() takes from 9 to 11 positional arguments but 12 were given",
    "TypeError",
  );
}

function refuseOtherArchitecture(version: MarketVersion): void {
  if ((version.arch ?? "amd64") === "amd64") return;
  throw serviceError(404, "app arch does not match build node arch", "应用架构与构建节点架构不匹配");
}

/** Changes all rows or none; returns the components that changed. */
async function changeRows(
  world: World,
  components: readonly Component[],
  template: Template,
  versionName: string,
): Promise<Component[]> {
  const before = components.map((component) => structuredClone(component));
  const changed: Component[] = [];
  try {
    for (const component of components) {
      const target = template.apps.find((each) => each.service_key === component.serviceKey);
      const changes = target === undefined ? undefined : changesFor(component, target);
      if (target === undefined || changes === undefined) continue;
      await world.database.spend();
      await applyChangesOrFail(() => applyChanges(world, component, components, target, changes));
      if (component.source !== null) component.source.version = versionName;
      component.updatedAt = world.clock.stamp();
      changed.push(component);
    }
  } catch (error) {
    for (const [index, component] of components.entries()) Object.assign(component, before[index]);
    throw error;
  }
  return changed;
}

async function applyChangesOrFail(apply: () => Promise<void>): Promise<void> {
  try {
    await apply();
  } catch (error) {
    throw error instanceof ConsoleError ? upgradeFailure() : error;
  }
}

/** A build that the cluster refuses leaves the component with the new version and its old pods. */
async function tryBuild(world: World, team: Team, component: Component, user: User): Promise<void> {
  try {
    await world.cluster.build(team, component, user.nickName);
  } catch (error) {
    if (!(error instanceof RegionError)) throw error;
  }
}
