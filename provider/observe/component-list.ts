import type { AppAddress, ConsoleComponent, OuterAddress } from "../console";
import type { Component } from "../model";
import { innerEndpoints, namesakesOf, type Remembered } from "./inner-endpoints";
import type { Sight } from "./sight";

/** The components of one install as other stacks see them, and what is to be remembered of their namesakes in the team. */
export interface ComponentList {
  readonly components: Component[];
  readonly namesakes: string[];
}

/** The components in the order of the outputs: by `serviceKey`, then `serviceAlias`. The server has no order. */
export function inOrder(components: readonly ConsoleComponent[]): ConsoleComponent[] {
  const sortKey = (component: ConsoleComponent): string => `${component.serviceKey} ${component.serviceAlias}`;
  return [...components].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** The components' display names, in the order of the outputs. */
export function namesOf(components: readonly ConsoleComponent[]): string {
  return inOrder(components)
    .map((component) => component.serviceCname)
    .join(", ");
}

/** The same with each one's alias, by which it is found in the web console: display names aren't unique. */
export function fullNamesOf(components: readonly ConsoleComponent[]): string {
  return inOrder(components)
    .map((component) => `${component.serviceCname} (${component.serviceAlias})`)
    .join(", ");
}

/** Describes the components of one install, with their addresses. Without a memory each is asked for its inner ports. */
export async function describeComponents(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  remembered: Remembered | undefined,
  sight: Sight,
): Promise<ComponentList> {
  if (components.length === 0) return { components: [], namesakes: [] };
  const { reads } = sight;
  const [{ addresses }, teamPorts] = await Promise.all([reads.gateway(at), reads.teamPorts(at)]);
  const described = await Promise.all(
    inOrder(components).map(async (component) => ({
      serviceId: component.serviceId,
      serviceAlias: component.serviceAlias,
      serviceCname: component.serviceCname,
      serviceKey: component.serviceKey,
      k8sComponentName: component.k8sComponentName,
      status: component.status ?? "unknown",
      image: component.image,
      version: component.version,
      minMemory: component.minMemory,
      minCpu: component.minCpu,
      minNode: component.minNode,
      extendMethod: component.extendMethod,
      accessUrls: accessUrls(component, addresses),
      innerEndpoints: await innerEndpoints(at, component, remembered, teamPorts, sight),
    })),
  );
  return { components: described, namesakes: namesakesOf(described, teamPorts) };
}

/** Rules for one URL may differ in conditions that a URL doesn't show. */
function accessUrls({ serviceId }: ConsoleComponent, addresses: readonly OuterAddress[]): string[] {
  return [...new Set(addresses.filter((one) => one.serviceId === serviceId).map((one) => one.address))];
}
