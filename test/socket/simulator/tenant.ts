import { z } from "zod";
import { startSimulator, type Simulator } from "../../../simulator";
import { call, type Answer } from "./client";

const servicesSchema = z.array(
  z.looseObject({
    service_id: z.string(),
    service_cname: z.string(),
    status: z.unknown(),
    create_status: z.string(),
    image: z.string(),
    version: z.string(),
    tenant_service_group_id: z.number(),
  }),
);

const eventsSchema = z.object({
  events: z.array(z.looseObject({ opt_type: z.string(), status: z.string(), final_status: z.string() })),
});

/** A component as `GET …/services` lists it. */
export type Service = z.infer<typeof servicesSchema>[number];

/** A simulator with the demo's team and store, and short ways to what tests do with it. */
export class Tenant {
  private constructor(readonly simulator: Simulator) {}

  /** Time stands still unless a speed is given: what comes next is up to the test. */
  static async start(speed = 0): Promise<Tenant> {
    return new Tenant(await startSimulator({ speed, demo: true }));
  }

  get region(): string {
    const { teamId = "", regionName } = this.simulator.info;
    return `/teams/${teamId}/regions/${regionName}`;
  }

  async close(): Promise<void> {
    await this.simulator.close();
  }

  async call(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer> {
    return await call(this.simulator, method, path, body, token === undefined ? {} : { token });
  }

  /** Makes an app group and returns its path. */
  async createApp(name = `app-${Math.random().toString(16).slice(2, 10)}`): Promise<string> {
    const { json } = await this.call("POST", `${this.region}/apps`, { app_name: name });
    return `${this.region}/apps/${z.object({ ID: z.number() }).parse(json).ID}`;
  }

  /** Installs the demo's oldest version; `changes` replace fields of the body. */
  async install(app: string, query = "", changes: Record<string, unknown> = {}): Promise<Answer> {
    const { info } = this.simulator;
    return await this.call("POST", `${app}/install${query}`, {
      market_url: info.storeUrl,
      market_domain: info.storeDomain,
      market_type: "rainstore",
      market_access_key: info.storeKey,
      app_model_id: info.appModelId,
      app_model_version: info.versions.at(-1),
      ...changes,
    });
  }

  async services(app: string): Promise<Service[]> {
    return servicesSchema.parse((await this.call("GET", `${app}/services`)).json);
  }

  async statuses(app: string): Promise<unknown[]> {
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
}
