import { created, ok, type Reply } from "../../server/reply";
import type { Component, HttpRule, TcpRule } from "../../state/records";
import type { World } from "../../world";
import { newHttpRule } from "../components/component-parts";
import { ConsoleError, crash, serviceError } from "../call/errors";
import { changedRuleBody, noRuleBody, ruleBody, tcpRuleBody } from "./gateway-views";
import type { Call, Route } from "../call/route";
import type { AppScope, ScopedRoutes } from "../call/scope";
import { boolean, integer, many, optional, text, validate } from "../call/validation";

const extensions = many({ key: text(), value: text() });

/** None of them may be null, and no text blank: what isn't to be there is left out. */
const commonFields = {
  service_id: text(),
  domain_cookie: optional(text(), null),
  domain_header: optional(text(), null),
  certificate_id: optional(integer(), 0),
  auto_ssl_config: optional(text(), null),
};

const addFields = {
  ...commonFields,
  container_port: integer(),
  domain_name: text({ max: 253 }),
  domain_path: optional(text(), "/"),
  the_weight: optional(integer(), 100),
  rule_extensions: optional(extensions, []),
  whether_open: optional(boolean(), false),
  auto_ssl: optional(boolean(), false),
};

const changeFields = {
  ...commonFields,
  container_port: optional(integer(), null),
  domain_name: optional(text({ max: 253 }), null),
  domain_path: optional(text(), null),
  the_weight: optional(integer(), null),
  rule_extensions: optional(extensions, null),
  whether_open: optional(boolean(), null),
  auto_ssl: optional(boolean(), null),
};

/** Certificates are added in the web console, which isn't here: every team has nine. */
const lastCertificate = 9;

/** What a change may ask for, and the row has no place for. */
const misplacedFields = ["domain_header", "whether_open"] as const;

/** Gateway rules of an app group, and all HTTP rules of the enterprise. */
export function gatewayRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [
    routes.open("/httpdomains*", { GET: (call) => listAll(world, call) }),
    routes.app("/domains", {
      GET: (_, at) => ok({ http: rulesOf(world, at).map(ruleBody), tcp: tcpRulesOf(world, at).map(tcpRuleBody) }),
    }),
    routes.app("/httpdomains", {
      GET: (_, at) => ok(rulesOf(world, at).map(ruleBody)),
      POST: (call, at) => addRule(world, call, at),
    }),
    routes.app("/httpdomains/:rule_id(^[\\w\\-]+$)", {
      GET: (call) => readRule(world, call),
      PUT: (call, at) => world.database.write(call, () => changeRule(world, call, at)),
      DELETE: (call, at) => deleteRule(world, call, at),
    }),
  ];
}

function listAll(world: World, call: Call): Reply {
  const wanted = call.query.get("auto_ssl");
  const rules = world.state.httpRules.where((rule) => wanted === null || String(rule.autoSsl) === wanted.toLowerCase());
  return ok(rules.map(ruleBody));
}

function rulesOf(world: World, { app }: AppScope): HttpRule[] {
  const ids = new Set(world.state.componentsOf(app.appId).map((component) => component.serviceId));
  return world.state.httpRules.where((rule) => ids.has(rule.serviceId));
}

function tcpRulesOf(world: World, { app }: AppScope): TcpRule[] {
  const ids = new Set(world.state.componentsOf(app.appId).map((component) => component.serviceId));
  return world.state.tcpRules.where((rule) => ids.has(rule.serviceId));
}

/** An unknown rule is a blank one, not an error. */
function readRule(world: World, call: Call): Reply {
  const rule = world.state.httpRules.get(call.params["rule_id"] ?? "");
  return ok(rule === undefined ? noRuleBody : ruleBody(rule));
}

function smallError(msg: string): ConsoleError {
  return new ConsoleError({ status: 400, json: { msg } }, msg);
}

function componentIn(world: World, serviceId: string, { team }: AppScope): Component {
  const component = world.state.components.get(serviceId);
  if (component?.teamId !== team.teamId) throw smallError("组件不存在");
  return component;
}

function addRule(world: World, call: Call, at: AppScope): Reply {
  const asked = validate(addFields, call.body());
  const component = componentIn(world, asked.service_id, at);
  const port = component.ports.find((each) => each.containerPort === asked.container_port);
  if (port === undefined) throw crash("'NoneType' object has no attribute 'is_outer_service'", "AttributeError");
  if (!port.isOuter) {
    if (!asked.whether_open) throw smallError("没有开启对外端口");
    port.isOuter = true;
  }
  const path = asked.domain_path;
  if (/[\u4e00-\u9fa5]/.test(asked.domain_name))
    throw serviceError(400, "domain can not be include chinese", "域名不能包含中文");
  refuseDuplicate(world, component, asked.domain_name, asked.container_port, path);
  refuseForeign(world, at, asked.domain_name);
  const rule: HttpRule = {
    ...newHttpRule(world, at.region, component, asked.container_port, asked.domain_name),
    type: 1,
    path,
    cookie: asked.domain_cookie ?? "",
    header: asked.domain_header ?? "",
    weight: asked.the_weight,
    certificateId: asked.certificate_id > lastCertificate ? 0 : asked.certificate_id,
    autoSsl: asked.auto_ssl,
    autoSslConfig: asked.auto_ssl_config,
    rewrites: "[]",
    ruleExtensions: asked.rule_extensions,
  };
  rule.isSenior = isSenior(rule);
  if (asked.certificate_id !== 0) rule.protocol = "https";
  world.state.httpRules.add(rule);
  // The row is answered as it was made, before the database turned its list into a text.
  return created({ ...changedRuleBody(rule), rewrites: [] });
}

function isSenior(rule: HttpRule): boolean {
  return (rule.path !== "" && rule.path !== "/") || rule.cookie !== "" || rule.header !== "";
}

function refuseDuplicate(world: World, component: Component, domainName: string, port: number, path: string): void {
  const isTaken = world.state
    .httpRulesOf(component.serviceId)
    .some((rule) => rule.domainName === domainName && rule.containerPort === port && rule.path === path);
  if (isTaken) throw smallError("策略已存在");
}

function refuseForeign(world: World, { team, region }: AppScope, domainName: string): void {
  const foreign = world.state.httpRules.first(
    (rule) => rule.domainName === domainName && rule.teamId !== team.teamId && rule.regionId === region.regionId,
  );
  if (foreign !== undefined) throw serviceError(400, "domain be used other team", "域名已经被其他团队使用");
}

function changeRule(world: World, call: Call, at: AppScope): Reply {
  const asked = validate(changeFields, call.body());
  const component = componentIn(world, asked.service_id, at);
  const rule = world.state.httpRules.get(call.params["rule_id"] ?? "");
  if (rule === undefined) throw serviceError(404, "no found");
  const misplaced = misplacedFields.find((name) => asked[name] !== null);
  if (misplaced) throw crash(`ServiceDomain() got unexpected keyword arguments: '${misplaced}'`, "TypeError");
  rule.serviceId = component.serviceId;
  rule.serviceAlias = component.alias;
  rule.domainName = asked.domain_name ?? rule.domainName;
  rule.containerPort = asked.container_port ?? rule.containerPort;
  rule.path = (asked.domain_path ?? rule.path) || "/";
  rule.cookie = asked.domain_cookie ?? rule.cookie;
  rule.weight = asked.the_weight ?? rule.weight;
  rule.ruleExtensions = asked.rule_extensions ?? rule.ruleExtensions;
  rule.autoSsl = asked.auto_ssl ?? rule.autoSsl;
  // These two have values of their own where they are left out.
  rule.certificateId = asked.certificate_id;
  rule.autoSslConfig = asked.auto_ssl_config;
  rule.protocol = rule.certificateId === 0 ? "http" : "https";
  rule.isSenior ||= isSenior(rule);
  return ok(changedRuleBody(rule));
}

function deleteRule(world: World, call: Call, { team }: AppScope): Reply {
  const rule = world.state.httpRules.get(call.params["rule_id"] ?? "");
  if (rule?.teamId !== team.teamId) throw serviceError(404, "domain not found", "域名不存在", { code: 1404 });
  world.state.httpRules.remove(rule);
  return ok({ rule_extensions: [], ...changedRuleBody(rule) });
}
