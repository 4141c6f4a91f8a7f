import { z } from "zod";
import { UnfinishedError } from "../../../provider/errors";
import { updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import { marketAppState, type MarketAppState } from "../../../provider/model";
import { demoTemplate, loadModel, type Template } from "../simulator/templates";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

type Change = (web: Template["apps"][0]) => Record<string, unknown>;

/** An app of a model whose 1.1 changes the web page so. */
async function appWith(change: Change): Promise<MarketAppState> {
  await loadModel(bench.tenant, "changed", { "1.1": demoTemplate("1.1", change), "1.0": demoTemplate("1.0") });
  const state = await bench.create({ appModelId: "changed" });
  await bench.control.forgetRequests();
  return state;
}

/** Declares another version, and updates. */
async function upgrade(state: MarketAppState, appModelVersion = "1.1"): Promise<MarketAppState> {
  const { appModelId } = state;
  return updateMarketApp(state, bench.inputs({ appModelId, appModelVersion }), bench.surroundings());
}

async function upgradesAsked(): Promise<number> {
  return (await bench.writes()).filter(({ path }) => path.endsWith("/upgrade")).length;
}

const env = (value: unknown) => ({ name: "", attr_name: "ADDED", attr_value: value, is_change: true });
const port = { container_port: 9000, protocol: "http", port_alias: "NEW", is_inner_service: true };
const sameBuild = { deploy_version: "20250101000000" };

describe("an upgrade that must fail", () => {
  it.each<[string, RegExp, Change]>([
    [
      "adds a component",
      /adds component Web with the key another \(the Web that is there has the key 7b0c4e5d\w+\)/,
      (web) => ({ ...web, service_key: "another" }),
    ],
    ["adds an inner port", /adds inner port 9000 to component Web/, (web) => ({ ...web, port_map_list: [port] })],
    ["adds a chart", /adds a chart to component Web/, (web) => ({ ...web, component_graphs: [{ title: "g" }] })],
    ["adds a number", /adds variable ADDED, whose/, (web) => ({ ...web, service_env_map_list: [env(7)] })],
    ["lacks probes", /has no list of probes for component Web/, ({ probes: _, ...web }) => web],
    [
      "has a stale build",
      /gives component Web image \S+:1\.1 instead of \S+:1\.0 under a deploy_version that isn't newer/,
      (web) => ({ ...web, ...sameBuild }),
    ],
  ])("since the version %s isn't tried, and the error says why", async (_, why, change) => {
    const state = await appWith(change);
    const failure: unknown = await upgrade(state).catch((thrown: unknown) => thrown);
    expect(failure).not.toBeInstanceOf(UnfinishedError);
    const message = String(failure instanceof Error ? failure.message : failure);
    expect(message).toMatch(why);
    // After an upgrade by the API the web console refuses its own (20905) until then.
    expect(message).toContain("in the web console (which may first want the app's last upgrade record opened)");
    expect(await bench.writes()).toEqual([]);
    expect((await bench.services(state.appId)).map(({ version }) => version)).toEqual(["1.0", "1.0"]);
  });

  it("since a component is missing names the only way out", async () => {
    const state = await appWith((web) => web);
    await bench.control.deleteComponent(state.serviceIds[0] ?? "");
    await bench.control.forgetRequests();
    await expect(upgrade(state)).rejects.toThrow(/component Web was deleted.*pulumi up --replace 'urn/);
    const unrecorded = { ...state, __rbApplied: undefined };
    await expect(upgrade(unrecorded)).rejects.toThrow(/lacks component Web of version "1.0".*pulumi up --replace 'urn/);
    expect(await bench.writes()).toEqual([]);
  });

  it("since the build source of a component was replaced says so", async () => {
    const state = await appWith((web) => web);
    await bench.control.changeComponent(state.serviceIds[0] ?? "", { serviceSource: "docker_image" });
    await bench.control.forgetRequests();
    await expect(upgrade(state)).rejects.toThrow(/build source of component Web was replaced in the web console/);
    expect(await bench.writes()).toEqual([]);
  });

  it("since a twin in the group would be upgraded, too, isn't tried", async () => {
    const state = await appWith((web) => web);
    await bench.tenant.install(bench.path(state.appId), "", { app_model_id: "changed" });
    await bench.control.forgetRequests();
    await expect(upgrade(state)).rejects.toThrow(/holds 2 installs of app changed/);
    expect(await bench.writes()).toEqual([]);
  });
});

it("says what a version changes and an upgrade leaves, and no value of it", async () => {
  const state = await appWith((web) => ({
    ...web,
    service_env_map_list: [{ name: "", attr_name: "TITLE", attr_value: "a secret" }],
    port_map_list: [],
    extend_method_map: { min_node: 3, init_memory: 1024, min_memory: 64 },
    dep_service_map_list: [],
  }));
  expect(await upgrade(state)).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
  expect(bench.warnings).toEqual([
    'an upgrade to "1.1" leaves as it was what it changes here: component Web: variable TITLE, variable PAGE_SIZE (removed), memory, replicas, ' +
      "port 8080 (removed), a dependency (removed). Change it in the web console",
  ]);
});

it("takes an image that didn't move for a failure where only the outcome tells, and keeps the old version", async () => {
  const state = await appWith((web) => ({ ...web, ...sameBuild }));
  // Without the installed version the store has nothing to compare with.
  await loadModel(bench.tenant, "changed", { "1.1": demoTemplate("1.1", (web) => ({ ...web, ...sameBuild })) });
  const failure: unknown = await upgrade(state).catch((thrown: unknown) => thrown);
  if (!(failure instanceof UnfinishedError)) throw new Error(`expected an unfinished upgrade, not ${String(failure)}`);
  expect(failure.message).toMatch(/component Web still has image \S+:1\.0 instead of \S+:1\.1/);
  expect(failure.state).toMatchObject({ appModelVersion: "1.0" });
  expect(await upgradesAsked()).toBe(1);
});

it("doesn't take an upgrade that has nothing to do for a failure", async () => {
  await loadModel(bench.tenant, "same", { "1.1": demoTemplate("1.0"), "1.0": demoTemplate("1.0") });
  const state = await bench.create({ appModelId: "same" });
  expect(await upgrade(state)).toMatchObject({ health: "ready", drift: [] });
  expect(bench.warnings).toEqual(["nothing to upgrade: 1.1 gives no component another image"]);
});

it("upgrades again though the console leaves each upgrade's record open", async () => {
  const third = JSON.stringify(demoTemplate("1.1"))
    .replace(/1\.1"/g, '1.2"')
    .replace(/20250201/g, "20250301");
  const versions = { "1.2": JSON.parse(third) as unknown, "1.1": demoTemplate("1.1"), "1.0": demoTemplate("1.0") };
  await loadModel(bench.tenant, "thrice", versions);
  const state = await upgrade(await upgrade(await bench.create({ appModelId: "thrice" })), "1.2");
  expect(state).toMatchObject({ appModelVersion: "1.2", health: "ready", drift: [] });
  expect(state.components.map(({ version }) => version)).toEqual(["1.2", "1.2"]);
});

it("waits until the console's database is free, which does one upgrade at a time and nothing of the others", async () => {
  const state = await appWith((web) => web);
  const locked = { code: 10401, msg: "database is locked", msg_show: "", error_type: "OperationalError" };
  const match = { method: "POST", path: "/openapi/*/upgrade" };
  const response = { status: 500, body: locked };
  await bench.tenant.fault({ point: "console", match, times: 2, effect: "respond", response });
  expect(await upgrade(state)).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
  expect(await upgradesAsked()).toBe(3);
});

describe("an upgrade whose answer is lost", () => {
  const match = { method: "POST", path: "/openapi/*/upgrade" };

  it.each([
    ["connection ends", { effect: "loseResponse", after: true }],
    ["gateway gives up", { effect: "html", after: true, response: { status: 504 } }],
  ])("since its %s is proven by the versions, and not asked for again", async (_, fault) => {
    const state = await appWith((web) => web);
    await bench.tenant.fault({ point: "console", match, times: 1, ...fault });
    expect(await upgrade(state)).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
    expect(await upgradesAsked()).toBe(1);
  });

  it("is waited for while the console is still at it", async () => {
    const state = await appWith((web) => web);
    await bench.tenant.fault({ point: "console", match, times: 1, effect: "html", response: { status: 504 } });
    const surroundings = bench.surroundings();
    const { clock } = surroundings;
    let pauses = 0;
    const sleep = async (ms: number): Promise<void> => {
      pauses += 1;
      if (pauses === 3) await bench.control.upgradeInstall(state.tenantServiceGroupId, "1.1");
      await clock.sleep(ms);
    };
    const inputs = bench.inputs({ appModelId: "changed", appModelVersion: "1.1" });
    const updated = await updateMarketApp(state, inputs, { ...surroundings, clock: { ...clock, sleep } });
    expect(updated).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
    expect(await upgradesAsked()).toBe(1);
  });

  it("and that never was done fails in the words of the lost answer, keeps the old version, and goes on in the next update", async () => {
    const state = await appWith((web) => web);
    await bench.tenant.fault({ point: "console", match, times: 1, effect: "html", response: { status: 504 } });
    const failure: unknown = await upgrade(state).catch((thrown: unknown) => thrown);
    if (!(failure instanceof UnfinishedError))
      throw new Error(`expected an unfinished upgrade, not ${String(failure)}`);
    expect(failure.message).toMatch(/can't upgrade the app: POST \S+\/upgrade: 504/);
    expect(bench.slept).toBeGreaterThanOrEqual(30_000);
    expect(failure.state).toMatchObject({ appModelVersion: "1.0" });
    expect(await upgrade(marketAppState.parse(failure.state))).toMatchObject({
      appModelVersion: "1.1",
      health: "ready",
    });
    expect(await upgradesAsked()).toBe(2);
  });
});

describe("the builds of an upgrade", () => {
  /** The image that the web page's pods run. */
  async function runningImage({ components }: MarketAppState): Promise<string | undefined> {
    const address = components.find(({ serviceCname }) => serviceCname === "Web")?.accessUrls[0] ?? "";
    return /\((.*)\)/.exec((await bench.control.visit(address)).text)?.[1];
  }

  const idOf = ({ components }: MarketAppState, name: string): string =>
    components.find(({ serviceCname }) => serviceCname === name)?.serviceId ?? "";

  it("that the cluster refused, of which the console says nothing, are asked for again", async () => {
    const state = await appWith((web) => web);
    await bench.tenant.fail("region.build", 2);
    expect(await upgrade(state)).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
    expect(await runningImage(state)).toMatch(/:1\.1$/);
  });

  it("that the cluster refused since something was under way are asked for again, also where nobody waits", async () => {
    const state = await appWith((web) => web);
    await bench.tenant.call("POST", `${bench.path(state.appId)}/operations`, { action: "deploy" });
    const inputs = bench.inputs({ appModelId: "changed", appModelVersion: "1.1", skipAwait: true });
    await updateMarketApp(state, inputs, bench.surroundings());
    await bench.tenant.clock({ advance: 60 });
    expect(await runningImage(state)).toMatch(/:1\.1$/);
  });

  it("that failed are asked for again by the next update, also if the one before was killed", async () => {
    const state = await appWith((web) => web);
    await bench.control.changeComponent(idOf(state, "Web"), { failNextBuild: true });
    await unfinished(upgrade(state));
    expect(await runningImage(state)).toMatch(/:1\.0$/);
    expect(await upgrade(state)).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
    expect(await runningImage(state)).toMatch(/:1\.1$/);
    expect(await upgradesAsked()).toBe(1);
  });

  it("give a component that the version leaves alone the image back that a person changed", async () => {
    const { apps } = demoTemplate("1.0");
    const [, database] = z.array(z.looseObject({})).parse(apps);
    const [web] = z.array(z.looseObject({})).parse(demoTemplate("1.1")["apps"]);
    const newer = { ...demoTemplate("1.1"), apps: [web, database] };
    await loadModel(bench.tenant, "half", { "1.1": newer, "1.0": demoTemplate("1.0") });
    const state = await bench.create({ appModelId: "half" });
    await bench.control.changeComponent(idOf(state, "Database"), { image: "registry.example/other:2" });
    const upgraded = await upgrade(state);
    expect(upgraded).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [] });
    expect(upgraded.components.map(({ image }) => image)).toEqual([
      expect.stringMatching(/web:1\.1$/),
      expect.stringMatching(/db:1\.0$/),
    ]);
  });
});

/** Loads a model whose versions were published in this order, the oldest first, each with an image of its own. */
async function loadPublished(appModelId: string, published: readonly string[]): Promise<void> {
  const template = (version: string, index: number): Record<string, unknown> => {
    const { apps, ...rest } = demoTemplate("1.0");
    const parts = z.array(z.looseObject({})).parse(apps);
    const changed = parts.map((part) => ({
      ...part,
      deploy_version: `2024010${index + 1}000000`,
      share_image: `registry.example/app:${version}`,
    }));
    return { ...rest, apps: changed };
  };
  await loadModel(
    bench.tenant,
    appModelId,
    Object.fromEntries(published.map((version, index) => [version, template(version, index)])),
  );
}

describe("which of two versions is older", () => {
  it("the store says, whatever numbers they look like", async () => {
    await loadPublished("dated", ["20190318", "v2.0"]);
    const state = await bench.create({ appModelId: "dated", appModelVersion: "20190318" });
    const upgraded = await upgrade(state, "v2.0");
    expect(upgraded).toMatchObject({ appModelVersion: "v2.0", health: "ready" });
    await expect(upgrade(upgraded, "20190318")).rejects.toThrow(/at "v2.0", and Rainbond can't go back to "20190318"/);
  });

  it("numbers say where the store is silent", async () => {
    const state = await upgrade(await bench.create());
    const { unreachableStoreUrl: marketUrl } = bench.tenant.simulator.info;
    const silent = { ...state, marketUrl, __rbInstalledFrom: undefined };
    const back = updateMarketApp(silent, bench.inputs({ marketUrl }), bench.surroundings());
    await expect(back).rejects.toThrow(/at "1.1", and Rainbond can't go back to "1.0"/);
  });
});

describe("an app whose market is declared anew", () => {
  const elsewhere = () => ({ marketUrl: bench.tenant.simulator.info.unreachableStoreUrl, appModelVersion: "1.1" });

  it("is upgraded from the store that it was installed from", async () => {
    const state = await bench.create();
    const upgraded = await updateMarketApp(state, bench.inputs(elsewhere()), bench.surroundings());
    expect(upgraded).toMatchObject({ ...elsewhere(), health: "ready" });
  });

  it("isn't upgraded to what that store says must fail", async () => {
    const state = await appWith((web) => ({ ...web, port_map_list: [port] }));
    const inputs = bench.inputs({ appModelId: "changed", ...elsewhere() });
    const upgrading = updateMarketApp(state, inputs, bench.surroundings());
    await expect(upgrading).rejects.toThrow(/adds inner port 9000 to component Web/);
    expect(await bench.writes()).toEqual([]);
  });
});

it("names the hyphen in a model's id, over which the console's upgrades stumble", async () => {
  await loadPublished("with-hyphen", ["1.0", "1.1"]);
  const state = await bench.create({ appModelId: "with-hyphen" });
  await expect(upgrade(state)).rejects.toThrow(/^appModelId: "with-hyphen" holds a hyphen, .*: GET \S+\/upgrade: 404 /);
});

it("upgrades an app whose id is declared in another case than it was installed with", async () => {
  const state = await bench.create();
  const inputs = bench.inputs({ appModelId: state.appModelId.toUpperCase(), appModelVersion: "1.1" });
  const asInstalled = { ...inputs, appModelId: state.appModelId };
  expect(planMarketApp(inputs, new Set(), state)).toMatchObject({ replaces: [], changes: ["appModelVersion"] });
  expect(await updateMarketApp(state, asInstalled, bench.surroundings())).toMatchObject({ appModelVersion: "1.1" });
});

it("tells the components of a template that has one key twice by their keys, where the next one has it once", async () => {
  const { apps, ...template } = demoTemplate("1.0");
  const [web, database] = z.array(z.looseObject({ service_key: z.string() })).parse(apps);
  const twice = { ...template, apps: [web, { ...database, service_key: web?.service_key }] };
  await loadModel(bench.tenant, "twin-keys", { "1.1": demoTemplate("1.1"), "1.0": twice });
  const state = await bench.create({ appModelId: "twin-keys" });
  expect(state).toMatchObject({ health: "ready", drift: [], components: [expect.anything(), expect.anything()] });
  await bench.control.forgetRequests();
  await expect(upgrade(state)).rejects.toThrow(
    `adds component Database with the key ${database?.service_key} (the Database that is there has the key ${web?.service_key})`,
  );
  expect(await bench.writes()).toEqual([]);
});
