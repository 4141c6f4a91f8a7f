import type { Component } from "../../state/records";
import type { World } from "../../world";
import { Placeholders, addEnvs, newPort } from "../components/component-parts";
import { crash, serviceError, type ConsoleError } from "../call/errors";
import { imageOf, type TemplateComponent } from "../models/template";
import type { Changes } from "./upgrade-changes";

/** Applies a version's changes to a component's rows; throws where the console stumbles, having changed some already. */
export async function applyChanges(
  world: World,
  component: Component,
  siblings: readonly Component[],
  template: TemplateComponent,
  changes: Changes,
): Promise<void> {
  addNewEnvs(component, changes);
  addPorts(world, component, changes);
  // The call that adds charts lacks an argument.
  if (changes.graphs.length > 0) throw crash("add_component_graph() missing 1 required argument", "TypeError");
  await addVolumes(world, component, changes);
  component.probeModes.push(...changes.probes);
  component.monitorNames.push(...changes.monitors);
  addDependencies(component, siblings, changes);
  component.image = imageOf(template);
  component.version = template.version;
  component.cmd = template.cmd ?? "";
  component.deployVersion = template.deploy_version ?? "";
}

/** The one answer to every failure while rows and properties are changed; everything was rolled back. */
export function upgradeFailure(): ConsoleError {
  return serviceError(
    400,
    "upgrade app failure",
    "升级时发送错误, 已升级组件已自动回滚，但新增组件不会进行删除，请手动处理",
  );
}

function addNewEnvs(component: Component, changes: Changes): void {
  for (const env of [...changes.envs, ...changes.connectionEnvs]) {
    if (typeof env.attr_value !== "string") throw crash("'int' object has no attribute 'startswith'", "AttributeError");
  }
  const placeholders = new Placeholders();
  addEnvs(component, changes.envs, "inner", placeholders);
  addEnvs(component, changes.connectionEnvs, "outer", placeholders);
}

/** A new or opened port gets the component's alias; an outer one is only flagged, without domain and route. */
function addPorts(world: World, component: Component, changes: Changes): void {
  for (const template of changes.ports) {
    // The variable for the port's own number is a number, which stops the upgrade.
    if (template.is_inner_service) throw crash("'int' object has no attribute 'startswith'", "AttributeError");
    component.ports.push({ ...newPort(world, component, template), alias: component.alias.toUpperCase() });
  }
  for (const template of changes.openedPorts) {
    const port = component.ports.find((each) => each.containerPort === template.container_port);
    if (port === undefined) continue;
    port.isOuter = true;
    port.alias = component.alias.toUpperCase();
  }
}

async function addVolumes(world: World, component: Component, changes: Changes): Promise<void> {
  for (const volume of changes.volumes) {
    if (volume.volume_type !== "config-file") await world.cluster.volumeOptions(component.regionName);
    component.volumes.push({
      id: world.state.next("volume"),
      name: volume.volume_name,
      path: volume.volume_path,
      type: volume.volume_type,
      capacity: volume.volume_capacity ?? 0,
      category: "app_publish",
      mode: volume.mode ?? null,
      fileContent: volume.file_content ?? "",
    });
  }
  for (const file of changes.changedFiles) {
    const known = component.volumes.find((volume) => volume.name === file.volume_name);
    if (known !== undefined) known.fileContent = file.file_content ?? "";
  }
}

function addDependencies(component: Component, siblings: readonly Component[], changes: Changes): void {
  for (const sibling of siblings) {
    const isWanted = changes.dependencies.includes(sibling.shareUuid) && sibling.groupId === component.groupId;
    if (isWanted && !component.dependsOn.includes(sibling.serviceId)) component.dependsOn.push(sibling.serviceId);
  }
}
