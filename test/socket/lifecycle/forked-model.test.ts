import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { MarketAppInputs, MarketAppState } from "../../../provider/model";
import { demoTemplate, loadModel } from "../simulator/templates";
import { Workbench } from "./workbench";

/** Another model that was published from the same app: its components have the same keys. */
const fork = "f".repeat(32);

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
  await loadModel(bench.tenant, fork, { "1.0": demoTemplate("1.0"), "1.1": demoTemplate("1.1") });
});

afterEach(() => bench.close());

const urnOf = (name: string): string => `urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;

interface App {
  readonly state: MarketAppState;
  readonly changes: Partial<MarketAppInputs>;
}

async function up(name: string, appModelId: string | undefined, given: Partial<MarketAppInputs>): Promise<App> {
  const model = appModelId === undefined ? {} : { appModelId };
  const changes = { appName: name, ...given, ...model, __rbUrn: urnOf(name) };
  return { state: await bench.create(changes, bench.surroundings({ urn: urnOf(name) })), changes };
}

async function imagesOf({ state }: App): Promise<string[]> {
  const there = await bench.services(state.appId);
  return there
    .filter((one) => one.tenant_service_group_id === state.tenantServiceGroupId)
    .map((one) => one.image)
    .sort();
}

const images = (version: string): string[] =>
  ["db", "web"].map((part) => `registry.example/guestbook/${part}:${version}`);

describe.each<[string, boolean]>([
  ["in one app group", true],
  ["in two app groups", false],
])("two models with the same component keys, %s", (_, isShared) => {
  let ours: App;
  let theirs: App;

  beforeEach(async () => {
    const appId = isShared ? Number((await bench.tenant.createApp("shared")).split("/").at(-1)) : undefined;
    const given = appId === undefined ? {} : { appId, appName: undefined };
    theirs = await up("fork", fork, given);
    ours = await up("ours", undefined, given);
  });

  it("install, upgrade and go without a word about each other", async () => {
    expect(await imagesOf(ours)).toEqual(images("1.0"));
    expect(await imagesOf(theirs)).toEqual(images("1.0"));
    const inputs = bench.inputs({ ...ours.changes, appModelVersion: "1.1" });
    const surroundings = bench.surroundings({ urn: inputs.__rbUrn });
    const upgraded = { ...ours, state: await updateMarketApp(ours.state, inputs, surroundings) };
    expect(await imagesOf(upgraded)).toEqual(images("1.1"));
    expect(await imagesOf(theirs)).toEqual(images("1.0"));
    const read = await readMarketApp(theirs.state, bench.surroundings());
    expect(read).toMatchObject({ drift: [], appModelVersion: "1.0" });
    await removeMarketApp(upgraded.state, bench.surroundings());
    expect(await imagesOf(theirs)).toEqual(images("1.0"));
    if (isShared) expect(await imagesOf(ours)).toEqual([]);
    else expect(await bench.appIds()).toEqual([theirs.state.appId]);
  });

  it("drift each by itself", async () => {
    await bench.control.changeComponent(theirs.state.serviceIds[0] ?? "", { image: "nginx:byhand" });
    expect((await readMarketApp(ours.state, bench.surroundings()))?.drift).toEqual([]);
    expect((await readMarketApp(theirs.state, bench.surroundings()))?.drift).toMatchObject([{ category: "version" }]);
  });
});

it("adopt: true takes the install of the declared model", async () => {
  const path = await bench.tenant.createApp("shared");
  const appId = Number(path.split("/").at(-1));
  await bench.tenant.install(path, "?is_deploy=true", { app_model_id: fork });
  await bench.tenant.install(path, "?is_deploy=true");
  await bench.tenant.clock({ advance: 60 });
  const adopted = await bench.create({ appId, appName: undefined, adopt: true });
  expect(adopted.tenantServiceGroupId).toBe(2);
  const both = await bench.create({ appId, appName: undefined, adopt: true, appModelId: fork });
  expect(both.tenantServiceGroupId).toBe(1);
});

it("an install of the other model in a group of this resource's name is refused, never taken, never removed", async () => {
  const { state } = await up("ours", fork, {});
  await expect(up("ours", undefined, {})).rejects.toThrow(
    /that isn't exactly one install of this app. Nothing was installed/,
  );
  expect(await bench.services(state.appId)).toHaveLength(2);
  expect(await bench.installs()).toBe(1);
});
