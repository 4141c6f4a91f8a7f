import { installOutlook } from "../../provider/templates/installability";
import {
  describeComponent,
  getMarketApps,
  marketFrom,
  publishedVersions,
  templateOf,
  type Asking,
  type PublishedVersion,
} from "../../provider/lookups";
import type { MarketAppSummary } from "../../provider/model/lookups";
import type { NamedMarket } from "../../provider/model";
import type { Say } from "../terminal/status-line";
import type { ListedVersion, StoreList } from "./report";

const pageSize = 100;
const mostPages = 10;

/** The apps of a market: the first thousand of those asked for. */
export async function listApps(
  { market, search = "" }: { market: NamedMarket; search?: string },
  asking: Asking,
  say: Say,
): Promise<Required<Pick<StoreList, "apps" | "total">>> {
  const apps: MarketAppSummary[] = [];
  for (let page = 1; ; page += 1) {
    say(`Looking for the apps: ${apps.length} so far …`);
    const found = await getMarketApps({ ...market, search, page, pageSize }, asking);
    apps.push(...found.apps);
    if (found.apps.length === 0 || apps.length >= found.total || page === mostPages)
      return { apps, total: found.total };
  }
}

/** The versions of an app, with the components of one of them where one is asked for. */
export async function listVersions(
  market: NamedMarket,
  appModelId: string,
  version: string | undefined,
  asking: Asking,
  say: Say,
): Promise<Pick<StoreList, "app" | "components">> {
  say("Looking for the versions and their templates …");
  const { model, versions: all } = await publishedVersions(marketFrom(market, asking), appModelId, asking);
  const app = { appModelId, name: model.name, versions: all.map((one) => describe(appModelId, one)) };
  if (version === undefined) return { app };
  const { components } = await templateOf(marketFrom(market, asking), appModelId, version, asking);
  const versions = app.versions.filter((one) => one.version === version);
  return { app: { ...app, versions }, components: components.map(describeComponent) };
}

function describe(appModelId: string, { version, updateTime, components, answer }: PublishedVersion): ListedVersion {
  const known = { version, updateTime, components: components?.map(({ serviceCname }) => serviceCname) ?? null };
  if (answer?.outcome !== "found") return { ...known, installable: null, why: [] };
  const { refused, doubts } = installOutlook(appModelId, version, answer);
  return { ...known, installable: refused.length === 0, why: [...refused, ...doubts] };
}
