import { z } from "zod";

const groupSchema = z.looseObject({ ID: z.number(), group_name: z.string(), k8s_app: z.string() });

const componentSchema = z.looseObject({
  service_id: z.string(),
  service_cname: z.string(),
  status: z.string(),
  image: z.string(),
  create_status: z.string(),
  tenant_service_group_id: z.number(),
});

/** An app group with all that the console tells of it and of its components. */
export interface GroupView {
  readonly group: z.infer<typeof groupSchema>;
  readonly components: readonly z.infer<typeof componentSchema>[];
  /** Its HTTP rules. */
  readonly rules: readonly unknown[];
}

/** A team's region as a person sees it who asks the console: nothing here knows the provider. */
export class Onlooker {
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly team: { teamId: string; regionName: string },
  ) {}

  /** Every app group of the team in the region, with its components, in the order of their ids. */
  async look(): Promise<GroupView[]> {
    const groups = z.array(groupSchema).parse(await this.ask("GET", "/apps"));
    const views = groups.map(async (group) => {
      const components = z.array(componentSchema).parse(await this.ask("GET", `/apps/${group.ID}/services`));
      const rules = z.array(z.unknown()).parse(await this.ask("GET", `/apps/${group.ID}/httpdomains`));
      return { group, components: components.sort((a, b) => a.service_id.localeCompare(b.service_id)), rules };
    });
    return (await Promise.all(views)).sort((a, b) => a.group.ID - b.group.ID);
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
