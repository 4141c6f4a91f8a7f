import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { demoEntries } from "../../simulator/store/demo-entries";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../simulator";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";

/** Another app of the same look: what its components are called is the same, who they are isn't. */
const otherModelId = "9".repeat(32);

const groupSchema = z.object({ ID: z.number() });
const outputsSchema = z.looseObject({
  appId: z.number(),
  serviceIds: z.array(z.string()),
  health: z.string(),
  appModelVersion: z.string(),
  drift: z.array(z.looseObject({ category: z.string() })),
});
const mineSchema = z.array(z.looseObject({ service_id: z.string() }));

let simulator: Simulator;
let control: SimulatorControl;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true, speed: 200 });
  control = new SimulatorControl(simulator.url);
  const entries = demoEntries();
  const model = JSON.stringify(entries.models[0])
    .replaceAll(simulator.info.appModelId, otherModelId)
    .replace(/7b0c4e5d|c3d9a8f1/g, (key) => `9${key.slice(1)}`);
  await control.loadStore({ ...entries, models: [...entries.models, JSON.parse(model)] });
});

afterAll(() => simulator.close());

/** One stack with one app in the shared group, worked on by the provider process that is given. */
class Stack {
  private id = "";
  private inputs: Properties = {};
  /** What the stack's state holds of the app. */
  state: Properties = {};

  constructor(
    private readonly name: string,
    private readonly declared: Properties,
  ) {}

  async up(host: DynamicHost, changes: Properties = {}): Promise<void> {
    const __rbUrn = `urn:pulumi:${this.name}::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::app`;
    const news = { ...this.declared, ...changes, __rbUrn, __provider: marketAppProvider };
    const { inputs, failures } = await host.check(this.inputs, news);
    expect(failures).toEqual([]);
    this.inputs = inputs;
    if (this.id === "") ({ id: this.id, outputs: this.state } = await host.create(inputs));
    else this.state = await host.update(this.id, this.state, inputs);
  }

  /** Reads the app, and says whether Pulumi would call it changed. */
  async refresh(host: DynamicHost): Promise<boolean> {
    this.state = (await host.read(this.id, this.state)).outputs;
    return (await host.diff(this.id, this.state, this.inputs)).isChanged;
  }

  async destroy(host: DynamicHost): Promise<void> {
    await host.delete(this.id, this.state);
  }

  get outputs(): z.infer<typeof outputsSchema> {
    return outputsSchema.parse(this.state);
  }
}

/** Works with a new provider process: one that remembers nothing of what it has read. */
async function afresh(work: (host: DynamicHost) => Promise<void>): Promise<void> {
  const host = await DynamicHost.start({
    RAINBOND_ENDPOINT: simulator.url,
    RAINBOND_TOKEN: simulator.info.adminToken,
  });
  try {
    await work(host);
  } finally {
    await host.stop();
  }
}

const region = (): string =>
  `/openapi/v1/teams/${simulator.info.teamId ?? ""}/regions/${simulator.info.regionName}/apps`;

async function ask(method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(`${simulator.url}${region()}${path}`, {
    method,
    headers: { authorization: simulator.info.adminToken, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text;
}

/** All that the console shows of an app's components, as it words it. */
async function shownOf({ appId, serviceIds }: Stack["outputs"]): Promise<string[]> {
  const lists = ["services", "httpdomains", "copy"].map(async (path) => {
    const all = mineSchema.parse(JSON.parse(await ask("GET", `/${appId}/${path}`)));
    return JSON.stringify(all.filter(({ service_id }) => serviceIds.includes(service_id)));
  });
  const parts = serviceIds.flatMap((serviceId) => {
    const at = `/${appId}/services/${serviceId}`;
    return [
      ...["", "/ports", "/events?page_size=100"].map((path) => ask("GET", at + path)),
      ask("PUT", `${at}/envs`, { envs: [] }),
    ];
  });
  return Promise.all([...lists, ...parts]);
}

/** Two stacks, each with an app of its own template in one group, which neither owns. */
async function twoStacks(): Promise<[Stack, Stack]> {
  const { teamId, regionName, storeUrl, storeDomain, storeKey, appModelId } = simulator.info;
  const { ID: appId } = groupSchema.parse(JSON.parse(await ask("POST", "", { app_name: "shared" })));
  const declared = {
    ...{ teamId, regionName, appId, appModelVersion: "1.0" },
    ...{ marketUrl: storeUrl, marketDomain: storeDomain, marketAccessKey: storeKey },
  };
  return [new Stack("one", { ...declared, appModelId }), new Stack("two", { ...declared, appModelId: otherModelId })];
}

/** What an app is by its state and on the server; fails if a refresh calls it changed. */
async function lookAt(stack: Stack, host: DynamicHost): Promise<unknown> {
  expect(await stack.refresh(host)).toBe(false);
  return { state: stateOf(stack), shown: await shownOf(stack.outputs) };
}

test.each(["first", "second"] as const)(
  "upgrade, drift, healing and destruction of the %s of two apps in a group leave the other as it was, byte for byte",
  async (which) => {
    const stacks = await twoStacks();
    const [subject, other] = which === "first" ? stacks : [stacks[1], stacks[0]];
    let left: unknown;
    await afresh(async (host) => {
      await subject.up(host);
      await other.up(host);
      await other.refresh(host);
      left = await lookAt(other, host);
      await subject.up(host, { appModelVersion: "1.1" });
      expect(subject.outputs).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
      expect(await lookAt(other, host)).toEqual(left);
    });

    const [web = "", database = ""] = subject.outputs.serviceIds;
    await control.changeComponent(web, { image: "registry.example/by-hand:2" });
    await control.changeComponent(database, { status: "closed" });
    await afresh(async (host) => {
      expect(await subject.refresh(host)).toBe(true);
      expect(subject.outputs.drift.map(({ category }) => category)).toEqual(["version", "stopped"]);
      expect(await lookAt(other, host)).toEqual(left);
      await control.changeComponent(database, { status: null });
      await subject.up(host, { appModelVersion: "1.1" });
      expect(subject.outputs).toMatchObject({ health: "ready", drift: [] });
      expect(await lookAt(other, host)).toEqual(left);
      await subject.destroy(host);
      expect(mineSchema.parse(JSON.parse(await ask("GET", `/${other.outputs.appId}/services`)))).toHaveLength(2);
    });

    await afresh(async (host) => {
      expect(await lookAt(other, host)).toEqual(left);
      await other.destroy(host);
    });
    await ask("DELETE", `/${other.outputs.appId}`);
  },
);

/** The state without the note of whose inner endpoints bear the same display names: the only thing that is about others. */
function stateOf({ state }: Stack): string {
  const { __rbNamesakes, ...own } = state;
  expect(__rbNamesakes).toBeInstanceOf(Array);
  return JSON.stringify(own);
}
