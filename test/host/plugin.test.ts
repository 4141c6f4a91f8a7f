import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { demoArguments } from "../engine/market-app-program";
import { until } from "./gate";
import { PluginHost } from "./plugin-host";
import { CallFailure, type Properties } from "./provider-host";

let simulator: Simulator;
let host: PluginHost;

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 0.01 });
  const { info } = simulator;
  const configuration = { teamId: info.teamId ?? "", regionName: info.regionName };
  host = await PluginHost.start({ RAINBOND_ENDPOINT: simulator.url, RAINBOND_TOKEN: info.adminToken }, configuration);
});

afterEach(async () => {
  await host.stop();
  await simulator.close();
});

const about = { urn: "urn:pulumi:dev::market-app::rainbond:index:MarketApp::blog" };

const checked = async (): Promise<Properties> => (await host.check({}, demoArguments(simulator.info), about)).inputs;

const wait = async (): Promise<void> => until(() => host.said.some(({ text }) => /\d\/\d running/.test(text)));

test("a canceled run ends a wait at once and keeps what exists; the next one goes on from there", async () => {
  const inputs = await checked();
  const creation = host.create(inputs, about).catch((thrown: unknown) => thrown);
  await wait();
  await host.cancel();
  const failure = await creation;
  if (!(failure instanceof CallFailure) || !failure.unfinished)
    throw new Error(`expected what exists, not ${String(failure)}`);
  const { id, properties, reasons } = failure.unfinished;
  expect(reasons).toEqual([expect.stringMatching(/^the run was canceled, .* Run pulumi up again/)]);
  expect(properties["serviceIds"]).toHaveLength(2);
  // What is secret travels as such.
  expect(properties["marketAccessKey"]).toMatchObject({ value: simulator.info.storeKey });

  await new SimulatorControl(simulator.url).forgetRequests();
  await fetch(`${simulator.url}/simulator/clock`, { method: "PUT", body: JSON.stringify({ speed: 200 }) });
  await host.stop();
  const { info } = simulator;
  host = await PluginHost.start({ RAINBOND_ENDPOINT: simulator.url, RAINBOND_TOKEN: info.adminToken });
  expect(await host.update(id, properties, inputs, about)).toMatchObject({
    health: "ready",
    serviceIds: properties["serviceIds"],
  });
  const asked = await new SimulatorControl(simulator.url).requests();
  expect(asked.filter(({ path }) => path.includes("/install"))).toEqual([]);
});

test("it prints its port and nothing else, and ends with its engine while it waits", async () => {
  void host.create(await checked(), about).catch(() => undefined);
  await wait();
  host.endEngine();
  await host.ended;
  expect(host.printed).toEqual([expect.stringMatching(/^\d+$/)]);
});

test("a token that is rotated, or another address, replaces nothing", async () => {
  const before = { endpoint: "http://a.example", token: "one", version: "0.1.0" };
  const diff = await host.diffConfig(before, {
    ...before,
    endpoint: "http://b.example",
    token: "two",
    version: "0.2.0",
  });
  expect(diff).toEqual({ diffs: ["endpoint", "token"], replaces: [] });
});
