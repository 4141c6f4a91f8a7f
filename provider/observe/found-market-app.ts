import type { AppAddress } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import type { Component, Finding, Health } from "../model";
import type { Sight } from "./sight";
import { installedVersion } from "./installed-version";
import { describeComponents, namesOf } from "./component-list";
import { healthOf } from "./condition";
import { GroupLook, type NumberedInstall } from "./group-look";
import { modelOf } from "./installed-model";
import { addressIn, appAt, type FoundApp } from "./found-app";

/** An install as the server shows it to those who don't manage it. */
export interface FoundMarketApp extends FoundApp {
  readonly tenantServiceGroupId: number;
  /** `undefined` where the console can't say. */
  readonly appModelId: string | undefined;
  readonly appModelVersion: string | undefined;
  readonly serviceIds: readonly string[];
  readonly components: readonly Component[];
  readonly health: Health;
  readonly ownsApp: false;
  readonly drift: readonly Finding[];
}

/**
 * The install with this id, `teamId/regionName/appId` where it is the only one of its app group, else with its number behind that. Any other is an
 * error that lists those that there are.
 */
export async function findMarketApp(id: string, sight: Sight): Promise<FoundMarketApp> {
  const { at, number } = addressIn(id, "MarketApp");
  const app = await appAt(at, sight);
  const look = new GroupLook(at, await sight.reads.components(at), sight);
  const installs = await look.thatAre("installed");
  const [install, ...more] = number === undefined ? installs : installs.filter(([one]) => one === number);
  if (!install || more.length > 0) throw notThatOne(id, at, installs);
  const model = await modelOf(install, (await look.counted()) ?? [], look);
  const { components } = await describeComponents(at, install[1], undefined, sight);
  return {
    ...app,
    tenantServiceGroupId: install[0],
    appModelId: model?.appModelId,
    appModelVersion: await versionOf(at, install, sight),
    serviceIds: install[1].map(({ serviceId }) => serviceId),
    components,
    health: healthOf(install[1]),
    ownsApp: false,
    drift: [],
  };
}

async function versionOf(at: AppAddress, [, components]: NumberedInstall, sight: Sight): Promise<string | undefined> {
  try {
    return (await installedVersion(at, components, "", sight)) || undefined;
  } catch (thrown) {
    // The console fails while its store is silent.
    if (isConsoleError(thrown)) return undefined;
    throw thrown;
  }
}

function notThatOne(
  id: string,
  { teamId, regionName, appId }: AppAddress,
  installs: readonly NumberedInstall[],
): RainbondError {
  const each = installs.map(
    ([number, components]) => `"${teamId}/${regionName}/${appId}/${number}" (${namesOf(components)})`,
  );
  const there = each.length > 0 ? `there is ${each.join(" and ")}` : "nothing is installed in it";
  return new RainbondError(`MarketApp.get: "${id}" isn't one install of app group ${appId}; ${there}`);
}
