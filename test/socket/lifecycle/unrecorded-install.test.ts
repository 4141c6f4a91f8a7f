import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { MarketAppState } from "../../../provider/model";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

/** The state of an app whose install was made, but never recorded. */
async function unrecorded(): Promise<MarketAppState> {
  const state = await bench.create();
  return { ...state, tenantServiceGroupId: 0, serviceIds: [], components: [] };
}

test("an install that was never recorded goes with its group", async () => {
  const state = await unrecorded();
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
  expect(bench.warnings).toEqual([]);
});

test("another app that somebody put into the group stays, and is named", async () => {
  const state = await unrecorded();
  const other = await bench.loadOtherModel();
  await bench.tenant.install(bench.path(state.appId), "", { app_model_id: other, app_model_version: "1.0" });
  const neighbours = (await bench.services(state.appId)).filter((one) => one.status === "undeploy");
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.services(state.appId)).toEqual(neighbours);
  expect(bench.warnings).toEqual([
    expect.stringMatching(/^app group \d+ stays: it holds .*Web.*, which this resource isn't known to have installed/),
  ]);
});

test("two installs of one app can't be told apart, so neither goes", async () => {
  const state = await unrecorded();
  await bench.tenant.install(bench.path(state.appId));
  const before = (await bench.services(state.appId)).map((one) => one.service_id).sort();
  await removeMarketApp(state, bench.surroundings());
  expect((await bench.services(state.appId)).map((one) => one.service_id).sort()).toEqual(before);
  expect(bench.warnings).toHaveLength(1);
});

test("without a word from the store, to us and to the console, nothing is taken for this app's", async () => {
  const state = await unrecorded();
  const { unreachableStoreUrl } = bench.tenant.simulator.info;
  await bench.tenant.fail("store.app", 1e6, 500, { msg: "down" });
  await removeMarketApp({ ...state, marketUrl: unreachableStoreUrl }, bench.surroundings());
  expect(await bench.services(state.appId)).toHaveLength(2);
  expect(bench.warnings).toHaveLength(1);
});

test("where only the console can ask the store, its word is enough", async () => {
  const state = await unrecorded();
  const { unreachableStoreUrl } = bench.tenant.simulator.info;
  await removeMarketApp({ ...state, marketUrl: unreachableStoreUrl }, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
});
