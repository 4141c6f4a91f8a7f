import type { HttpRule, TcpRule } from "../../state/records";

/** A rule by HTTP in a list, and as it was asked for. Its extensions are kept as a text that the console can't read back. */
export function ruleBody(rule: HttpRule): Record<string, unknown> {
  return { ID: rule.id, rule_extensions: [], ...changedRuleBody(rule) };
}

/** What POST and PUT answer: without the row's number and its extensions. */
export function changedRuleBody(rule: HttpRule): Record<string, unknown> {
  return {
    http_rule_id: rule.ruleId,
    region_id: rule.regionId,
    tenant_id: rule.teamId,
    service_id: rule.serviceId,
    service_name: rule.serviceAlias,
    domain_name: rule.domainName,
    container_port: rule.containerPort,
    protocol: rule.protocol,
    certificate_id: rule.certificateId,
    domain_type: "www",
    service_alias: rule.serviceCname,
    is_senior: rule.isSenior,
    domain_path: rule.path,
    domain_cookie: rule.cookie,
    domain_heander: rule.header,
    type: rule.type,
    the_weight: rule.weight,
    is_outer_service: rule.isOuter,
    auto_ssl: rule.autoSsl,
    auto_ssl_config: rule.autoSslConfig,
    path_rewrite: rule.pathRewrite,
    rewrites: rule.rewrites,
  };
}

/** A rule by another protocol in a list. */
export function tcpRuleBody(rule: TcpRule): Record<string, unknown> {
  return {
    ID: rule.id,
    rule_extensions: [],
    tcp_rule_id: rule.ruleId,
    region_id: rule.regionId,
    tenant_id: rule.teamId,
    service_id: rule.serviceId,
    service_name: rule.serviceAlias,
    end_point: rule.endPoint,
    protocol: rule.protocol,
    container_port: rule.containerPort,
    service_alias: rule.serviceCname,
    type: rule.type,
    is_outer_service: rule.isOuter,
  };
}

/** What the console answers for a rule that isn't there. */
export const noRuleBody = {
  http_rule_id: "",
  region_id: "",
  tenant_id: "",
  service_id: "",
  service_name: "",
  domain_name: "",
  container_port: null,
  protocol: "",
  certificate_id: null,
  domain_type: "",
  service_alias: "",
  is_senior: false,
  domain_path: "",
  domain_cookie: "",
  domain_heander: "",
  type: null,
  the_weight: null,
  is_outer_service: false,
  auto_ssl: false,
  auto_ssl_config: "",
  path_rewrite: false,
  rewrites: "",
};
