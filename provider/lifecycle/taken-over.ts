import type { AppAddress } from "../console";
import type { Surroundings } from "./surroundings";

type Noted = Pick<Surroundings, "urn" | "takenOver">;

/** Notes that a `create` goes on with an app group that is there, or, with its number, with an install. */
export function noteTakenOver(at: AppAddress, { urn, takenOver }: Noted, tenantServiceGroupId?: number): void {
  takenOver.add(keyOf(urn, at, tenantServiceGroupId));
}

/** True if a `create` of the same resource has gone on with it in this run. */
export function isTakenOver(at: AppAddress, { urn, takenOver }: Noted, tenantServiceGroupId?: number): boolean {
  return takenOver.has(keyOf(urn, at, tenantServiceGroupId));
}

function keyOf(
  urn: string,
  { teamId, regionName, appId }: AppAddress,
  tenantServiceGroupId: number | undefined,
): string {
  return JSON.stringify([urn, teamId, regionName, appId, tenantServiceGroupId]);
}
