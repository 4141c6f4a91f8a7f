import { envelope, type Reply } from "../../server/reply";
import type { Component, Port } from "../../state/records";
import type { World } from "../../world";
import {
  addConnectionEnvs,
  addDefaultHttpRule,
  addTcpRule,
  isServiceName,
  isServiceNameTaken,
} from "./component-parts";
import { portBody } from "./component-views";
import { crash, serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ComponentScope, RegionScope, ScopedRoutes } from "../call/scope";
import { boolean, choice, integer, nullable, optional, text, validate } from "../call/validation";

const protocols = ["http", "tcp", "udp", "mysql", "grpc", "https"] as const;
const actions = [
  "open_outer",
  "only_open_outer",
  "close_outer",
  "open_inner",
  "close_inner",
  "change_protocol",
  "change_port_alias",
] as const;

const addFields = {
  port: integer(),
  protocol: optional(nullable(choice(protocols)), "http" as const),
  port_alias: optional(nullable(text({ isBlankAllowed: true })), null),
  is_inner_service: boolean(),
};

const changeFields = {
  action: choice(actions),
  port_alias: optional(nullable(text()), null),
  protocol: optional(nullable(choice(protocols)), null),
  k8s_service_name: optional(nullable(text()), null),
};

/** Ports of a component, and the inner ports of a team. */
export function portRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.region("/apps_port", { GET: (_, at) => listTeamPorts(world, at) }),
    routes.component("/ports", {
      GET: (_, { component }) => envelope("查询成功", { list: component.ports.map(portBody) }),
      POST: (call, at) => addPort(call, at),
    }),
    routes.component("/ports/:port", {
      PUT: (call, at) => world.database.write(call, () => changePort(world, call, at)),
      DELETE: (call, at) => world.database.write(call, () => deletePort(world, call, at)),
    }),
  ];
}

/** Lists the inner ports of the whole team in the region; the namespace is the team's, which its id names unless a person chose another. */
function listTeamPorts(world: World, { team, region }: RegionScope): Reply {
  const components = world.state.componentsOfTeam(team.teamId, region.name);
  const ports = components.flatMap((component) =>
    component.ports
      .filter((port) => port.isInner)
      .map((port) => ({
        port: port.containerPort,
        service_name: port.k8sServiceName,
        namespace: team.teamId,
        component_name: component.cname,
      })),
  );
  return envelope("查询成功", { bean: { namespace: team.teamId, ports } });
}

function addPort(call: Call, { component }: ComponentScope): Reply {
  const asked = validate(addFields, call.body());
  const { port: number, protocol } = asked;
  if (protocol === null) throw serviceError(400, "params error", "缺少协议参数");
  if (number === 0) throw serviceError(400, "component port can not be empty", "端口不能为空");
  if (number < 1 || number > 65535)
    throw serviceError(412, "port must between 1 and 65535", "端口必须为1到65535的整数");
  if (component.ports.some((port) => port.containerPort === number)) {
    throw serviceError(409, "component port already exists", "端口已存在", { code: 20501 });
  }
  const alias = asked.port_alias ?? "";
  const port: Port = {
    containerPort: number,
    protocol,
    alias: alias === "" ? component.alias.toUpperCase() + String(number) : aliasOf(alias),
    isInner: asked.is_inner_service,
    isOuter: false,
    k8sServiceName: component.ports[0]?.k8sServiceName ?? `${component.alias}-${String(number)}`,
  };
  component.ports.push(port);
  if (port.isInner) addConnectionEnvs(component, port, number);
  return envelope("添加成功", { bean: portBody(port) });
}

function aliasOf(alias: string): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(alias)) return alias;
  throw serviceError(400, "port alias illegal", "端口别名不合法");
}

function changePort(world: World, call: Call, at: ComponentScope): Reply {
  const { component } = at;
  const asked = validate(changeFields, call.body());
  const port = portOf(component, call);
  if (port === undefined) throw serviceError(404, "component port does not exist", "组件端口不存在");
  switch (asked.action) {
    case "open_outer":
      if (!port.isInner) throw serviceError(404, "inner port is not open", "对内服务未开启，需先开启对内服务");
      openOuter(world, at, port);
      break;
    case "only_open_outer":
      port.isOuter = true;
      break;
    case "close_outer":
      closeOuter(world, component, port);
      break;
    case "open_inner":
      port.isInner = true;
      addConnectionEnvs(component, port, port.containerPort);
      break;
    case "close_inner":
      if (port.isOuter) throw serviceError(404, "inner port is not open", "对外服务开启中，需先关闭对外服务");
      port.isInner = false;
      dropEnvs(component, port);
      break;
    case "change_protocol":
      changeProtocol(port, asked.protocol ?? port.protocol);
      break;
    case "change_port_alias":
      renamePort(world, component, port, asked.port_alias, asked.k8s_service_name);
  }
  return envelope("操作成功", { bean: portBody(port) });
}

function portOf(component: Component, call: Call): Port | undefined {
  return component.ports.find((each) => String(each.containerPort) === call.params["port"]);
}

function changeProtocol(port: Port, protocol: Port["protocol"]): void {
  if (protocol !== port.protocol && protocol !== "http" && port.isOuter) {
    throw serviceError(400, "change port fail", "请关闭外部访问");
  }
  port.protocol = protocol;
}

function openOuter(world: World, { team, region, component }: ComponentScope, port: Port): void {
  port.isOuter = true;
  const http = world.state.httpRules.where((rule) => isRuleOf(rule, component, port));
  const tcp = world.state.tcpRules.where((rule) => isRuleOf(rule, component, port));
  for (const rule of [...http, ...tcp]) rule.isOuter = true;
  if (port.protocol === "http") {
    if (http.length === 0) addDefaultHttpRule(world, team, region, component, port);
  } else if (tcp.length === 0) addTcpRule(world, region, component, port);
}

/** The rules stay, only flagged. */
function closeOuter(world: World, component: Component, port: Port): void {
  port.isOuter = false;
  const rules = [...world.state.httpRulesOf(component.serviceId), ...world.state.tcpRulesOf(component.serviceId)];
  for (const rule of rules) if (isRuleOf(rule, component, port)) rule.isOuter = false;
}

function isRuleOf(rule: { serviceId: string; containerPort: number }, component: Component, port: Port): boolean {
  return rule.serviceId === component.serviceId && rule.containerPort === port.containerPort;
}

function dropEnvs(component: Component, port: Port): void {
  component.envs = component.envs.filter((env) => env.containerPort !== port.containerPort);
}

/** A new name inside the cluster goes to all ports; variables that came with the install keep the old one. */
function renamePort(world: World, component: Component, port: Port, alias: string | null, name: string | null): void {
  if (alias === null) throw serviceError(400, "port alias can not be empty", "端口别名不能为空");
  const newAlias = aliasOf(alias);
  if (name === null) throw crash("object of type 'NoneType' has no len()", "TypeError");
  if (!isServiceName(name)) throw serviceError(400, "k8s service name illegal", "内部域名不合法");
  if (isServiceNameTaken(world, component, name)) {
    throw serviceError(409, "k8s service name already exists", "内部域名已存在", { code: 20500 });
  }
  for (const each of component.ports) each.k8sServiceName = name;
  for (const env of component.envs.filter((each) => each.containerPort === port.containerPort)) {
    if (env.attrName === `${port.alias}_HOST`) {
      Object.assign(env, { attrName: `${newAlias}_HOST`, attrValue: port.k8sServiceName });
    } else if (env.attrName === `${port.alias}_PORT`) env.attrName = `${newAlias}_PORT`;
  }
  port.alias = newAlias;
}

/** A person's own domains stand against it only while the port is open to the outside; otherwise they go with it. */
function deletePort(world: World, call: Call, { component }: ComponentScope): Reply {
  const port = portOf(component, call);
  if (port === undefined) throw serviceError(404, "port not found", `端口${call.params["port"] ?? ""}不存在`);
  const { httpRules, tcpRules } = world.state;
  const rules = httpRules.where((rule) => isRuleOf(rule, component, port));
  if (port.isOuter && rules.some((rule) => rule.type === 1)) {
    throw serviceError(412, "contains custom domains", "该端口有自定义域名，请先解绑域名");
  }
  if (port.isInner) throw serviceError(409, "can not delete inner port", "请关闭对内服务");
  if (port.isOuter) throw serviceError(409, "can not delete outer port", "请关闭对外服务");
  component.ports = component.ports.filter((each) => each !== port);
  dropEnvs(component, port);
  httpRules.remove(...rules);
  tcpRules.remove(...tcpRules.where((rule) => isRuleOf(rule, component, port)));
  return envelope("删除成功", { bean: portBody(port) });
}
