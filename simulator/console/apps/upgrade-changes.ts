import type { Component } from "../../state/records";
import { missingKey } from "../call/errors";
import type { TemplateComponent, TemplateEnv, TemplatePort, TemplateVolume } from "../models/template";

/** What a version of a template would change on a component: additions only, whatever else differs stays. */
export interface Changes {
  /** The template's build is newer than the component's. */
  isNewer: boolean;
  envs: TemplateEnv[];
  connectionEnvs: TemplateEnv[];
  ports: TemplatePort[];
  openedPorts: TemplatePort[];
  volumes: TemplateVolume[];
  changedFiles: TemplateVolume[];
  probes: string[];
  monitors: string[];
  graphs: string[];
  dependencies: string[];
}

/** Returns what a template's component would change, or undefined if there is nothing to upgrade. */
export function changesFor(component: Component, template: TemplateComponent): Changes | undefined {
  if (template.probes === undefined) throw missingKey("probes");
  const ports = template.port_map_list ?? [];
  const volumes = template.service_volume_map_list ?? [];
  const changes: Changes = {
    // Compared as texts, so a version that didn't count up its build changes nothing.
    isNewer: (template.deploy_version ?? "") > component.deployVersion,
    envs: newEnvs(component, template.service_env_map_list ?? []),
    connectionEnvs: newEnvs(component, template.service_connect_info_map_list ?? []).filter(
      (env) => env.container_port === 0,
    ),
    ports: ports.filter((port) => portOf(component, port) === undefined),
    openedPorts: ports.filter((port) => port.is_outer_service && portOf(component, port)?.isOuter === false),
    volumes: volumes.filter((volume) => volumeOf(component, volume) === undefined),
    changedFiles: volumes.filter((volume) => isChangedFile(component, volume)),
    probes: added(
      component.probeModes,
      template.probes.map((probe) => probe.mode),
    ),
    monitors: added(component.monitorNames, namesOf(template.component_monitors)),
    graphs: added(
      component.graphTitles,
      (template.component_graphs ?? []).map((graph) => graph.title),
    ),
    dependencies: (template.dep_service_map_list ?? []).map((dependency) => dependency.dep_service_key),
  };
  return isEmpty(changes) ? undefined : changes;
}

/** Dependencies are listed whether new or not. */
function isEmpty(changes: Changes): boolean {
  const additions = [
    changes.envs,
    changes.connectionEnvs,
    changes.ports,
    changes.openedPorts,
    changes.volumes,
    changes.changedFiles,
    changes.probes,
    changes.monitors,
    changes.graphs,
  ];
  return !changes.isNewer && additions.every((list) => list.length === 0);
}

function newEnvs(component: Component, envs: readonly TemplateEnv[]): TemplateEnv[] {
  return envs.filter((env) => !component.envs.some((known) => known.attrName === env.attr_name));
}

function portOf(component: Component, port: TemplatePort): Component["ports"][number] | undefined {
  return component.ports.find((known) => known.containerPort === port.container_port);
}

function volumeOf(component: Component, volume: TemplateVolume): Component["volumes"][number] | undefined {
  return component.volumes.find((known) => known.name === volume.volume_name);
}

function isChangedFile(component: Component, volume: TemplateVolume): boolean {
  const known = volumeOf(component, volume);
  return (
    volume.volume_type === "config-file" && known !== undefined && known.fileContent !== (volume.file_content ?? "")
  );
}

function namesOf(items: readonly { name: string }[] | null | undefined): string[] {
  return (items ?? []).map((item) => item.name);
}

function added(known: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((each) => !known.includes(each));
}
