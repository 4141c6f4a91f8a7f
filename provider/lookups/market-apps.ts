import { RainbondError } from "../errors";
import { newestFirst } from "../templates/version-order";
import type { GetMarketAppsArgs, GetMarketAppsResult } from "../model/lookups";
import { argumentsOf, marketAppsArguments } from "./arguments";
import { failedLookUp, marketFrom, type Asking } from "./market";

const mostAPage = 100;

/** A page of the apps of a market (`GET /app-server/openapi/apps` of the store). Throws what the store refuses, and that it doesn't answer. */
export async function getMarketApps(args: GetMarketAppsArgs, asking: Asking): Promise<GetMarketAppsResult> {
  const { search = "", page = 1, pageSize = 20, ...rest } = argumentsOf(marketAppsArguments, args);
  if (page < 1) throw new RainbondError(`page: must be a whole number from 1 on`);
  if (pageSize < 1 || pageSize > mostAPage) {
    throw new RainbondError(`pageSize: must be a whole number from 1 to ${mostAPage}`);
  }
  const market = marketFrom(rest, asking);
  const answer = await asking.store.list(market, { query: search, page, pageSize });
  if (answer.outcome === "modelMissing") throw failedLookUp(market, { ...answer, outcome: "noStore" });
  if (answer.outcome !== "found") throw failedLookUp(market, answer);
  const apps = answer.models.map(({ appModelId, name, versions }) => ({
    appModelId,
    name,
    versions: newestFirst(versions).map(({ version }) => version),
  }));
  return { apps, total: answer.total, page, pageSize };
}
