import { z } from "zod";
import type { LoggedRequest } from "../server/request-log";
import type { ClockChange, ComponentChange, DatabaseChange, Fault, RegionChange, RuleChange } from "./changes";
import type { SimulatorInfo } from "./control";

const requestSchema: z.ZodType<LoggedRequest> = z.object({
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  time: z.string(),
  besideWrites: z.number(),
});

const infoSchema: z.ZodType<SimulatorInfo> = z.object({
  regionName: z.string(),
  storeUrl: z.string(),
  unreachableStoreUrl: z.string(),
  storeDomain: z.string(),
  storeKey: z.string(),
  appModelId: z.string(),
  versions: z.array(z.string()),
  adminToken: z.string(),
  plainToken: z.string(),
  teamId: z.string().optional(),
});

const insideSchema = z.object({ podEnvs: z.record(z.string(), z.string()).nullable() });

/**
 * Sets the stage on a simulator and looks behind it, as its control API does (`/simulator/…`). What `startSimulator` returns has all of it; one that
 * runs in another process is controlled by its URL. Each call fails with the simulator's own words when that refuses it.
 */
export class SimulatorControl {
  /** The simulator's URL, without a slash at its end. */
  readonly url: string;

  /** Nothing is asked before the first call. */
  constructor(url: string) {
    this.url = url;
  }

  /** Brings back the start state: two regions, no teams, apps or store entries. The clock goes on. */
  async reset(): Promise<void> {
    await this.call("POST", "reset");
  }

  /** Loads entries into the app store: `{ accessKey, domain, models }`, as the page on the simulator describes them. */
  async loadStore(entries: unknown): Promise<void> {
    await this.call("POST", "store", entries);
  }

  /** Reads what a program needs to know to use the simulator. */
  async readInfo(): Promise<SimulatorInfo> {
    return infoSchema.parse(await this.call("GET", "info"));
  }

  /** Replaces all faults; an empty list takes them away. */
  async setFaults(faults: readonly Fault[]): Promise<void> {
    await this.call("POST", "faults", faults);
  }

  /** Changes a component as a person or the cluster would, behind Pulumi's back. */
  async changeComponent(serviceId: string, change: ComponentChange): Promise<void> {
    await this.call("PUT", `components/${serviceId}`, change);
  }

  /** The variables that a component's pods were started with; null if it has no pods. */
  async podEnvs(serviceId: string): Promise<Readonly<Record<string, string>> | null> {
    return insideSchema.parse(await this.call("GET", `components/${serviceId}`)).podEnvs;
  }

  /** Changes a gateway rule, by its `http_rule_id`, as a person may in the web console. */
  async changeRule(ruleId: string, change: RuleChange): Promise<void> {
    await this.call("PUT", `rules/${ruleId}`, change);
  }

  /** Makes a running component in an app group as a person does in the web console, and returns its id. */
  async makeComponent(appId: number, cname: string, image = "registry.example/by-hand:1"): Promise<string> {
    const made = await this.call("POST", `apps/${appId}`, { cname, image });
    return z.object({ serviceId: z.string() }).parse(made).serviceId;
  }

  /** Deletes a component as a person does, whatever it runs. */
  async deleteComponent(serviceId: string): Promise<void> {
    await this.call("DELETE", `components/${serviceId}`);
  }

  /** Upgrades an install, by its `tenantServiceGroupId`, as the web console does. */
  async upgradeInstall(tenantServiceGroupId: number, version: string): Promise<void> {
    await this.call("PUT", `install-groups/${tenantServiceGroupId}`, { version });
  }

  /** Puts a region into maintenance, or out of it. */
  async changeRegion(name: string, change: RegionChange): Promise<void> {
    await this.call("PUT", `regions/${name}`, change);
  }

  /** Changes how the console's database behaves. */
  async changeDatabase(change: DatabaseChange): Promise<void> {
    await this.call("PUT", "database", change);
  }

  /** Changes how fast simulated time runs, or puts it forward. */
  async changeClock(change: ClockChange): Promise<void> {
    await this.call("PUT", "clock", change);
  }

  /** Lists what was asked of console and store since the start or the last `forgetRequests`. */
  async requests(): Promise<LoggedRequest[]> {
    return z.array(requestSchema).parse(await this.call("GET", "requests"));
  }

  /** Empties the list of requests. */
  async forgetRequests(): Promise<void> {
    await this.call("DELETE", "requests");
  }

  /** Opens an address of an app (`accessUrls`) as a browser would, also where this machine's name service doesn't know its host. */
  async visit(address: string): Promise<Visit> {
    const { host, pathname, search } = new URL(address);
    const response = await fetch(`${this.url}/gateway/${host}${pathname}${search}`);
    return { status: response.status, text: await response.text() };
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/simulator/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /simulator/${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}

/** What an address of an app answers. */
export interface Visit {
  /** 200 while it runs, 503 while none of its pods does, 404 without a rule. */
  status: number;
  /** A line that names the component that answers. */
  text: string;
}
