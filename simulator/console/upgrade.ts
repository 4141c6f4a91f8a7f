import { RegionError } from "../cluster/region-errors";
import { ok, type Reply } from "../server/reply";
import type { AppGroup, Component, InstallGroup } from "../state/records";
import { fetchModel, fetchVersion, fetchVersionList, type MarketVersion } from "../store/store-client";
import type { World } from "../world";
import { ConsoleError, crash, serviceError, validationError } from "./errors";
import { marketNamed } from "./markets";
import type { Call, Route } from "./route";
import type { AppScope, ScopedRoutes } from "./scope";
import { parseTemplate, type Template } from "./template";
import { applyChanges, upgradeFailure } from "./upgrade-application";
import { changesFor } from "./upgrade-changes";
import { list, nullable, object, text, validate } from "./validation";
import { compareVersions } from "./versions";

const upgradeFields = {
  update_versions: list(
    object({
      market_name: nullable(text({ max: 64 })),
      app_model_id: text({ max: 32 }),
      app_model_version: text({ max: 64 }),
    }),
  ),
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

async function listUpgrades(world: World, app: AppGroup): Promise<unknown[]> {
  const groups = [...world.state.installGroups.values()].filter(
    (group) =>
      group.appId === app.appId && world.state.componentsOf(app.appId).some((each) => each.groupId === group.groupId),
  );
  const items: unknown[] = [];
  for (const group of groups) items.push(await upgradeItem(world, group));
  return items;
}

async function upgradeItem(world: World, group: InstallGroup): Promise<unknown> {
  // A template of the local library has no market, which the answer's own rules don't allow.
  if (group.marketName === null) throw validationError({ market_name: ["该字段不能为 null。"] });
  const market = marketNamed(world, group.marketName);
  // The console joins the id to others by a hyphen and splits it again, so an id with one loses its end.
  const modelId = group.modelId.split("-")[0] ?? "";
  const model = await fetchModel(market, modelId);
  const versions = (await fetchVersionList(market, modelId))
    .filter((version) => {
      const order = compareVersions(version.appVersion, group.version);
      return order > 0 || (order === 0 && Date.parse(version.updateTime) * 1000 > group.createdAt);
    })
    .map((version) => version.appVersion);
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

async function upgrade(world: World, call: Call, { app }: AppScope): Promise<Reply> {
  const { update_versions: orders } = validate(upgradeFields, call.body());
  for (const order of orders) {
    await upgradeModel(world, app, order.app_model_id, order.app_model_version, order.market_name);
  }
  return ok(await listUpgrades(world, app));
}

/** Upgrades all components of a model in the app group, of whatever install they are. */
async function upgradeModel(
  world: World,
  app: AppGroup,
  modelId: string,
  versionName: string,
  marketName: string | null,
): Promise<void> {
  if (componentsOfModel(world, app, modelId, true).length === 0) return;
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
  const changed = await changeRows(world, components, template, versionName);
  for (const component of changed) tryBuild(world, component);
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
function tryBuild(world: World, component: Component): void {
  try {
    world.cluster.build(component);
  } catch (error) {
    if (!(error instanceof RegionError)) throw error;
  }
}
