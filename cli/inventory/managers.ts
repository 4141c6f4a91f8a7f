import type { AppAddress, AppGroup } from "../../provider/console";
import { makerOf } from "../../provider/identity";
import { shown } from "../../provider/screen";
import { resourceOfType, typeIn } from "../resource-types";

/** The URNs of the resources that have an install. */
export type ManagersOf = (at: AppAddress, tenantServiceGroupId: number, group: AppGroup) => readonly string[];

/** An install, and where it is. */
export interface PlacedInstall extends AppAddress {
  readonly tenantServiceGroupId: number;
}

/** What a resource of a stack has on the server. */
export interface Managed extends AppAddress {
  readonly urn: string;
  /** `undefined` where the state keeps it secret: then it may be any install of the app group. */
  readonly tenantServiceGroupId: number | undefined;
}

/** True if the resource has this install, or may have it. */
export function has({ tenantServiceGroupId: number, ...at }: Managed, install: PlacedInstall): boolean {
  const isThere = at.teamId === install.teamId && at.regionName === install.regionName && at.appId === install.appId;
  return isThere && (number === undefined || number === install.tenantServiceGroupId);
}

/**
 * Who has an install, by the states of some stacks, and by the note on its app group. One that a `MarketApp` made says so there; of one that an `App` made,
 * and of others, only the stacks tell what is in it.
 */
export function managersBy(managed: readonly Managed[]): ManagersOf {
  return (at, tenantServiceGroupId, { note }) => {
    const known = managed.filter((one) => has(one, { ...at, tenantServiceGroupId })).map(({ urn }) => urn);
    const maker = makerOf(note);
    const isOfApp = maker !== undefined && resourceOfType(typeIn(maker)) === "MarketApp";
    return [...new Set([...known, ...(isOfApp ? [shown(maker)] : [])])];
  };
}
