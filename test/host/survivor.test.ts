import { startSimulator, type Simulator } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../simulator";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";
import { Gate, until } from "./gate";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

let simulator: Simulator;
let control: SimulatorControl;
let gate: Gate;
const hosts: DynamicHost[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  control = new SimulatorControl(simulator.url);
  gate = await Gate.before(simulator.url);
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
  await gate.close();
  await simulator.close();
});

async function startHost(): Promise<DynamicHost> {
  const { info } = simulator;
  const configuration = { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName };
  const host = await DynamicHost.start({ RAINBOND_ENDPOINT: gate.url, RAINBOND_TOKEN: info.adminToken }, configuration);
  hosts.push(host);
  return host;
}

async function inputsFrom(host: DynamicHost): Promise<Properties> {
  const { info } = simulator;
  const declared = {
    ...demoArguments(info),
    __rbUrn: urn,
    __provider: marketAppProvider,
  };
  return (await host.check({}, declared)).inputs;
}

async function writes(): Promise<string[]> {
  const asked = await control.requests();
  return asked.flatMap(({ method, path }) => (method === "GET" ? [] : [`${method} ${path.split("/").at(-1) ?? ""}`]));
}

test("a provider whose engine has ended makes no call that changes anything, and ends", async () => {
  const host = await startHost();
  const inputs = await inputsFrom(host);
  const atGate = gate.hold((method, path) => method === "GET" && path.endsWith("/apps"));
  const created = host.create(inputs).catch((thrown: unknown) => thrown);
  const held = await atGate;
  host.endEngine();
  held.release();
  expect(await created).toMatchObject({ message: expect.any(String) as unknown });
  await host.ended;
  expect(await writes()).toEqual([]);
});

test("a second run waits for a survivor that is in the middle of an install, and goes on with what it made", async () => {
  const survivor = await startHost();
  const atGate = gate.hold((method, path) => method === "POST" && path.includes("/install"));
  const abandoned = survivor.create(await inputsFrom(survivor)).catch(() => undefined);
  const held = await atGate;
  survivor.endEngine();

  const host = await startHost();
  const creation = host.create(await inputsFrom(host));
  await until(() => host.said.some(({ text }) => text.includes(`process ${survivor.pid}`)));
  expect(await writes()).toEqual(["POST apps"]);
  held.release();
  await abandoned;
  const { outputs } = await creation;
  expect(outputs).toMatchObject({ health: "ready", ownsApp: true });
  expect(outputs["serviceIds"]).toHaveLength(2);
  expect((await writes()).filter((write) => write.startsWith("POST install"))).toHaveLength(1);
  await survivor.ended;
});

test("a second run that may not wait so long changes nothing, and names the process that is at work", async () => {
  const survivor = await startHost();
  const atGate = gate.hold((method, path) => method === "POST" && path.includes("/install"));
  void survivor.create(await inputsFrom(survivor)).catch(() => undefined);
  await atGate;
  survivor.endEngine();

  const host = await startHost();
  const inputs = { ...(await inputsFrom(host)), __rbTimeouts: { create: "1s" } };
  await expect(host.create(inputs)).rejects.toThrow(
    `an earlier run left a provider behind (process ${survivor.pid}), and it is still at work on this app group`,
  );
  expect(await writes()).toEqual(["POST apps"]);
  await survivor.stop();
  hosts.splice(hosts.indexOf(survivor), 1);
  expect((await host.create(await inputsFrom(host))).outputs).toMatchObject({ health: "ready" });
});
