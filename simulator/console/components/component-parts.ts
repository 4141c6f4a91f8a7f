import { randomInt } from "node:crypto";
import { pythonText } from "../../python/values";
import { hexDigits, hexId } from "../../state/identifiers";
import type { Component, Env, HttpRule, Port, Region, Team } from "../../state/records";
import type { World } from "../../world";
import type { TemplateEnv, TemplatePort } from "../models/template";

/** Random texts for a template's placeholders; a named placeholder means the same text throughout one install. */
export class Placeholders {
  private readonly named = new Map<string, string>();

  /** Returns the value that the console stores for a template's value. */
  fill(value: unknown): string {
    const text = value === null || value === undefined ? "" : pythonText(value);
    if (text === "**None**") return hexDigits(8);
    const name = /^\*\*None:(.+)\*\*$/.exec(text)?.[1];
    if (name === undefined) return text;
    const known = this.named.get(name) ?? hexId();
    this.named.set(name, known);
    return known;
  }
}

/** Adds a template's environment variables to a component; one whose name exists is left out. */
export function addEnvs(
  component: Component,
  envs: readonly TemplateEnv[],
  scope: "inner" | "outer",
  placeholders: Placeholders,
): void {
  for (const env of envs) {
    // Connection information about a port is made anew with the port.
    if (scope === "outer" && env.container_port !== 0) continue;
    addEnv(component, {
      name: env.name ?? "",
      attrName: env.attr_name ?? "",
      attrValue: placeholders.fill(env.attr_value),
      isChange: env.is_change,
      scope,
      containerPort: env.container_port,
    });
  }
}

/** Adds a variable, unless it has no name or the component has one of that name. */
export function addEnv(component: Component, env: Env): void {
  if (env.attrName === "" || component.envs.some((known) => known.attrName === env.attrName)) return;
  component.envs.push(env);
}

/** Returns a template's port as a component gets it: with a name inside the cluster that nobody in the team has. */
export function newPort(world: World, component: Component, template: TemplatePort): Port {
  const wanted = template.k8s_service_name ?? "";
  return {
    containerPort: template.container_port,
    protocol: template.protocol,
    alias: template.port_alias,
    isInner: template.is_inner_service,
    isOuter: template.is_outer_service,
    k8sServiceName: freeServiceName(world, component, wanted, template.container_port),
  };
}

function freeServiceName(world: World, component: Component, wanted: string, port: number): string {
  const name = wanted === "" ? component.alias : wanted;
  if (!isServiceName(name)) return `${component.alias}-${String(port)}`;
  return isServiceNameTaken(world, component, name) ? `${name}-${hexDigits(4)}` : name;
}

/** True if a text can name something inside the cluster. */
export function isServiceName(name: string): boolean {
  return name.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

/** True if another component of the team has a port of that name. */
export function isServiceNameTaken(world: World, component: Component, name: string): boolean {
  const holder = world.state.components.first(
    (other) =>
      other !== component &&
      other.teamId === component.teamId &&
      other.ports.some((port) => port.k8sServiceName === name),
  );
  return holder !== undefined;
}

/** Adds the variables by which others reach an inner port. */
export function addConnectionEnvs(component: Component, port: Port, containerPort: number): void {
  const common = { isChange: true, scope: "outer", containerPort };
  addEnv(component, { ...common, name: "连接信息", attrName: `${port.alias}_HOST`, attrValue: port.k8sServiceName });
  addEnv(component, {
    ...common,
    name: "端口",
    attrName: `${port.alias}_PORT`,
    attrValue: String(port.containerPort),
  });
}

/** Adds the rule by which an outer HTTP port is reached at the region's own domain. */
export function addDefaultHttpRule(world: World, team: Team, region: Region, component: Component, port: Port): void {
  const domainName = `${component.alias}-${String(port.containerPort)}-${team.name}.${region.httpDomain}`;
  world.state.httpRules.add(newHttpRule(world, region, component, port.containerPort, domainName));
}

/** Returns a rule for HTTP with everything at its default. */
export function newHttpRule(
  world: World,
  region: Region,
  component: Component,
  containerPort: number,
  domainName: string,
): HttpRule {
  return {
    id: world.state.next("httpRule"),
    ruleId: hexId(),
    regionId: region.regionId,
    teamId: component.teamId,
    serviceId: component.serviceId,
    serviceAlias: component.alias,
    serviceCname: component.cname,
    domainName,
    containerPort,
    protocol: "http",
    certificateId: 0,
    isSenior: false,
    path: "",
    cookie: "",
    header: "",
    type: 0,
    weight: 100,
    isOuter: true,
    autoSsl: false,
    autoSslConfig: null,
    pathRewrite: false,
    rewrites: "",
    ruleExtensions: [],
  };
}

/** Adds the rule by which an outer port of another protocol is reached. */
export function addTcpRule(world: World, region: Region, component: Component, port: Port): void {
  world.state.tcpRules.add({
    id: world.state.next("tcpRule"),
    ruleId: hexId(),
    regionId: region.regionId,
    teamId: component.teamId,
    serviceId: component.serviceId,
    serviceAlias: component.alias,
    serviceCname: component.cname,
    endPoint: `${region.tcpDomain}:${String(randomInt(20001, 65000))}`,
    protocol: port.protocol,
    containerPort: port.containerPort,
    type: 0,
    isOuter: true,
  });
}
