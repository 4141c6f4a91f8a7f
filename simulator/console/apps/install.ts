import { ok, type Reply } from "../../server/reply";
import type { Market } from "../../state/records";
import { fetchModel, fetchVersion, type MarketVersion } from "../../store/store-client";
import type { World } from "../../world";
import { componentBody } from "../components/component-views";
import { ConsoleError, serviceError } from "../call/errors";
import { Installation } from "./installation";
import { findOrAddMarket } from "../models/markets";
import type { Call, Route } from "../call/route";
import type { AppScope, ScopedRoutes } from "../call/scope";
import { nullable, text, validate } from "../call/validation";

const installFields = {
  market_url: text({ max: 255 }),
  market_domain: text({ max: 64 }),
  market_type: text({ max: 64 }),
  market_access_key: nullable(text({ max: 64 })),
  app_model_id: text({ max: 64 }),
  app_model_version: text({ max: 64 }),
};

/** Installation of a template from an app store. */
export function installRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [routes.app("/install", { POST: (call, at) => install(world, call, at) })];
}

async function install(world: World, call: Call, { team, region, app }: AppScope): Promise<Reply> {
  const asked = validate(installFields, call.body());
  const market = findOrAddMarket(world, {
    url: asked.market_url,
    domain: asked.market_domain,
    type: asked.market_type,
    accessKey: asked.market_access_key,
  });
  const model = await fetchModel(market, asked.app_model_id);
  const version = await versionOrNotFound(market, asked.app_model_id, asked.app_model_version);
  // Whatever is given means yes, "false" too.
  const isDeployed = (call.query.get("is_deploy") ?? "") !== "";
  const order = {
    team,
    region,
    app,
    call,
    market,
    version,
    isDeployed,
    modelId: asked.app_model_id,
    modelName: model.name,
  };
  await new Installation(world, { ...order, versionName: asked.app_model_version, isNewerWay: false }).run();
  return ok({
    enterprise_id: world.state.enterpriseId,
    team_id: team.teamId,
    note: app.note,
    ID: app.appId,
    region_name: region.name,
    service_list: world.state.componentsOf(app.appId).map((component) => componentBody(component)),
  });
}

/** Asks for a version; whatever the market refuses here reads as an unknown version. */
async function versionOrNotFound(market: Market, modelId: string, version: string): Promise<MarketVersion> {
  try {
    return await fetchVersion(market, modelId, version, true);
  } catch (error) {
    if (!(error instanceof ConsoleError) || error.reply.status === 500) throw error;
    throw serviceError(404, "not found", "云端应用版本不存在");
  }
}
