import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";
import { Gate, until } from "./gate";

let simulator: Simulator;
let gate: Gate;
let host: DynamicHost;

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 0.01 });
  gate = await Gate.before(simulator.url);
  const { info } = simulator;
  const configuration = {
    "rainbond:teamId": info.teamId ?? "",
    "rainbond:regionName": info.regionName,
    "rainbond:maxConcurrentWrites": "2",
  };
  host = await DynamicHost.start({ RAINBOND_ENDPOINT: gate.url, RAINBOND_TOKEN: info.adminToken }, configuration);
});

afterEach(async () => {
  await host.stop();
  await gate.close();
  await simulator.close();
});

async function inputsOf(name: string): Promise<Properties> {
  const { info } = simulator;
  const declared = {
    ...demoArguments(info),
    __rbUrn: `urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`,
    __provider: marketAppProvider,
  };
  return (await host.check({}, declared)).inputs;
}

/** Settles once the process has ended; fails if that takes longer than some seconds. */
async function endsSoon(): Promise<void> {
  const limit = new AbortController();
  const tooLong = sleep(5_000, undefined, limit).then(() => {
    throw new Error("the provider lives on");
  });
  await Promise.race([host.ended, tooLong]).finally(() => {
    limit.abort();
  });
}

test("an idle provider ends with its engine", async () => {
  await inputsOf("blog");
  host.endEngine();
  await endsSoon();
});

test("a provider that waits for components ends with its engine", async () => {
  void host.create(await inputsOf("blog")).catch(() => undefined);
  await until(() => host.said.some(({ text }) => /\d\/\d running/.test(text)));
  host.endEngine();
  await endsSoon();
});

test("a provider that waits for an answer to a read ends with its engine", async () => {
  const atGate = gate.hold((method, path) => method === "GET" && path.endsWith("/apps"));
  void host.create(await inputsOf("blog")).catch(() => undefined);
  await atGate;
  host.endEngine();
  await endsSoon();
});

test("an operation that fails because the engine has ended doesn't cut short another one's install", async () => {
  const [blog, wiki] = [await inputsOf("blog"), await inputsOf("wiki")];
  const atInstall = gate.hold((method, path) => method === "POST" && path.includes("/install"));
  void host.create(blog).catch(() => undefined);
  const install = await atInstall;
  const atGroup = gate.hold((method, path) => method === "POST" && path.endsWith("/apps"));
  const failing = host.create(wiki);
  const group = await atGroup;
  host.endEngine();
  group.release();
  await expect(failing).rejects.toThrow("the pulumi process that wanted this has ended");
  install.release();
  await endsSoon();
});
