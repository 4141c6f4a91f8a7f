import type { FaultPoint } from "../control/changes";
import type { Faults } from "../control/faults";
import type { AppGroup, Component, Team } from "../state/records";
import type { State } from "../state/state";
import type { Clock } from "./clock";
import { LifeCycle, type Operation } from "./life-cycle";
import { RegionError, frequentError, regionError, type RegionCall } from "./region-errors";

/** Simulated milliseconds that one writing call to the cluster takes. */
const callMs = 10;

/** What is to be done to components, and for whom. */
export interface Order {
  operation: Operation;
  userName: string;
}

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

  /** Registers a team. */
  async createTenant(regionName: string): Promise<void> {
    await this.write("region.createTenant", regionName, "POST", "/v2/tenants");
  }

  /** Registers an app group; its name must be a free one that Kubernetes takes. */
  async createApp(team: Team, regionName: string, k8sApp: unknown): Promise<string> {
    const path = `/v2/tenants/${team.name}/apps`;
    await this.write("region.createApp", regionName, "POST", path);
    if (typeof k8sApp !== "string" || !isKubernetesName(k8sApp)) {
      throw this.refusal(regionName, "POST", path, 11010, "invalid k8s app name");
    }
    if (this.state.appsOf(team.teamId, regionName).some((app) => app.k8sApp === k8sApp)) {
      throw this.refusal(regionName, "POST", path, 11011, "k8s app name exists");
    }
    return k8sApp;
  }

  /** Registers a component. */
  async createService(team: Team, component: Component): Promise<void> {
    await this.write("region.createService", component.regionName, "POST", `/v2/tenants/${team.name}/services`);
    component.workload.isKnown = true;
  }

  /** Asks which kinds of volumes there are, as the console does before it saves one. */
  async volumeOptions(regionName: string): Promise<void> {
    await this.write("region.volumeOptions", regionName, "GET", "/v2/volume-options");
  }

  /** Registers a config group. */
  async createConfigGroup(team: Team, app: AppGroup): Promise<void> {
    const path = `/v2/tenants/${team.name}/apps/${app.k8sApp}/configgroups`;
    await this.write("region.configGroup", app.regionName, "POST", path);
  }

  /** Returns the statuses in the cluster's own shape; a component that it doesn't know is "unknow", or left out. */
  servicesStatus(team: Team, regionName: string, components: readonly Component[]): unknown {
    const path = `/v2/tenants/${team.name}/services_status`;
    const answer = this.call("region.servicesStatus", regionName, "POST", path);
    if (answer !== undefined) return answer;
    this.lifeCycle.settle();
    const omitsUnknown = this.state.regions.get(regionName)?.omitsUnknown === true;
    const listed = components.filter(({ workload }) => !omitsUnknown || workload.isKnown);
    return {
      list: listed.map((component) => ({
        service_id: component.serviceId,
        status: this.lifeCycle.statusOf(component),
      })),
    };
  }

  /** Does one thing to many components, busy or not; unknown ones are passed over. */
  batchOperation(team: Team, regionName: string, order: Order, components: readonly Component[]): void {
    this.call("region.batchOperation", regionName, "POST", `/v2/tenants/${team.name}/batchoperation`);
    this.lifeCycle.settle();
    for (const component of components) {
      if (component.workload.isKnown) this.lifeCycle.run(component, order.operation, order.userName);
    }
  }

  /** Builds one component and returns the event's id; refused while its last event is under way, or if the cluster doesn't know it. */
  async build(team: Team, component: Component, userName: string): Promise<string> {
    const path = `/v2/tenants/${team.name}/services/${component.alias}/build`;
    await this.write("region.build", component.regionName, "POST", path);
    if (!component.workload.isKnown) throw regionError(this.callTo(component.regionName, "POST", path), 404, {});
    return this.runAlone(component, "build", userName);
  }

  /** Stops one component; refused while its last event is under way. */
  stop(component: Component, userName: string): void {
    this.runAlone(component, "stop", userName);
  }

  /** Returns one component's status. */
  statusOf(component: Component): string {
    this.lifeCycle.settle();
    return this.lifeCycle.statusOf(component);
  }

  /** Takes a variable; its scope must be one that the cluster knows. */
  addEnv(team: Team, component: Component, scope: string): void {
    if (["inner", "outer", "both", "build"].includes(scope)) return;
    const call = this.callTo(component.regionName, "POST", `/v2/tenants/${team.name}/services/${component.alias}/env`);
    throw regionError(call, 400, {
      validation_error: { scope: ["The scope field must be in inner,outer,both,build"] },
    });
  }

  /** Removes a component; one that the cluster doesn't know counts as removed. */
  async deleteService(team: Team, component: Component): Promise<void> {
    const path = `/v2/tenants/${team.name}/services/${component.alias}?enterprise_id=${this.state.enterpriseId}`;
    try {
      await this.write("region.deleteService", component.regionName, "DELETE", path);
    } catch (error) {
      if (!(error instanceof RegionError) || error.status !== 404 || error.code !== undefined) throw error;
    }
    component.workload.isKnown = false;
  }

  /** Removes an app group. */
  async deleteApp(team: Team, regionName: string, k8sApp: string): Promise<void> {
    await this.write("region.deleteApp", regionName, "DELETE", `/v2/tenants/${team.name}/apps/${k8sApp}`);
  }

  /** Sets the number of pods; refused if so many run. */
  horizontal(team: Team, component: Component, newNode: number, userName: string): void {
    const path = `/v2/tenants/${team.name}/services/${component.alias}/horizontal`;
    this.call("region.horizontal", component.regionName, "PUT", path);
    this.lifeCycle.settle();
    const pods = this.lifeCycle.hasPods(component) ? component.minNode : 0;
    if (pods === newNode) throw this.refusal(component.regionName, "PUT", path, 10104, "horizontal no change");
    this.lifeCycle.run(component, "horizontal", userName);
  }

  /** Sets memory and CPU. */
  vertical(team: Team, component: Component, userName: string): void {
    const path = `/v2/tenants/${team.name}/services/${component.alias}/vertical`;
    this.call("region.vertical", component.regionName, "PUT", path);
    this.lifeCycle.settle();
    this.lifeCycle.run(component, "vertical", userName);
  }

  private runAlone(component: Component, operation: Operation, userName: string): string {
    this.lifeCycle.settle();
    if (this.lifeCycle.events.isBusy(component)) throw new RegionError(409, undefined, frequentError());
    return this.lifeCycle.run(component, operation, userName);
  }

  /** A call that takes the cluster some time. */
  private async write(point: FaultPoint, regionName: string, method: string, path: string): Promise<void> {
    await this.clock.pause(callMs);
    this.call(point, regionName, method, path);
  }

  /** Throws if a fault armed at the point answers with an error; returns the body if it answers well. */
  private call(point: FaultPoint, regionName: string, method: string, path: string): unknown {
    const answer = this.faults.take(point);
    if (answer === undefined) return undefined;
    if (answer.status < 400) return answer.body;
    throw regionError(this.callTo(regionName, method, path), answer.status, answer.body);
  }

  private refusal(regionName: string, method: string, path: string, code: number, msg: string): RegionError {
    return regionError(this.callTo(regionName, method, path), 400, { code, msg });
  }

  private callTo(regionName: string, method: string, path: string): RegionCall {
    return { method, url: `${this.state.regions.get(regionName)?.url ?? ""}${path}` };
  }
}

function isKubernetesName(name: string): boolean {
  return name.length <= 63 && /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name);
}
