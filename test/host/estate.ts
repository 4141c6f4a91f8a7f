import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { demoEntries } from "../../simulator/store/demo-entries";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl, type LoggedRequest } from "../../simulator";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";

const templateSchema = z.looseObject({ apps: z.array(z.looseObject({ port_map_list: z.array(z.unknown()) })) });

const serviceSchema = z.object({
  service_id: z.string(),
  service_cname: z.string(),
  service_alias: z.string(),
  service_key: z.string(),
  tenant_service_group_id: z.number(),
});
const portsSchema = z.object({
  data: z.object({
    list: z.array(
      z.object({ container_port: z.number(), k8s_service_name: z.string(), is_inner_service: z.boolean() }),
    ),
  }),
});
const ruleSchema = z.object({
  ID: z.number(),
  http_rule_id: z.string(),
  service_id: z.string(),
  domain_name: z.string(),
  domain_path: z.string(),
  is_outer_service: z.boolean(),
});
const tcpRuleSchema = z.object({ service_id: z.string(), end_point: z.string(), is_outer_service: z.boolean() });
const stateSchema = z.looseObject({
  teamId: z.string(),
  regionName: z.string(),
  appId: z.number(),
  tenantServiceGroupId: z.number(),
  components: z.array(
    z.looseObject({
      serviceId: z.string(),
      serviceCname: z.string(),
      serviceAlias: z.string(),
      accessUrls: z.array(z.string()),
      innerEndpoints: z.array(z.string()),
    }),
  ),
});

/** An installed app as its state shows it. */
export type AppInEstate = z.infer<typeof stateSchema>;

/** Where a component is reached, by the outputs or by the console. */
export interface Reached {
  readonly serviceId: string;
  readonly serviceCname: string;
  readonly accessUrls: readonly string[];
  readonly innerEndpoints: readonly string[];
}

const port = (number: number, name: string, protocol: string, isOuter: boolean) => ({
  container_port: number,
  protocol,
  port_alias: `P${number}`,
  is_inner_service: true,
  is_outer_service: isOuter,
  k8s_service_name: name,
});

/** What the components of every model are called and which ports they have: equal names, Chinese ones, and one without a port. */
const parts = [
  { cname: "Web", ports: [port(8080, "web", "http", true), port(9090, "web", "http", false)] },
  { cname: "Web", ports: [port(80, "front", "http", true)] },
  { cname: "数据库", ports: [port(5432, "db", "tcp", false)] },
  { cname: "Web", ports: [] },
];

/** Five models, each of these parts. */
const modelIds = [1, 2, 3, 4, 5].map((number) => `${number}`.repeat(32));

/** Twenty apps of five models in four groups of two teams, installed by one provider. */
export class Estate {
  readonly control: SimulatorControl;
  /** The outputs of the apps, as they were read last. */
  apps: AppInEstate[] = [];

  private constructor(readonly simulator: Simulator) {
    this.control = new SimulatorControl(simulator.url);
  }

  static async open(): Promise<Estate> {
    const simulator = await startSimulator({ demo: true, speed: 200 });
    const estate = new Estate(simulator);
    await estate.control.loadStore(storeEntries());
    const other = z
      .object({ tenant_id: z.string() })
      .parse(await estate.ask("POST", "/teams", { tenant_name: "other", region: simulator.info.regionName }));
    const teams = [simulator.info.teamId, other.tenant_id];
    const host = await estate.startHost();
    for (const teamId of teams) {
      for (const group of ["a", "b"]) await estate.install(host, teamId, group);
    }
    await host.stop();
    return estate;
  }

  /** A provider process of its own, as each `pulumi` command starts one. */
  async startHost(): Promise<DynamicHost> {
    return DynamicHost.start({ RAINBOND_ENDPOINT: this.simulator.url, RAINBOND_TOKEN: this.simulator.info.adminToken });
  }

  async close(): Promise<void> {
    await this.simulator.close();
  }

  /** Reads all apps at once in a process of its own, as a refresh does, and returns what the console was asked for. */
  async refresh(): Promise<LoggedRequest[]> {
    const host = await this.startHost();
    await this.control.forgetRequests();
    const seen = await Promise.all(this.apps.map((app) => host.read(idOf(app), app)));
    this.apps = seen.map(({ outputs }) => stateSchema.parse(outputs));
    await host.stop();
    return (await this.control.requests()).filter(({ path }) => path.startsWith("/openapi/"));
  }

  /** Where the components of all apps are reached by their outputs, in the order of these. */
  shown(): Reached[] {
    return this.apps.flatMap(({ components }) =>
      components.map(({ serviceId, serviceCname, accessUrls, innerEndpoints }) => ({
        serviceId,
        serviceCname,
        accessUrls,
        innerEndpoints,
      })),
    );
  }

  /** The same, asked of the console component by component. */
  async actual(): Promise<Reached[]> {
    const reached = await Promise.all(this.apps.map((app) => this.actualOf(app)));
    return reached.flat();
  }

  /** Calls the console's API below `/openapi/v1`, as a person would. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.simulator.url}/openapi/v1${path}`, {
      method,
      headers: { authorization: this.simulator.info.adminToken, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Changes a port of a component of the app, as a person would. */
  async changePort(app: AppInEstate, serviceId: string, number: number, body: Properties): Promise<void> {
    await this.ask("PUT", `${pathOf(app)}/services/${serviceId}/ports/${number}`, body);
  }

  /** The HTTP rules of a component, the oldest first. */
  async rulesOf(app: AppInEstate, serviceId: string): Promise<z.infer<typeof ruleSchema>[]> {
    const rules = z.array(ruleSchema).parse(await this.ask("GET", `${pathOf(app)}/httpdomains`));
    return rules.filter((rule) => rule.service_id === serviceId).sort((a, b) => a.ID - b.ID);
  }

  private async install(host: DynamicHost, teamId: string, name: string): Promise<void> {
    const { regionName, storeUrl, storeDomain, storeKey } = this.simulator.info;
    const group = z
      .object({ ID: z.number() })
      .parse(await this.ask("POST", `/teams/${teamId}/regions/${regionName}/apps`, { app_name: name }));
    const declared = {
      ...{ teamId, regionName, appId: group.ID, marketUrl: storeUrl, marketDomain: storeDomain },
      ...{ marketAccessKey: storeKey, appModelVersion: "1.0", isDeploy: false, __provider: marketAppProvider },
    };
    const made = await Promise.all(
      modelIds.map(async (appModelId) => {
        const __rbUrn = `urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::${teamId}-${name}-${appModelId}`;
        const { inputs } = await host.check({}, { ...declared, appModelId, __rbUrn });
        return (await host.create(inputs)).outputs;
      }),
    );
    this.apps.push(...made.map((outputs) => stateSchema.parse(outputs)));
  }

  private async actualOf(app: AppInEstate): Promise<Reached[]> {
    const services = z.array(serviceSchema).parse(await this.ask("GET", `${pathOf(app)}/services`));
    const { tcp } = z.object({ tcp: z.array(tcpRuleSchema) }).parse(await this.ask("GET", `${pathOf(app)}/domains`));
    const own = services
      .filter((one) => one.tenant_service_group_id === app.tenantServiceGroupId)
      .sort((a, b) => (a.service_key + a.service_alias < b.service_key + b.service_alias ? -1 : 1));
    return Promise.all(
      own.map(async ({ service_id: serviceId, service_cname: serviceCname }) => {
        const rules = await this.rulesOf(app, serviceId);
        const answer = await this.ask("GET", `${pathOf(app)}/services/${serviceId}/ports`);
        const open = portsSchema.parse(answer).data.list.filter((one) => one.is_inner_service);
        const http = rules.filter((rule) => rule.is_outer_service);
        const others = tcp.filter((rule) => rule.service_id === serviceId && rule.is_outer_service);
        return {
          ...{ serviceId, serviceCname },
          accessUrls: [
            ...http.map((rule) => `http://${rule.domain_name}${rule.domain_path === "/" ? "" : rule.domain_path}`),
            ...others.map((rule) => rule.end_point),
          ],
          innerEndpoints: open.map((one) => `${one.k8s_service_name}:${one.container_port}`).sort(),
        };
      }),
    );
  }
}

function pathOf(app: AppInEstate): string {
  return `/teams/${app.teamId}/regions/${app.regionName}/apps/${app.appId}`;
}

function idOf(app: AppInEstate): string {
  return `${app.teamId}/${app.regionName}/${app.appId}`;
}

/** The demo's template, once a model, with other components. */
function storeEntries(): unknown {
  const { accessKey, domain, models } = demoEntries();
  const template = templateSchema.parse(models[0]?.versions.at(-1)?.template);
  const time = "2024-01-01T00:00:00+08:00";
  return {
    ...{ accessKey, domain },
    models: modelIds.map((appModelId) => ({
      ...{ appModelId, name: `model ${appModelId}`, createTime: time, updateTime: time },
      versions: [
        {
          ...{ version: "1.0", createTime: time, updateTime: time },
          template: { ...template, group_key: appModelId, apps: componentsOf(appModelId, template.apps[0]) },
        },
      ],
    })),
  };
}

function componentsOf(appModelId: string, like: Properties | undefined): Properties[] {
  return parts.map(({ cname, ports }, index) => {
    const key = `${index}${appModelId.slice(1)}`;
    const identity = { service_id: key, service_key: key, service_share_uuid: `${key}+${key}` };
    return { ...like, ...identity, service_cname: cname, port_map_list: ports, dep_service_map_list: [] };
  });
}
