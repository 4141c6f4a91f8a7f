import { hexId } from "../state/identifiers";
import type { Component } from "../state/records";
import type { World } from "../world";
import type { InstallOrder } from "./installation";
import { cpuForMemory, extendMethodOf, imageOf, type TemplateComponent } from "./template";

/** Returns a template's component as a row that is still being created: no ports, variables or volumes yet. */
export function newComponent(
  world: World,
  order: InstallOrder,
  groupId: number,
  template: TemplateComponent,
): Component {
  const serviceId = hexId();
  const { extend_method_map: map } = template;
  const minMemory = map.init_memory ?? map.min_memory;
  return {
    serviceId,
    teamId: order.team.teamId,
    regionName: order.region.name,
    appId: order.app.appId,
    serviceKey: template.service_key,
    shareUuid: template.service_share_uuid ?? "",
    alias: `gr${serviceId.slice(-6)}`,
    cname: template.service_cname,
    k8sComponentName: "",
    createStatus: "creating",
    groupId,
    source: { modelId: order.modelId, marketName: order.market.name, version: order.versionName },
    deployVersion: template.deploy_version ?? "",
    version: template.version,
    image: imageOf(template),
    cmd: template.cmd ?? "",
    arch: template.arch ?? order.version.arch ?? "amd64",
    serviceType: template.service_type,
    serviceSource: "market",
    isBuildUpgrade: true,
    extendMethod: extendMethodOf(template),
    minNode: map.min_node,
    minCpu: map.container_cpu ?? cpuForMemory(minMemory),
    containerGpu: 0,
    minMemory,
    totalMemory: minMemory * map.min_node,
    updatedAt: world.clock.stamp(),
    ports: [],
    envs: [],
    volumes: [],
    dependsOn: [],
    mountsFrom: [],
    probeModes: [],
    monitorNames: [],
    graphTitles: [],
    workload: {
      isKnown: false,
      status: "undeploy",
      pinnedStatus: null,
      hasVersion: false,
      nextImage: null,
      builtImage: null,
    },
  };
}
