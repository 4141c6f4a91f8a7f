import { hexId } from "../../state/identifiers";
import type { Component } from "../../state/records";
import type { World } from "../../world";
import type { InstallOrder } from "./install-order";
import { cpuForMemory, extendMethodOf, imageOf, type TemplateComponent } from "../models/template";

/** Returns a template's component as a row that is still being created: no ports, variables or volumes yet. */
export function newComponent(
  world: World,
  order: InstallOrder,
  groupId: number,
  template: TemplateComponent,
): Component {
  const serviceId = hexId();
  return {
    serviceId,
    teamId: order.team.teamId,
    regionName: order.region.name,
    appId: order.app.appId,
    alias: `gr${serviceId.slice(-6)}`,
    k8sComponentName: "",
    createStatus: "creating",
    creatorId: order.call.user.userId,
    groupId,
    source: { modelId: order.modelId, marketName: order.market?.name ?? null, version: order.versionName },
    arch: template.arch ?? order.version.arch ?? "amd64",
    serviceSource: "market",
    isBuildUpgrade: order.isNewerWay ? order.isDeployed : true,
    updatedAt: world.clock.stamp(),
    ...templateColumns(template),
    ...sizes(template),
    ...noParts(),
    workload: noWorkload(),
  };
}

/** Returns what the cluster has of a component that it doesn't know yet. */
export function noWorkload(): Component["workload"] {
  return {
    isKnown: false,
    status: "undeploy",
    pinnedStatus: null,
    hasVersion: false,
    failsNextBuild: false,
    failsNextStart: false,
    buildMs: null,
    nextImage: null,
    builtImage: null,
    podEnvs: null,
  };
}

type TemplateColumns =
  "serviceKey" | "shareUuid" | "cname" | "serviceType" | "deployVersion" | "version" | "image" | "cmd";

function templateColumns(template: TemplateComponent): Pick<Component, TemplateColumns> {
  return {
    serviceKey: template.service_key,
    shareUuid: template.service_share_uuid ?? "",
    cname: template.service_cname,
    serviceType: template.service_type,
    deployVersion: template.deploy_version ?? "",
    version: template.version,
    image: imageOf(template),
    cmd: template.cmd ?? "",
  };
}

type Sizes = "extendMethod" | "minNode" | "minCpu" | "containerGpu" | "minMemory" | "totalMemory";

function sizes(template: TemplateComponent): Pick<Component, Sizes> {
  const { extend_method_map: map } = template;
  const minMemory = map.init_memory ?? map.min_memory;
  return {
    extendMethod: extendMethodOf(template),
    minNode: map.min_node,
    minCpu: map.container_cpu ?? cpuForMemory(minMemory),
    containerGpu: 0,
    minMemory,
    totalMemory: minMemory * map.min_node,
  };
}

type Parts = "ports" | "envs" | "volumes" | "dependsOn" | "mountsFrom" | "probeModes" | "monitorNames" | "graphTitles";

/** Returns the parts of a component that has none. */
export function noParts(): Pick<Component, Parts> {
  return {
    ports: [],
    envs: [],
    volumes: [],
    dependsOn: [],
    mountsFrom: [],
    probeModes: [],
    monitorNames: [],
    graphTitles: [],
  };
}
