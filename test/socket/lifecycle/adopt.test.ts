import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { MarketAppInputs } from "../../../provider/model";
import { Workbench } from "./workbench";

let bench: Workbench;
let appId: number;
let number: number;

/** A group that others use too, with a running install of the demo that nobody manages, beside another app. */
beforeEach(async () => {
  bench = await Workbench.open();
  const path = await bench.tenant.createApp("shared");
  appId = Number(path.split("/").at(-1));
  await bench.tenant.install(path, "", { app_model_id: await bench.loadOtherModel() });
  await bench.tenant.install(path, "?is_deploy=true");
  await bench.tenant.clock({ advance: 60 });
  number = 2;
  await bench.control.forgetRequests();
});

afterEach(() => bench.close());

const adopting = (adopt: MarketAppInputs["adopt"]): Partial<MarketAppInputs> => ({ appId, appName: undefined, adopt });

test.each([
  ["the only one", true as const],
  ["one by its number", 2],
])(
  "takes over %s, changes nothing on the server, and has nothing to do afterwards, nor after a refresh",
  async (_, adopt) => {
    const state = await bench.create(adopting(adopt));
    expect(state).toMatchObject({
      tenantServiceGroupId: number,
      ownsApp: false,
      health: "ready",
      appModelVersion: "1.0",
    });
    expect(state.serviceIds).toHaveLength(2);
    expect(await bench.writes()).toEqual([]);
    const inputs = bench.inputs(adopting(adopt));
    expect(planMarketApp(inputs, new Set(), state).changes).toEqual([]);
    const read = await readMarketApp(state, bench.surroundings());
    expect(planMarketApp(inputs, new Set(), read ?? state).changes).toEqual([]);
  },
);

test("what was taken over is upgraded and removed like what was installed, and its neighbours stay", async () => {
  const state = await bench.create(adopting(true));
  const neighbours = (await bench.services(appId)).filter(
    ({ tenant_service_group_id }) => tenant_service_group_id === 1,
  );
  const inputs = bench.inputs({ ...adopting(true), appModelVersion: "1.1" });
  const upgraded = await updateMarketApp(state, inputs, bench.surroundings());
  expect(upgraded).toMatchObject({ appModelVersion: "1.1", tenantServiceGroupId: number });
  await removeMarketApp(upgraded, bench.surroundings());
  expect(await bench.services(appId)).toEqual(neighbours);
});

test("settings that it has already change nothing, not even by a restart, and others are applied to it alone", async () => {
  const asItIs = { Web: { envs: { TITLE: "Guestbook" }, minMemory: 256, minNode: 1 } };
  const state = await bench.create({ ...adopting(true), settings: asItIs });
  const ends = async (): Promise<string[]> => (await bench.writes()).map(({ path }) => path.split("/").at(-1) ?? "");
  // Which only reads.
  expect(await ends()).toEqual(["envs"]);
  expect(state).toMatchObject({ settings: asItIs, drift: [], health: "ready" });
  const neighbours = async (): Promise<unknown[]> =>
    (await bench.services(appId)).filter(({ tenant_service_group_id }) => tenant_service_group_id === 1);
  const before = await neighbours();
  await bench.control.forgetRequests();
  const settings = { Web: { envs: { TITLE: "Shop" }, minNode: 2, domains: [{ host: "shop.example", path: "/" }] } };
  const inputs = bench.inputs({ ...adopting(true), settings });
  const updated = await updateMarketApp(state, inputs, bench.surroundings());
  expect(await ends()).toEqual(["envs", "envs", "horizontal", "httpdomains", "operations"]);
  expect(updated).toMatchObject({ settings, drift: [], health: "ready" });
  expect(planMarketApp(inputs, new Set(), updated).changes).toEqual([]);
  expect(await neighbours()).toEqual(before);
});

test("settings that it hasn't are applied in the take-over, by one restart", async () => {
  const settings = { Web: { envs: { TITLE: "Shop" }, minMemory: 512, minNode: 2 } };
  const state = await bench.create({ ...adopting(true), settings });
  expect((await bench.writes()).map(({ path }) => path.split("/").at(-1))).toEqual([
    "envs",
    "envs",
    "vertical",
    "horizontal",
  ]);
  expect(state).toMatchObject({ settings, drift: [], health: "ready" });
  const web = state.components.find(({ serviceCname }) => serviceCname === "Web");
  expect(await bench.control.podEnvs(web?.serviceId ?? "")).toMatchObject({ TITLE: "Shop" });
});

test("a stopped install is taken over and started", async () => {
  for (const { service_id } of await bench.services(appId))
    await bench.control.changeComponent(service_id, { status: null });
  const ours = (await bench.services(appId)).filter(
    ({ tenant_service_group_id }) => tenant_service_group_id === number,
  );
  const service_ids = ours.map(({ service_id }) => service_id);
  await bench.tenant.call("POST", `${bench.path(appId)}/operations`, { action: "stop", service_ids });
  await bench.tenant.clock({ advance: 60 });
  expect(await bench.create(adopting(true))).toMatchObject({ health: "ready", tenantServiceGroupId: number });
});

test("an install of another version is refused, and the version to declare is named", async () => {
  await bench.tenant.call("PUT", `/simulator/install-groups/${number}`, { version: "1.1" });
  await expect(bench.create(adopting(number))).rejects.toThrow(
    `install group 2 in app group ${appId} is at version "1.1", not "1.0". Nothing was changed. Declare appModelVersion: "1.1" first`,
  );
});

test("two candidates, none, another app's number and a number that isn't there are errors that say what can be taken over", async () => {
  await expect(bench.create(adopting(1))).rejects.toThrow("one of these can be taken over: adopt: 2 (Web, Database)");
  await expect(bench.create(adopting(9))).rejects.toThrow("doesn't hold an install of this app with number 9");
  await bench.tenant.install(bench.path(appId));
  await expect(bench.create(adopting(true))).rejects.toThrow("adopt: 2 (Web, Database) or adopt: 3 (Web, Database)");
  const empty = Number((await bench.tenant.createApp("empty")).split("/").at(-1));
  await expect(bench.create({ ...adopting(true), appId: empty })).rejects.toThrow(
    "none can be taken over. Nothing was changed",
  );
  await expect(bench.create({ adopt: true })).rejects.toThrow("there is no app group of this resource");
  expect(await bench.groups()).toHaveLength(2);
  expect(await bench.installs()).toBe(1);
});

test("what another resource of the run has isn't taken over, nor what the replaced resource still has", async () => {
  const managed = bench.surroundings({ managerOf: () => "urn:pulumi:dev::p::t::other" });
  await expect(bench.create(adopting(true), managed)).rejects.toThrow("belongs to urn:pulumi:dev::p::t::other");
  const alive = bench.surroundings({ isAlive: () => true });
  await expect(bench.create(adopting(true), alive)).rejects.toThrow("would take over what is deleted next");
});

test("where a component of what was taken over is gone, the way to replace it begins with leaving adopt out", async () => {
  const state = await bench.create(adopting(true));
  await bench.control.deleteComponent(state.serviceIds[0] ?? "");
  const read = (await readMarketApp(state, bench.surroundings())) ?? state;
  await expect(updateMarketApp(read, bench.inputs(adopting(true)), bench.surroundings())).rejects.toThrow(
    /install the app anew, .* \(leave adopt out of its declaration first\): pulumi up --replace/,
  );
});
