import type { Order } from "../../cluster/cluster";
import type { RollbackShape } from "../../control/faults";
import { hexDigits } from "../../state/identifiers";
import type { Component, InstallGroup, Port } from "../../state/records";
import type { World } from "../../world";
import {
  Placeholders,
  addConnectionEnvs,
  addDefaultHttpRule,
  addEnvs,
  addTcpRule,
  newPort,
} from "../components/component-parts";
import { lockError } from "../call/database";
import { ConsoleError, crash, missingKey, serviceError } from "../call/errors";
import type { InstallOrder } from "./install-order";
import { newComponent } from "./new-component";
import { parseTemplate, type Template, type TemplateComponent } from "../models/template";

/** One install of a template, step by step as the console does it: rows appear at once and may vanish again. */
export class Installation {
  private readonly group: InstallGroup;
  /** The components that a rollback knows of; one that fails while its rows are saved isn't among them. */
  private readonly saved: Component[] = [];
  private readonly placeholders = new Placeholders();

  constructor(
    private readonly world: World,
    private readonly order: InstallOrder,
  ) {
    this.group = {
      groupId: world.state.next("installGroup"),
      appId: order.app.appId,
      modelId: order.modelId,
      modelName: order.modelName,
      createdAt: world.clock.stamp(),
      version: order.versionName,
      marketName: order.market?.name ?? null,
    };
  }

  /** Installs; any failure is one and the same 400, after a rollback that doesn't reach everything. */
  async run(): Promise<void> {
    const { database, faults } = this.world;
    const armed = faults.takeRollback();
    if (armed !== undefined) {
      await this.attempt(armed);
      return;
    }
    await database.write(
      this.order.call,
      () => this.attempt(),
      () => this.attempt(database.nextRollbackShape()),
    );
  }

  /** With a shape the database is locked: the lock strikes once all is made, and strikes the rollback again. */
  private async attempt(lockedShape?: RollbackShape): Promise<void> {
    this.world.state.installGroups.add(this.group);
    try {
      await this.install(parseTemplate(this.order.version.template));
      if (lockedShape !== undefined) throw lockError();
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      await this.rollBack(lockedShape ?? "none");
      throw serviceError(400, "install app failure", `安装应用发生异常${error.text}`);
    }
    if (this.order.isDeployed) this.deploy();
  }

  private async install(template: Template): Promise<void> {
    this.installPlugins(template);
    for (const component of template.apps) this.saved.push(await this.save(component));
    this.connect(template);
    for (const [index, component] of this.saved.entries()) {
      await this.create(component, template.apps[index]?.k8s_component_name);
    }
    const { team, app } = this.order;
    for (const { name } of template.app_config_groups ?? []) {
      await this.world.cluster.createConfigGroup(team, app);
      const { configGroups } = app;
      configGroups.push(configGroups.includes(name) ? `${name}-${hexDigits(4)}` : name);
    }
  }

  /** A team gets a plugin once; a rollback leaves it. */
  private installPlugins(template: Template): void {
    const { team, region } = this.order;
    for (const plugin of template.plugins ?? []) {
      const key = `${region.name}/${plugin.plugin_key}`;
      if (team.plugins.includes(key)) continue;
      const image = plugin.plugin_image ?? {};
      if (!("hub_user" in image) || !("hub_password" in image)) {
        throw serviceError(500, "install plugin failure", "创建插件失败");
      }
      team.plugins.push(key);
    }
  }

  private async save(template: TemplateComponent): Promise<Component> {
    const { world, order } = this;
    await world.database.spend();
    const component = newComponent(world, order, this.group.groupId, template);
    world.state.components.add(component);
    if (template.service_image === undefined) throw missingKey("service_image");
    addEnvs(component, template.service_env_map_list ?? [], "inner", this.placeholders);
    addEnvs(component, template.service_connect_info_map_list ?? [], "outer", this.placeholders);
    for (const portTemplate of template.port_map_list ?? []) {
      const port = newPort(world, component, portTemplate);
      if (port.isOuter) this.openPort(component, port);
      component.ports.push(port);
      if (port.isInner) addConnectionEnvs(component, port, 0);
    }
    await this.saveVolumes(component, template);
    component.probeModes = (template.probes ?? []).map((probe) => probe.mode);
    component.monitorNames = (template.component_monitors ?? []).map((monitor) => monitor.name);
    component.graphTitles = (template.component_graphs ?? []).map((graph) => graph.title);
    return component;
  }

  private openPort(component: Component, port: Port): void {
    const { world, order } = this;
    if (port.protocol === "http") addDefaultHttpRule(world, order.team, order.region, component, port);
    else if (order.isNewerWay) addTcpRule(world, order.region, component, port);
    // The install endpoint looks for the port's row before it is inserted.
    else throw crash("'NoneType' object has no attribute 'container_port'", "AttributeError");
  }

  private async saveVolumes(component: Component, template: TemplateComponent): Promise<void> {
    if (template.service_volume_map_list === undefined) throw missingKey("service_volume_map_list");
    for (const volume of template.service_volume_map_list) {
      if (volume.volume_type !== "config-file") await this.world.cluster.volumeOptions(this.order.region.name);
      component.volumes.push({
        id: this.world.state.next("volume"),
        name: volume.volume_name,
        path: volume.volume_path,
        type: volume.volume_type,
        capacity: volume.volume_capacity ?? 0,
        category: "app_publish",
        mode: volume.mode ?? null,
        fileContent: volume.file_content ?? "",
      });
    }
  }

  private connect(template: Template): void {
    for (const [index, component] of this.saved.entries()) {
      const { dep_service_map_list: needed, mnt_relation_list: mounted } = template.apps[index] ?? {};
      component.dependsOn = this.idsOf((needed ?? []).map((each) => each.dep_service_key));
      component.mountsFrom = this.idsOf((mounted ?? []).map((each) => each.service_share_uuid));
    }
  }

  private idsOf(shareUuids: readonly string[]): string[] {
    return this.saved.filter((each) => shareUuids.includes(each.shareUuid)).map((each) => each.serviceId);
  }

  private async create(component: Component, templateName: string | null | undefined): Promise<void> {
    await this.world.cluster.createService(this.order.team, component);
    // Somebody may have deleted the app group meanwhile.
    if (!this.world.state.components.has(component)) {
      throw crash("'NoneType' object has no attribute 'service_id'", "AttributeError");
    }
    component.k8sComponentName = (this.order.isNewerWay ? templateName : undefined) ?? component.alias;
    component.createStatus = "complete";
  }

  /** What the cluster refuses to delete stays, though its install group is gone; so does what the lock keeps, which the cluster has deleted. */
  private async rollBack(shape: RollbackShape): Promise<void> {
    const { state, cluster, rollbacks } = this.world;
    const { team, app } = this.order;
    state.installGroups.remove(this.group);
    rollbacks.add(app.appId);
    const kept = { none: 0, one: 1, all: this.saved.length }[shape];
    for (const [index, component] of this.saved.entries()) {
      try {
        await cluster.deleteService(team, component);
      } catch (error) {
        if (error instanceof ConsoleError) continue;
        throw error;
      }
      if (index >= kept) state.removeComponent(component);
    }
    rollbacks.delete(app.appId);
  }

  /** A build that the cluster refuses is only logged by the console. */
  private deploy(): void {
    const { team, region, call } = this.order;
    try {
      const order: Order = { operation: "build", userName: call.user.nickName };
      this.world.cluster.batchOperation(team, region.name, order, this.saved);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
    }
  }
}
