import type { AppAddress, ConsoleComponent, InnerPort } from "../console";
import type { Component } from "../model";
import type { Sight } from "./sight";

/** What an earlier look made of the team's inner ports: whose each endpoint was. */
export interface Remembered {
  /** The components of the install, with their endpoints. */
  readonly components: readonly Component[];
  /** Endpoints of other components of the team that bear the name of one of these; `undefined` if nobody has looked since the last write. */
  readonly namesakes: readonly string[] | undefined;
}

/**
 * Where other components of the team reach this one, each `host:port`.
 *
 * The team's list of inner ports names components by a display name that isn't unique. Host names are, and with what is remembered
 * of them the list tells all; only where it doesn't is the component itself asked.
 */
export async function innerEndpoints(
  at: AppAddress,
  component: ConsoleComponent,
  remembered: Remembered | undefined,
  teamPorts: readonly InnerPort[],
  { console }: Sight,
): Promise<string[]> {
  const told = endpointsToldByTeam(component, remembered, teamPorts);
  return (told ?? (await console.listComponentPorts(at, component.serviceId)).map(endpointOf)).sort();
}

/** The endpoints that bear the name of one of the components and belong to none of them. */
export function namesakesOf(components: readonly Component[], teamPorts: readonly InnerPort[]): string[] {
  const names = new Set<string | null>(components.map((component) => component.serviceCname));
  const own = new Set(components.flatMap((component) => component.innerEndpoints));
  return teamPorts
    .filter((port) => names.has(port.componentName))
    .map(endpointOf)
    .filter((endpoint) => !own.has(endpoint))
    .sort();
}

/**
 * The component's endpoints, as far as the team's list and the memory tell; `undefined` where only the component itself can say.
 * A host that is remembered belongs to whom it did. A new one is taken for renamed if its ports are those of the hosts that are gone.
 */
export function endpointsToldByTeam(
  component: ConsoleComponent,
  remembered: Remembered | undefined,
  teamPorts: readonly InnerPort[],
): string[] | undefined {
  const isNamed = (port: InnerPort): boolean => port.componentName === component.serviceCname;
  const listed = teamPorts.filter(isNamed).map(endpointOf);
  const own = remembered?.components.find((one) => one.serviceId === component.serviceId)?.innerEndpoints;
  if (!remembered || !own) return listed.length === 0 ? [] : undefined;
  const hosts = hostsOf(own);
  if (teamPorts.some((port) => hosts.has(port.serviceName) && !isNamed(port))) return undefined;

  const known = [...remembered.components.flatMap((one) => one.innerEndpoints), ...(remembered.namesakes ?? [])];
  const fresh = without(hostsOf(listed), hostsOf(known));
  // Since the last write nobody has looked, and what else was installed then is new: as long as nothing is gone, it is the others'.
  const isOthers = remembered.namesakes === undefined && own.every((endpoint) => listed.includes(endpoint));
  if (fresh.length > 0 && !isOthers) {
    const gone = without(hostsOf(known), hostsOf(teamPorts.map(endpointOf)));
    const goneOfOwn = gone.filter((host) => hosts.has(host)).length;
    const isOneOwners = goneOfOwn === 0 || goneOfOwn === gone.length;
    if (fresh.length > 1 || !isOneOwners || portsOn(fresh, listed) !== portsOn(gone, known)) return undefined;
    if (goneOfOwn > 0) hosts.add(fresh.join());
  }
  return listed.filter((endpoint) => hosts.has(hostOf(endpoint)));
}

const endpointOf = (port: InnerPort): string => `${port.serviceName}:${port.port}`;

const hostOf = (endpoint: string): string => endpoint.slice(0, endpoint.lastIndexOf(":"));

const hostsOf = (endpoints: readonly string[]): Set<string> => new Set(endpoints.map(hostOf));

const without = (all: ReadonlySet<string>, those: ReadonlySet<string>): string[] =>
  [...all].filter((one) => !those.has(one));

function portsOn(hosts: readonly string[], endpoints: readonly string[]): string {
  const own = endpoints.filter((endpoint) => hosts.includes(hostOf(endpoint)));
  return own
    .map((endpoint) => endpoint.slice(endpoint.lastIndexOf(":")))
    .sort()
    .join();
}
