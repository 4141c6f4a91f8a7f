import type { Component, Port } from "../../state/records";
import type { World } from "../../world";

/** Returns a component as the wire shows it; installs show neither status nor addresses. */
export function componentBody(
  component: Component,
  status: unknown = "",
  accessInfos: readonly string[] = [],
): Record<string, unknown> {
  return { status, access_infos: accessInfos, ...ownColumns(component), ...constantColumns };
}

function ownColumns(component: Component): Record<string, unknown> {
  return {
    service_id: component.serviceId,
    tenant_id: component.teamId,
    service_key: component.serviceKey,
    service_alias: component.alias,
    service_cname: component.cname,
    service_region: component.regionName,
    version: component.version,
    image: component.image,
    cmd: component.cmd,
    min_node: component.minNode,
    min_cpu: component.minCpu,
    container_gpu: component.containerGpu,
    min_memory: component.minMemory,
    total_memory: component.totalMemory,
    extend_method: component.extendMethod,
    service_type: component.serviceType,
    service_source: component.serviceSource,
    create_status: component.createStatus,
    creater: component.creatorId,
    build_upgrade: component.isBuildUpgrade,
    tenant_service_group_id: component.groupId,
    k8s_component_name: component.k8sComponentName,
    arch: component.arch,
  };
}

/** The same for every component that an install made. */
const constantColumns = {
  desc: "install from market app",
  category: "app_publish",
  update_version: 1,
  code_from: "",
  git_url: null,
  git_project_id: 0,
  code_version: null,
  language: "",
  build_strategy: "",
  is_service: false,
  service_origin: "assistant",
  open_webhooks: false,
  check_uuid: "",
  check_event_id: "",
  docker_cmd: null,
  server_type: "git",
  is_upgrate: false,
  oauth_service_id: null,
  job_strategy: "",
  dockerfile: "",
};

/** Returns the addresses of a component's rules, also of those whose port is closed to the outside. */
export function accessUrls(world: World, component: Component, port?: number): string[] {
  const isWanted = (rule: { containerPort: number }): boolean => port === undefined || rule.containerPort === port;
  const http = world.state.httpRulesOf(component.serviceId).filter(isWanted);
  const tcp = world.state.tcpRulesOf(component.serviceId).filter(isWanted);
  return [
    ...http.map((rule) => `${rule.certificateId === 0 ? "http" : "https"}://${rule.domainName}${rule.path}`),
    ...tcp.map((rule) => rule.endPoint),
  ];
}

/** Returns a port as the wire shows it. */
export function portBody(port: Port): Record<string, unknown> {
  return {
    container_port: port.containerPort,
    mapping_port: port.containerPort,
    lb_mapping_port: 0,
    protocol: port.protocol,
    port_alias: port.alias,
    is_inner_service: port.isInner,
    is_outer_service: port.isOuter,
    k8s_service_name: port.k8sServiceName,
  };
}
