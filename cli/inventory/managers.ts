import type { AppAddress, AppGroup } from "../../provider/console";
import { makerOf } from "../../provider/identity";
import { shown } from "../../provider/screen";
import { resourceOfType, typeIn } from "../resource-types";

/** The URNs of the resources that have an install. */
export type ManagersOf = (at: AppAddress, tenantServiceGroupId: number, group: AppGroup) => readonly string[];

/** What a resource of a stack has on the server. */
export interface Managed extends AppAddress {
  readonly urn: string;
  readonly tenantServiceGroupId: number;
}

/**
 * Who has an install, by the states of some stacks, and by the note on its app group. One that a `MarketApp` made says so there; of one that an `App` made,
 * and of others, only the stacks tell what is in it.
 */
export function managersBy(managed: readonly Managed[]): ManagersOf {
  const known = new Map<string, string[]>();
  for (const { urn, ...place } of managed) known.set(keyOf(place), [...(known.get(keyOf(place)) ?? []), urn]);
  return ({ teamId, regionName, appId }, tenantServiceGroupId, { note }) => {
    const maker = makerOf(note);
    const isOfApp = maker !== undefined && resourceOfType(typeIn(maker)) === "MarketApp";
    const byNote = isOfApp ? [shown(maker)] : [];
    return [...new Set([...(known.get(keyOf({ teamId, regionName, appId, tenantServiceGroupId })) ?? []), ...byNote])];
  };
}

function keyOf({ teamId, regionName, appId, tenantServiceGroupId }: Omit<Managed, "urn">): string {
  return `${teamId}/${regionName}/${appId}/${tenantServiceGroupId}`;
}
