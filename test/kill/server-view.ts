import { z } from "zod";
import { SimulatorControl } from "../../simulator";

const groupSchema = z.looseObject({ ID: z.number(), group_name: z.string(), k8s_app: z.string() });

const componentSchema = z.looseObject({
  service_id: z.string(),
  service_cname: z.string(),
  status: z.string(),
  image: z.string(),
  create_status: z.string(),
  tenant_service_group_id: z.number(),
  min_memory: z.number(),
  min_node: z.number(),
});

const ruleSchema = z.looseObject({
  service_id: z.string(),
  type: z.number(),
  domain_name: z.string(),
  domain_path: z.string(),
  domain_heander: z.string(),
});

const envsSchema = z.object({ envs: z.array(z.object({ name: z.string(), value: z.string() })) });

/** A component with its variables, and with those that its pods run with. */
export type ComponentView = z.infer<typeof componentSchema> & {
  readonly envs: Readonly<Record<string, string>>;
  readonly podEnvs: Readonly<Record<string, string>> | null;
};

/** A rule of the gateway. */
export type RuleView = z.infer<typeof ruleSchema>;

/** An app group with all that the console tells of it and of its components. */
export interface GroupView {
  readonly group: z.infer<typeof groupSchema>;
  readonly components: readonly ComponentView[];
  /** Its HTTP rules. */
  readonly rules: readonly RuleView[];
}

/** A team's region as a person sees it who asks the console: nothing here knows the provider. */
export class Onlooker {
  private readonly control: SimulatorControl;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly team: { teamId: string; regionName: string },
  ) {
    this.control = new SimulatorControl(url);
  }

  /** Every app group of the team in the region, with its components, in the order of their ids. */
  async look(): Promise<GroupView[]> {
    const groups = z.array(groupSchema).parse(await this.ask("GET", "/apps"));
    const views = groups.map(async (group) => {
      const listed = z.array(componentSchema).parse(await this.ask("GET", `/apps/${group.ID}/services`));
      const rules = z.array(ruleSchema).parse(await this.ask("GET", `/apps/${group.ID}/httpdomains`));
      const components = await Promise.all(listed.map((component) => this.lookInside(group.ID, component)));
      return { group, components: components.sort((a, b) => a.service_id.localeCompare(b.service_id)), rules };
    });
    return (await Promise.all(views)).sort((a, b) => a.group.ID - b.group.ID);
  }

  private async lookInside(appId: number, component: z.infer<typeof componentSchema>): Promise<ComponentView> {
    const { service_id: id } = component;
    const { envs } = envsSchema.parse(await this.ask("PUT", `/apps/${appId}/services/${id}/envs`, { envs: [] }));
    const podEnvs = await this.control.podEnvs(id);
    return { ...component, envs: Object.fromEntries(envs.map(({ name, value }) => [name, value])), podEnvs };
  }

  /** Calls the console below the team's region; fails unless it answers 2xx. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const { teamId, regionName } = this.team;
    const response = await fetch(`${this.url}/openapi/v1/teams/${teamId}/regions/${regionName}${path}`, {
      method,
      headers: { authorization: this.token, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
