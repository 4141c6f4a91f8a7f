import { z } from "zod";
import { startSimulator } from "../../simulator";
import type { Simulator, SimulatorInfo, SimulatorOptions } from "../../simulator";
import type { LoggedRequest } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { Engine } from "./engine";

const groupSchema = z.object({ ID: z.number(), group_name: z.string(), k8s_app: z.string(), note: z.string() });

const componentSchema = z.object({
  service_id: z.string(),
  service_cname: z.string(),
  status: z.string(),
  image: z.string(),
  version: z.string(),
  create_status: z.string(),
  tenant_service_group_id: z.number(),
  min_memory: z.number(),
  min_node: z.number(),
});

/** An app group as the console lists it. */
export type ServerGroup = z.infer<typeof groupSchema>;

/** A component as the console lists it. */
export type ServerComponent = z.infer<typeof componentSchema>;

/** What a team's region holds, in the console's own words. */
export interface ServerState {
  group: ServerGroup;
  components: ServerComponent[];
}

/** A Rainbond of a test's own with the demo's team and store, and a Pulumi that is configured for it. */
export class Stage {
  readonly control: SimulatorControl;

  private constructor(
    readonly simulator: Simulator,
    readonly engine: Engine,
    /** The demo team's id. */
    readonly teamId: string,
  ) {
    this.control = new SimulatorControl(simulator.url);
  }

  /**
   * @param variables that every command gets beside the console's address and token
   * @param options of the simulator, where they are others than the tests' usual ones
   */
  static async open(variables: NodeJS.ProcessEnv = {}, options: SimulatorOptions = {}): Promise<Stage> {
    const simulator = await startSimulator({ demo: true, speed: 50, ...options });
    const { adminToken, teamId } = simulator.info;
    if (teamId === undefined) throw new Error("The simulator opened no team");
    const engine = await Engine.create({
      RAINBOND_ENDPOINT: simulator.url,
      RAINBOND_TOKEN: adminToken,
      ...variables,
    });
    return new Stage(simulator, engine, teamId);
  }

  get info(): SimulatorInfo {
    return this.simulator.info;
  }

  async close(): Promise<void> {
    await this.engine.dispose();
    await this.simulator.close();
  }

  /** Calls the console's own API below the demo team's main region, as a person would; fails unless it answers 2xx. */
  async console(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = `${this.simulator.url}/openapi/v1/teams/${this.teamId}/regions/${this.info.regionName}${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: this.info.adminToken, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Lists the components of an app group by their display names. */
  async components(appId: number): Promise<ServerComponent[]> {
    const listed = z.array(componentSchema).parse(await this.console("GET", `/apps/${appId}/services`));
    return listed.sort((a, b) => a.service_cname.localeCompare(b.service_cname));
  }

  /** Everything that is in the team's region. */
  async server(): Promise<ServerState[]> {
    const groups = z.array(groupSchema).parse(await this.console("GET", "/apps"));
    return Promise.all(groups.map(async (group) => ({ group, components: await this.components(group.ID) })));
  }

  /** Removes everything from the team's region, whatever it runs. */
  async forgetServer(): Promise<void> {
    for (const { group, components } of await this.server()) {
      for (const { service_id } of components) await this.control.deleteComponent(service_id);
      await this.console("DELETE", `/apps/${group.ID}`);
    }
  }

  /** The requests to the console that may have changed something, since the last `forgetRequests`. */
  async writes(): Promise<LoggedRequest[]> {
    const requests = await this.control.requests();
    return requests.filter(({ method, path }) => method !== "GET" && path.startsWith("/openapi/"));
  }

  /** How many installs the console was asked for since the last `forgetRequests`. */
  async installs(): Promise<number> {
    return (await this.writes()).filter(({ path }) => /\/install(\?|$)/.test(path)).length;
  }
}
