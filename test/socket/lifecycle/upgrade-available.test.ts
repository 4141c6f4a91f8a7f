import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { demoTemplate, loadModel } from "../simulator/templates";
import { Workbench } from "./workbench";

const published = ["1.10", "1.9", "1.1", "1.0", "nightly"];
let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
  await publish(published);
});

afterEach(() => bench.close());

async function publish(versions: readonly string[]): Promise<void> {
  const templates = versions.map((version) => [version, demoTemplate(version === "1.0" ? "1.0" : "1.1")] as const);
  await loadModel(bench.tenant, "growing", Object.fromEntries(templates));
}

/** What the store is asked for while something is done, without the market's path. */
async function callsToStore(work: () => Promise<unknown>): Promise<string[]> {
  await bench.control.forgetRequests();
  await work();
  const requests = (await bench.control.requests()).filter(({ path }) => path.startsWith("/store"));
  return requests.map(({ path }) => path.replace(/^.*\/apps|\?.*$/g, ""));
}

test("an install knows the newer versions at no further call, a refresh by one a model, and an upgrade drops what it passed", async () => {
  const declared = bench.inputs({ appModelId: "growing", isDeploy: false });
  let state = await bench.create(declared);
  expect(state.upgradeAvailable).toEqual(["1.10", "1.9", "1.1"]);

  const other = await bench.create({
    ...declared,
    appName: "other",
    __rbUrn: "urn:pulumi:dev::p::pulumi-nodejs:dynamic/rainbond:MarketApp::other",
  });
  await publish(["1.11", ...published]);
  const refreshing = bench.surroundings();
  const calls = await callsToStore(async () => {
    const read = await Promise.all([state, other].map((one) => readMarketApp(one, refreshing)));
    expect(read.map((one) => one?.upgradeAvailable)).toEqual(Array(2).fill(["1.11", "1.10", "1.9", "1.1"]));
    expect(read.map((one) => one?.drift)).toEqual([[], []]);
    state = read[0] ?? state;
  });
  expect(calls).toEqual(["/growing"]);

  state = await updateMarketApp(state, { ...declared, appModelVersion: "1.9" }, bench.surroundings());
  expect(state).toMatchObject({ appModelVersion: "1.9", upgradeAvailable: ["1.11", "1.10"] });
});

test("a store that doesn't answer, or isn't to be asked, leaves what was known", async () => {
  const state = await bench.create({ appModelId: "growing", isDeploy: false });
  await bench.tenant.fail("store.app", 1000);
  expect((await readMarketApp(state, bench.surroundings()))?.upgradeAvailable).toEqual(["1.10", "1.9", "1.1"]);
  await bench.tenant.fault();
  const silent = bench.surroundings({ ifSoon: () => Promise.resolve(undefined) });
  const calls = await callsToStore(async () => {
    const before = { ...state, upgradeAvailable: undefined };
    expect((await readMarketApp(before, silent))?.upgradeAvailable).toBeUndefined();
  });
  expect(calls).toEqual([]);
});
