import type { AppAddress } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import type { Sight } from "./sight";

/** An app group as the server shows it to those who don't manage it. */
export interface FoundApp extends AppAddress {
  readonly appName: string;
  readonly k8sApp: string;
  readonly enterpriseId: string;
  readonly endpoint: string;
}

/** What an id names. */
export interface Named {
  readonly at: AppAddress;
  /** That of an install, if the id has one. */
  readonly number: number | undefined;
}

/** Reads `teamId/regionName/appId`, behind which an install may have its number; `undefined` for anything else. */
export function idIn(id: string): Named | undefined {
  const [, teamId, regionName, appId, number] = /^([\da-f]{32})\/([\w-]+)\/(\d+)(?:\/(\d+))?$/i.exec(id) ?? [];
  if (teamId === undefined || regionName === undefined) return undefined;
  const at = { teamId: teamId.toLowerCase(), regionName, appId: Number(appId) };
  return { at, number: number === undefined ? undefined : Number(number) };
}

/** What an id names; an error where it names nothing of this kind. */
export function addressIn(id: string, kind: "MarketApp" | "App"): Named {
  const named = idIn(id);
  if (named && (kind === "MarketApp" || named.number === undefined)) return named;
  const more = kind === "App" ? "" : ", and the number of the install behind that where the group holds several";
  throw new RainbondError(
    `${kind}.get: the id "${id}" isn't teamId/regionName/appId${more}. npx pulumi-rainbond inventory --json lists what there is`,
  );
}

/** The app group at this address; where there is none, an error that lists those of the team. */
export async function appAt(at: AppAddress, { console, endpoint }: Sight): Promise<FoundApp> {
  try {
    const { name, k8sApp, enterpriseId } = await console.getApp(at);
    return { ...at, appName: name, k8sApp, enterpriseId, endpoint };
  } catch (thrown) {
    if (!isConsoleError(thrown, "appMissing")) throw thrown;
    const groups = await console.listApps(at);
    const each = groups.map(({ appId, name }) => `${appId} (${name})`).join(", ");
    throw new RainbondError(
      `the team has no app group ${at.appId} in region ${at.regionName}: ${thrown.refusal}; it has ${each || "none"}`,
    );
  }
}

/** The app group with this id, which somebody else manages, or nobody. Only reads. */
export async function findApp(id: string, sight: Sight): Promise<FoundApp> {
  return appAt(addressIn(id, "App").at, sight);
}
