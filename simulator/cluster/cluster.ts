import type { FaultPoint, Faults } from "../control/faults";
import type { Component, Region, Team } from "../state/records";
import type { State } from "../state/state";
import type { Clock } from "./clock";
import { LifeCycle, type Operation } from "./life-cycle";
import { RegionError, frequentError, regionError } from "./region-errors";

/** Simulated milliseconds that one writing call to the cluster takes. */
const callMs = 10;

/** The cluster as the console calls it; every method throws what the console makes of a refusal. */
export class Cluster {
  readonly lifeCycle: LifeCycle;

  constructor(
    private readonly state: State,
    private readonly faults: Faults,
    private readonly clock: Clock,
  ) {
    this.lifeCycle = new LifeCycle(state, clock);
  }

  /** Registers a component. */
  async createService(team: Team, component: Component): Promise<void> {
    await this.clock.pause(callMs);
    this.call("region.createService", component.regionName, "POST", `/v2/tenants/${team.name}/services`);
    component.workload.isKnown = true;
  }

  /** Asks which kinds of volumes there are, as the console does before it saves one. */
  async volumeOptions(regionName: string): Promise<void> {
    await this.clock.pause(callMs);
    this.call("region.volumeOptions", regionName, "GET", "/v2/volume-options");
  }

  /** Returns the statuses in the cluster's own shape; it calls a component that it doesn't know "unknow". */
  servicesStatus(team: Team, regionName: string, components: readonly Component[]): unknown {
    const path = `/v2/tenants/${team.name}/services_status`;
    const answer = this.call("region.servicesStatus", regionName, "POST", path);
    if (answer !== undefined) return answer;
    this.lifeCycle.settle();
    return {
      list: components.map((component) => ({
        service_id: component.serviceId,
        status: this.lifeCycle.statusOf(component),
      })),
    };
  }

  /** Does one thing to many components; an unknown or busy component is passed over. */
  batchOperation(team: Team, regionName: string, operation: Operation, components: readonly Component[]): void {
    this.call("region.batchOperation", regionName, "POST", `/v2/tenants/${team.name}/batchoperation`);
    this.lifeCycle.settle();
    for (const component of components) {
      if (component.workload.isKnown) this.lifeCycle.run(component, operation);
    }
  }

  /** Builds one component and returns the event's id; refused while its last event is under way. */
  build(component: Component): string {
    this.lifeCycle.settle();
    if (this.lifeCycle.isBusy(component)) throw new RegionError(409, false, frequentError());
    return this.lifeCycle.run(component, "build");
  }

  /** Stops one component; refused while its last event is under way. */
  stop(component: Component): void {
    this.lifeCycle.settle();
    if (this.lifeCycle.isBusy(component)) throw new RegionError(409, false, frequentError());
    this.lifeCycle.run(component, "stop");
  }

  /** Returns one component's status. */
  statusOf(component: Component): string {
    this.lifeCycle.settle();
    return this.lifeCycle.statusOf(component);
  }

  /** Removes a component; one that the cluster doesn't know counts as removed. */
  deleteService(team: Team, component: Component): void {
    const path = `/v2/tenants/${team.name}/services/${component.alias}?enterprise_id=${this.state.enterpriseId}`;
    try {
      this.call("region.deleteService", component.regionName, "DELETE", path);
    } catch (error) {
      if (!(error instanceof RegionError) || error.status !== 404 || error.isCoded) throw error;
    }
    component.workload.isKnown = false;
  }

  /** Removes an app group. */
  deleteApp(team: Team, regionName: string, k8sApp: string): void {
    this.call("region.deleteApp", regionName, "DELETE", `/v2/tenants/${team.name}/apps/${k8sApp}`);
  }

  /** Sets the number of pods; refused if so many run. */
  horizontal(team: Team, component: Component, newNode: number): void {
    const path = `/v2/tenants/${team.name}/services/${component.alias}/horizontal`;
    this.call("region.horizontal", component.regionName, "PUT", path);
    if (this.podsOf(component) === newNode) {
      const body = { code: 10104, msg: "horizontal no change" };
      throw regionError({ url: this.regionNamed(component.regionName).url + path, method: "PUT" }, 400, body);
    }
  }

  /** Sets memory and CPU. */
  vertical(team: Team, component: Component): void {
    const path = `/v2/tenants/${team.name}/services/${component.alias}/vertical`;
    this.call("region.vertical", component.regionName, "PUT", path);
  }

  private podsOf(component: Component): number {
    return this.statusOf(component) === "running" ? component.minNode : 0;
  }

  /** Throws if a fault armed at the point answers with an error; returns the body if it answers well. */
  private call(point: FaultPoint, regionName: string, method: string, path: string): unknown {
    const answer = this.faults.take(point);
    if (answer === undefined) return undefined;
    if (answer.status < 400) return answer.body;
    throw regionError({ url: this.regionNamed(regionName).url + path, method }, answer.status, answer.body);
  }

  private regionNamed(name: string): Region {
    const region = this.state.regions.find((candidate) => candidate.name === name);
    if (region === undefined) throw new Error(`no region ${name}`);
    return region;
  }
}
