import { parseMarket } from "../../../cli/market-option";
import { askingWith, listStore, type StoreOptions } from "../../../cli/store/run";
import { storeTable } from "../../../cli/store/table";
import { startSimulator, type Simulator } from "../../../simulator";
import { SimulatorControl } from "../../../simulator";
import { demoTemplate, modelOf, orphaningTemplate } from "../simulator/templates";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true });
  const { storeKey: accessKey, storeDomain: domain } = simulator.info;
  const versions = {
    "1.2": demoTemplate("1.1", (web) => ({ ...web, service_key: "another" })),
    "1.1": demoTemplate("1.1", (web) => ({ ...web, extend_method_map: { min_node: 3, init_memory: 1024 } })),
    "1.0": demoTemplate("1.0"),
    "0.9": orphaningTemplate(),
  };
  await new SimulatorControl(simulator.url).loadStore({ accessKey, domain, models: [modelOf("changing", versions)] });
});

afterAll(() => simulator.close());

/** What the command shows, without the market's address. */
async function show(options: Omit<StoreOptions, "market">, key = simulator.info.storeKey): Promise<string> {
  const market = { marketUrl: simulator.storeUrl, marketDomain: simulator.info.storeDomain };
  const asking = askingWith({ RAINBOND_MARKET_ACCESS_KEY: key });
  const list = await listStore({ market, ...options }, asking, () => undefined);
  return storeTable(list, false).replaceAll(simulator.url, "http://<simulator>");
}

test.each<[string, Omit<StoreOptions, "market">]>([
  ["the apps", {}],
  ["the apps of a name", { search: "guest" }],
  ["an app's versions", { app: "changing" }],
  ["a version's components", { app: "changing", appVersion: "1.0" }],
  ["an upgrade that works", { app: "changing", upgrade: { from: "1.0", to: "1.1" } }],
  ["an upgrade that fails", { app: "changing", upgrade: { from: "1.0", to: "1.2" } }],
  ["a downgrade", { app: "changing", upgrade: { from: "1.1", to: "1.0" } }],
  ["an unknown app", { app: "nothing" }],
  ["an unknown version", { app: "changing", appVersion: "1.3" }],
  ["an upgrade of no app", { upgrade: { from: "1.0", to: "1.1" } }],
])("shows %s", async (_, options) => {
  expect(await show(options)).toMatchSnapshot();
});

test("a wrong key is a failure of the list, without the key", async () => {
  const text = await show({}, "a-wrong-key");
  expect(text).toMatch(/couldn't be looked at: marketAccessKey: .* refuses the key/);
  expect(text).not.toContain("a-wrong-key");
});

test("neither the table nor the JSON shows the login of the store's address", async () => {
  const url = simulator.storeUrl.replace("http://", "http://me:hub@password@");
  const market = parseMarket(`${simulator.info.storeDomain}=${url}`);
  const asking = askingWith({ RAINBOND_MARKET_ACCESS_KEY: simulator.info.storeKey });
  const list = await listStore({ market }, asking, () => undefined);
  for (const text of [storeTable(list, false), JSON.stringify(list)]) {
    expect(text).toContain("http://me:[secret]@");
    expect(text).not.toContain("password");
  }
});
