import { Agent, request } from "node:http";
import { z } from "zod";
import { startSimulator, type Simulator } from "../simulator";

const groups = 1000;
const componentsEach = 5;
const bigGroup = 50;
const times = 200;

/** Milliseconds (median) that the simulator takes to list a group of 50 components beside 1,000 groups of 5. */
export async function listServicesMs(): Promise<number> {
  const simulator = await startSimulator({ demo: true, speed: 0 });
  const client = new Client(simulator);
  try {
    await client.loadTemplates();
    for (let count = 0; count < groups; count += 1) await client.install(`group-${count}`, componentsEach);
    const path = await client.install("big", bigGroup);
    const measured: number[] = [];
    for (let count = 0; count < times; count += 1) measured.push(await client.timeServices(path));
    return measured.sort((a, b) => a - b)[times / 2] ?? NaN;
  } finally {
    client.close();
    await simulator.close();
  }
}

class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly simulator: Simulator) {}

  close(): void {
    this.agent.destroy();
  }

  /** Loads a model for each size of group. */
  async loadTemplates(): Promise<void> {
    const { storeKey, storeDomain } = this.simulator.info;
    const time = "2025-01-01T00:00:00+08:00";
    const models = [componentsEach, bigGroup].map((size) => {
      const template = { apps: Array.from({ length: size }, (_, index) => component(index)) };
      const versions = [{ version: "1.0", createTime: time, updateTime: time, template }];
      return { appModelId: `of-${size}`, name: `of ${size}`, createTime: time, updateTime: time, versions };
    });
    await this.ask("POST", "/simulator/store", { accessKey: storeKey, domain: storeDomain, models });
  }

  /** Makes an app group, installs a template of so many components, and returns the group's path. */
  async install(name: string, size: number): Promise<string> {
    const { teamId = "", regionName, storeUrl, storeDomain, storeKey } = this.simulator.info;
    const apps = `/openapi/v1/teams/${teamId}/regions/${regionName}/apps`;
    const { ID } = z.object({ ID: z.number() }).parse(await this.ask("POST", apps, { app_name: name }));
    await this.ask("POST", `${apps}/${ID}/install?is_deploy=true`, {
      market_url: storeUrl,
      market_domain: storeDomain,
      market_type: "rainstore",
      market_access_key: storeKey,
      app_model_id: `of-${size}`,
      app_model_version: "1.0",
    });
    return `${apps}/${ID}`;
  }

  /** Milliseconds from the request to the last byte of the answer. */
  async timeServices(path: string): Promise<number> {
    const start = performance.now();
    const services = await this.ask("GET", `${path}/services`);
    const ms = performance.now() - start;
    if (z.array(z.unknown()).parse(services).length !== bigGroup) throw new Error("the group isn't whole");
    return ms;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { Authorization: this.simulator.info.adminToken, "Content-Type": "application/json" };
      const outgoing = request(this.simulator.url + path, { method, headers, agent: this.agent }, (response) => {
        let received = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
        response.on("end", () => {
          if ((response.statusCode ?? 500) < 400) resolve(received);
          else reject(new Error(`${method} ${path}: ${received}`));
        });
      });
      outgoing.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
    return JSON.parse(text);
  }
}

function component(index: number): Record<string, unknown> {
  const key = index.toString(16).padStart(32, "0");
  return {
    ...{ service_key: key, service_share_uuid: `${key}+${key}`, service_cname: `Part ${index}`, version: "1.0" },
    ...{ share_image: `registry.example/part:${index}`, deploy_version: "20250101000000", service_image: {} },
    ...{ extend_method: "stateless_multiple", extend_method_map: { min_node: 1, min_memory: 64, init_memory: 128 } },
    port_map_list: [
      {
        ...{ container_port: 80, protocol: "http", port_alias: "WEB", k8s_service_name: `part-${index}` },
        ...{ is_inner_service: true, is_outer_service: true },
      },
    ],
    service_volume_map_list: [],
    service_env_map_list: [],
    probes: [],
  };
}
