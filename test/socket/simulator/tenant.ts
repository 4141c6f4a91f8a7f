import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator";
import { call, type Answer, type CallOptions } from "./client";

const servicesSchema = z.array(
  z.looseObject({
    service_id: z.string(),
    service_cname: z.string(),
    service_alias: z.string(),
    status: z.unknown(),
    create_status: z.string(),
    image: z.string(),
    version: z.string(),
    tenant_service_group_id: z.number(),
  }),
);

const eventsSchema = z.object({
  events: z.array(
    z.looseObject({ event_id: z.string(), opt_type: z.string(), status: z.string(), final_status: z.string() }),
  ),
});

/** A component as `GET …/services` lists it. */
export type Service = z.infer<typeof servicesSchema>[number];

/** A simulator with the demo's team and store, and short ways to what tests do with it. */
export class Tenant {
  private running: Simulator | undefined;
  /** The path of the app group that the tests of a file begin with. */
  app = "";

  /** Time stands still unless a speed is given: what comes next is up to the test. */
  static async start(speed = 0, options: SimulatorOptions = {}): Promise<Tenant> {
    const tenant = new Tenant();
    tenant.running = await startSimulator({ speed, demo: true, ...options });
    return tenant;
  }

  /** Gives every test of a file a tenant of its own, with an app group. */
  static forEachTest(): Tenant {
    const tenant = new Tenant();
    beforeEach(async () => {
      tenant.running = (await Tenant.start()).running;
      tenant.app = await tenant.createApp("first");
    });
    afterEach(() => tenant.close());
    return tenant;
  }

  async close(): Promise<void> {
    await this.running?.close();
  }

  get simulator(): Simulator {
    if (this.running === undefined) throw new Error("the simulator doesn't run");
    return this.running;
  }

  get region(): string {
    const { teamId = "", regionName } = this.simulator.info;
    return `/teams/${teamId}/regions/${regionName}`;
  }

  async call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    return await call(this.simulator, method, path, body, options);
  }

  /** Calls as the user without rights. */
  async callPlainly(method: string, path: string, body?: unknown): Promise<Answer> {
    return await this.call(method, path, body, { token: this.simulator.info.plainToken });
  }

  /** Slows time down until nothing waits for less than hours, so that calls that take some stay under way. */
  async hold(): Promise<void> {
    await this.clock({ speed: 1e-6 });
  }

  /** Lets time stand still again: calls that are under way go on to their end. */
  async release(): Promise<void> {
    await this.clock({ speed: 0 });
  }

  /** Asks again and again until something holds; throws if it doesn't after a thousand times. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    for (let times = 0; times < 1000; times += 1) if (await holds()) return;
    throw new Error(`never: ${holds.toString()}`);
  }

  /** Begins a call, waits until the simulator has it, and returns its answer to come. */
  async begin(method: string, path: string, body?: unknown): Promise<{ answer: Promise<Answer> }> {
    await this.call("DELETE", "/simulator/requests");
    const answer = this.call(method, path, body);
    // A test that fails before it awaits the answer must not end the whole process.
    answer.catch(() => undefined);
    await this.until(async () => (await this.call("GET", "/simulator/requests")).text.includes(`"${method}"`));
    return { answer };
  }

  /** Makes an app group and returns its path. */
  async createApp(name = `app-${Math.random().toString(16).slice(2, 10)}`): Promise<string> {
    const { json } = await this.call("POST", `${this.region}/apps`, { app_name: name });
    return `${this.region}/apps/${z.object({ ID: z.number() }).parse(json).ID}`;
  }

  /** Opens a team in the main region and returns the path below which its app groups are. */
  async createTeam(alias: string): Promise<string> {
    const { regionName } = this.simulator.info;
    const { json } = await this.call("POST", "/teams", { tenant_name: alias, region: regionName });
    return `/teams/${z.object({ tenant_id: z.string() }).parse(json).tenant_id}/regions/${regionName}`;
  }

  /** Installs the demo's oldest version; `changes` replace fields of the body. */
  async install(app = this.app, query = "", changes: Record<string, unknown> = {}): Promise<Answer> {
    return await this.call("POST", `${app}/install${query}`, this.order(changes));
  }

  /** Begins to install into the tenant's app group, as `begin` does. */
  async beginInstall(changes: Record<string, unknown> = {}, app = this.app): Promise<{ answer: Promise<Answer> }> {
    return await this.begin("POST", `${app}/install`, this.order(changes));
  }

  private order(changes: Record<string, unknown>): Record<string, unknown> {
    const { info } = this.simulator;
    return {
      market_url: info.storeUrl,
      market_domain: info.storeDomain,
      market_type: "rainstore",
      market_access_key: info.storeKey,
      app_model_id: info.appModelId,
      app_model_version: info.versions.at(-1),
      ...changes,
    };
  }

  /** Installs the demo and lets it come up. */
  async run(app = this.app): Promise<void> {
    await this.install(app, "?is_deploy=true");
    await this.waitFor(app, "running");
  }

  async services(app = this.app): Promise<Service[]> {
    return servicesSchema.parse((await this.call("GET", `${app}/services`)).json);
  }

  /** Returns the component of a name, and its path. */
  async service(name: string, app = this.app): Promise<Service & { path: string }> {
    const found = (await this.services(app)).find((each) => each.service_cname === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return { ...found, path: `${app}/services/${found.service_id}` };
  }

  async statuses(app = this.app): Promise<unknown[]> {
    return (await this.services(app)).map((service) => service.status);
  }

  /** Changes how fast time runs, or puts it forward by seconds. */
  async clock(change: { speed?: number; advance?: number }): Promise<void> {
    await this.call("PUT", "/simulator/clock", change);
  }

  /** Puts time forward second by second until all components have a status; returns what the first one showed on the way. */
  async waitFor(app: string, status: string): Promise<string[]> {
    const seen: string[] = [];
    for (let seconds = 0; seconds < 60; seconds += 1) {
      const statuses = await this.statuses(app);
      const shown = String(statuses[0]);
      if (seen.at(-1) !== shown) seen.push(shown);
      if (statuses.every((each) => each === status)) return seen;
      await this.clock({ advance: 1 });
    }
    throw new Error(`never ${status}: ${seen.join(", ")}`);
  }

  /** Returns a component's events, newest first, each as its type, status and final status. */
  async events(app: string, serviceId: string): Promise<string[]> {
    const { json } = await this.call("GET", `${app}/services/${serviceId}/events`);
    return eventsSchema
      .parse(json)
      .events.map((event) => `${event.opt_type} ${event.status} ${event.final_status}`.trim());
  }

  /** Arms faults in place of all that were armed. */
  async fault(...faults: unknown[]): Promise<void> {
    const answer = await this.call("POST", "/simulator/faults", faults);
    if (answer.status !== 200) throw new Error(answer.text);
  }

  /** Changes how the console's database behaves. */
  async database(changes: Record<string, unknown>): Promise<void> {
    const answer = await this.call("PUT", "/simulator/database", changes);
    if (answer.status !== 200) throw new Error(answer.text);
  }

  /** Lets the cluster, or the store, fail at a point. */
  async fail(point: string, times = 1, status = 500, body: unknown = { msg: "boom" }): Promise<void> {
    await this.fault({ point, times, response: { status, body } });
  }

  /** Changes a component as a person or the cluster would. */
  async change(serviceId: string, changes: Record<string, unknown>): Promise<void> {
    const answer = await this.call("PUT", `/simulator/components/${serviceId}`, changes);
    if (answer.status !== 200) throw new Error(answer.text);
  }
}
