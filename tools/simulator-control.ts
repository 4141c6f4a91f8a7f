import { z } from "zod";

/** One request, as `GET /simulator/requests` lists it. */
const requestSchema = z.looseObject({
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  /** How many writes to the console were under way when it came in. */
  besideWrites: z.number(),
});

/** One request that the simulator answered. */
export type AnsweredRequest = z.infer<typeof requestSchema>;

/** A fault in the form that `POST /simulator/faults` takes. */
export type Fault = CallFault | DatabaseFault;

/** The console's database is locked for a write, or for the next install, which then leaves none, one or all of its components. */
export type DatabaseFault =
  | { point: "database.lock"; times: number; match: { method: string; path: string } }
  | { point: "database.installRollback"; times: number; shape: "none" | "one" | "all" };

/** A call to the console, or one from it to the cluster or the store, fails. */
export interface CallFault {
  point: string;
  times: number;
  match?: { method?: string; path?: string };
  effect?: "delay" | "reset" | "loseResponse" | "hang" | "html" | "truncate" | "respond";
  after?: boolean;
  ms?: number;
  response?: { status: number; headers?: Record<string, string>; body?: unknown };
}

/** How the console's database behaves: `seed` 0, 1 or 2 says whether the first install that meets the lock leaves none, one or all of its components. */
export interface DatabaseChange {
  model?: "sqlite" | "mysql";
  seed?: number;
  writeMs?: number;
}

/** What can be said of a region: `status` "1" is enabled, "3" in maintenance; `omitsUnknown` leaves components that the cluster doesn't know out of its statuses. */
export interface RegionChange {
  status?: string;
  omitsUnknown?: boolean;
}

/** What a person or the cluster may change of a component behind the console's back; a null status lets it live again. */
export interface ComponentChange {
  cname?: string;
  status?: string | null;
  /** False: the cluster loses it, though the console goes on listing it. */
  clusterKnows?: boolean;
  image?: string;
  version?: string;
  cmd?: string;
  minMemory?: number;
  minCpu?: number;
  minNode?: number;
  /** A null removes it. */
  envs?: Record<string, string | null>;
  serviceSource?: "market" | "docker_image";
  dependsOn?: string[];
  failNextBuild?: boolean;
  failNextStart?: boolean;
  buildSeconds?: number | null;
  appId?: number;
  crash?: { recoverAfter?: number };
}

/** What a person may change of a gateway rule in the web console. */
export interface RuleChange {
  domainName?: string;
  path?: string;
  header?: string;
  cookie?: string;
  certificateId?: number;
}

const insideSchema = z.object({ podEnvs: z.record(z.string(), z.string()).nullable() });

const infoSchema = z.looseObject({
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

/** What `GET /simulator/info` tells: region, store, model, tokens; the team only when the simulator has its demo loaded. */
export type SimulatorInfo = z.infer<typeof infoSchema>;

/** The simulator's control API. Each call fails when the simulator doesn't answer 2xx. */
export class SimulatorControl {
  /** @param url the simulator's URL, without a slash at its end */
  constructor(private readonly url: string) {}

  /** Brings back the start state: two regions, no teams, apps or store entries. */
  async reset(): Promise<void> {
    await this.call("POST", "reset");
  }

  /** Loads store entries in the shape of the store fixture. */
  async loadStore(entries: unknown): Promise<void> {
    await this.call("POST", "store", entries);
  }

  async info(): Promise<SimulatorInfo> {
    return infoSchema.parse(await this.call("GET", "info"));
  }

  /** Replaces all faults. */
  async setFaults(faults: unknown): Promise<void> {
    await this.call("POST", "faults", faults);
  }

  async changeComponent(serviceId: string, change: ComponentChange): Promise<void> {
    await this.call("PUT", `components/${serviceId}`, change);
  }

  /** The variables that a component's pods were started with; null if it has no pods. */
  async podEnvs(serviceId: string): Promise<Readonly<Record<string, string>> | null> {
    return insideSchema.parse(await this.call("GET", `components/${serviceId}`)).podEnvs;
  }

  /** Changes a gateway rule, by its `http_rule_id`. */
  async changeRule(ruleId: string, change: RuleChange): Promise<void> {
    await this.call("PUT", `rules/${ruleId}`, change);
  }

  /** Makes a component in an app group as a person does in the web console, and returns its id. */
  async makeComponent(appId: number, cname: string): Promise<string> {
    const made = await this.call("POST", `apps/${appId}`, { cname, image: "registry.example/by-hand:1" });
    return z.object({ serviceId: z.string() }).parse(made).serviceId;
  }

  /** Deletes a component as a person does, whatever it runs. */
  async deleteComponent(serviceId: string): Promise<void> {
    await this.call("DELETE", `components/${serviceId}`);
  }

  async changeRegion(name: string, change: RegionChange): Promise<void> {
    await this.call("PUT", `regions/${name}`, change);
  }

  async changeDatabase(change: DatabaseChange): Promise<void> {
    await this.call("PUT", "database", change);
  }

  /** Upgrades an install as the web console does. */
  async upgradeInstall(tenantServiceGroupId: number, version: string): Promise<void> {
    await this.call("PUT", `install-groups/${tenantServiceGroupId}`, { version });
  }

  /** Lists what was asked since the start or the last `forgetRequests`. */
  async requests(): Promise<AnsweredRequest[]> {
    return z.array(requestSchema).parse(await this.call("GET", "requests"));
  }

  async forgetRequests(): Promise<void> {
    await this.call("DELETE", "requests");
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
