import { startSimulator, type Simulator } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../simulator";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";
import { Gate, until } from "./gate";

let simulator: Simulator;
let gate: Gate;
const hosts: DynamicHost[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  gate = await Gate.before(simulator.url);
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
  await gate.close();
  await simulator.close();
});

async function startHost(environment: NodeJS.ProcessEnv = {}): Promise<DynamicHost> {
  const { info } = simulator;
  const configuration = { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName };
  const access = { RAINBOND_ENDPOINT: gate.url, RAINBOND_TOKEN: info.adminToken };
  const host = await DynamicHost.start({ ...access, ...environment }, configuration);
  hosts.push(host);
  return host;
}

async function create(host: DynamicHost, name: string, changes: Properties = {}): Promise<unknown> {
  const { info } = simulator;
  const declared = {
    ...demoArguments(info),
    __rbUrn: `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`,
    __provider: marketAppProvider,
    ...changes,
  };
  const { inputs } = await host.check({}, declared);
  return host.create(inputs);
}

const isInstall = (method: string, path: string): boolean => method === "POST" && path.includes("/install");

test("the writes of two providers on one machine never overlap, and their reads do", async () => {
  const [one, other] = [await startHost(), await startHost()];
  const numbers = [1, 2, 3, 4, 5, 6];
  await Promise.all(numbers.flatMap((number) => [create(one, `a${number}`), create(other, `b${number}`)]));
  expect(gate.most.writes).toBe(1);
  expect(gate.most.reads).toBeGreaterThan(1);
  const asked = await new SimulatorControl(simulator.url).requests();
  expect(asked.filter(({ method, path }) => isInstall(method, path))).toHaveLength(12);
});

test("two providers take turns: neither waits until all of the other's are done", async () => {
  const one = await startHost();
  const atGate = gate.hold(isInstall);
  const first = ["a1", "a2", "a3", "a4", "a5", "a6"].map((name) => create(one, name, { skipAwait: true }));
  const held = await atGate;
  const other = await startHost();
  const order: string[] = [];
  const second = create(other, "b1", { skipAwait: true }).then(() => order.push("other's"));
  await until(() => other.said.some(({ text }) => text.includes(`another provider (process ${one.pid})`)));
  held.release();
  await Promise.all([...first.map((each) => each.then(() => order.push("first's"))), second]);
  expect(order.at(-1)).toBe("first's");
});

test("a write that waits for its turn says so on its row, and then what it does", async () => {
  const host = await startHost();
  const atGate = gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const second = create(host, "b");
  const third = create(host, "c");
  await until(() => host.said.some(({ text }) => text.includes("waiting for 2 other writes to this console")));
  expect(host.said.some(({ text }) => text.includes("waiting for 1 other write to this console"))).toBe(true);
  const soFar = host.said.length;
  held.release();
  await Promise.all([first, second, third]);
  expect(host.said.slice(soFar).map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringContaining("making the app group")]),
  );
});

test("a write whose turn doesn't come within the operation's limit isn't sent", async () => {
  const host = await startHost();
  const atGate = gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  await expect(create(host, "b", { __rbTimeouts: { create: "1s" } })).rejects.toThrow(
    /waiting for 1 other write to this console, so this one was not sent/,
  );
  held.release();
  await first;
  const asked = await new SimulatorControl(simulator.url).requests();
  expect(asked.filter(({ method }) => method !== "GET").map(({ path }) => path.split("/").at(-1))).toEqual([
    "apps",
    "install?is_deploy=true",
  ]);
});

test("a console that is said to bear several writes gets so many", async () => {
  const host = await startHost({ RAINBOND_MAX_CONCURRENT_WRITES: "3" });
  const atGate = gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const alsoAtGate = gate.hold(isInstall);
  const second = create(host, "b");
  const alsoHeld = await alsoAtGate;
  held.release();
  alsoHeld.release();
  await Promise.all([first, second]);
});
