import type { AppAddress, ConsoleComponent, InnerPort } from "../console";
import type { Component } from "../model";
import type { Surroundings } from "./surroundings";

/** The components in the order of the outputs: by `serviceKey`, then `serviceAlias`. The server has no order. */
export function inOrder(components: readonly ConsoleComponent[]): ConsoleComponent[] {
  const sortKey = (component: ConsoleComponent): string => `${component.serviceKey} ${component.serviceAlias}`;
  return [...components].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/**
 * The components of one install as other stacks see them, with their addresses.
 *
 * The team's list of inner ports names components by a display name that isn't unique, so the ports that the state knows of are looked
 * up there by their host names, which are; only where these no longer tell is the component itself asked.
 */
export async function describeComponents(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  known: readonly Component[],
  surroundings: Surroundings,
): Promise<Component[]> {
  if (components.length === 0) return [];
  const [rules, ports] = await Promise.all([surroundings.reads.httpRules(at), surroundings.reads.teamPorts(at)]);
  return Promise.all(
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
      accessUrls: rules
        .filter((rule) => rule.serviceId === component.serviceId)
        .map((rule) => rule.url)
        .sort(),
      innerEndpoints: await innerEndpoints(at, component, known, ports, surroundings),
    })),
  );
}

async function innerEndpoints(
  at: AppAddress,
  component: ConsoleComponent,
  known: readonly Component[],
  teamPorts: readonly InnerPort[],
  surroundings: Surroundings,
): Promise<string[]> {
  const before = known.find((candidate) => candidate.serviceId === component.serviceId)?.innerEndpoints ?? [];
  const hosts = new Set(before.map((endpoint) => endpoint.slice(0, endpoint.lastIndexOf(":"))));
  const listed = teamPorts.filter((port) => hosts.has(port.serviceName)).map(endpointOf);
  const isSettled = before.length > 0 && before.every((endpoint) => listed.includes(endpoint));
  if (isSettled) return listed.sort();
  if (!teamPorts.some((port) => port.componentName === component.serviceCname)) return [];
  return (await surroundings.console.listComponentPorts(at, component.serviceId)).map(endpointOf).sort();
}

function endpointOf(port: InnerPort): string {
  return `${port.serviceName}:${port.port}`;
}
