import { z } from "zod";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { demoEntries } from "../../simulator/store/demo-entries";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import { Gate, until } from "./gate";
import type { Properties } from "./provider-host";

/** Another app of the same look, so that both fit into one group. */
const otherModelId = "9".repeat(32);

let simulator: Simulator;
let gate: Gate;
let appId: number;
const hosts: DynamicHost[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  gate = await Gate.before(simulator.url);
  const { adminToken, appModelId, teamId = "", regionName } = simulator.info;
  const entries = demoEntries();
  const model = JSON.stringify(entries.models[0])
    .replaceAll(appModelId, otherModelId)
    .replace(/7b0c4e5d|c3d9a8f1/g, (key) => `9${key.slice(1)}`);
  await new SimulatorControl(simulator.url).loadStore({ ...entries, models: [...entries.models, JSON.parse(model)] });
  const made = await fetch(`${simulator.url}/openapi/v1/teams/${teamId}/regions/${regionName}/apps`, {
    method: "POST",
    headers: { authorization: adminToken, "content-type": "application/json" },
    body: JSON.stringify({ app_name: "shared" }),
  });
  appId = z.object({ ID: z.number() }).parse(await made.json()).ID;
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

/** Installs an app into the shared group. */
async function create(host: DynamicHost, name: string, changes: Properties = {}): Promise<Properties> {
  const declared = {
    ...demoArguments(simulator.info),
    appId,
    __rbUrn: `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`,
    __provider: marketAppProvider,
    ...changes,
  };
  const { inputs } = await host.check({}, declared);
  return (await host.create(inputs)).outputs;
}

const isInstall = (method: string, path: string): boolean => method === "POST" && path.includes("/install");

const says = (host: DynamicHost, text: string): Promise<void> =>
  until(() => host.said.some((one) => one.text.includes(text)));

test("an app that waits for another one's work in its group says so, and goes on when its turn has come", async () => {
  const host = await startHost();
  const atGate = gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const second = create(host, "b", { appModelId: otherModelId });
  await says(host, `waiting for other work on app group ${appId}`);
  held.release();
  await first;
  expect(await second).toMatchObject({ appId, health: "ready" });
});

test("one whose turn in its group doesn't come within its time says what it waited for, and nothing of it is begun", async () => {
  const host = await startHost();
  const atGate = gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const second = create(host, "b", { appModelId: otherModelId, __rbTimeouts: { create: "1s" } });
  await expect(second).rejects.toThrow(
    new RegExp(
      `^the time limit was over after 1 s of waiting for other work on app group ${appId}, so this one wasn't begun\\. Run the command again`,
    ),
  );
  held.release();
  await first;
  const asked = await new SimulatorControl(simulator.url).requests();
  expect(asked.filter(({ method, path }) => isInstall(method, path))).toHaveLength(1);
});

describe("a provider that is suspended while it holds a turn", () => {
  let suspended: DynamicHost;
  let first: Promise<unknown>;

  beforeEach(async () => {
    suspended = await startHost();
    const atGate = gate.hold(isInstall);
    first = create(suspended, "a");
    (await atGate).release();
    process.kill(suspended.pid, "SIGSTOP");
  });

  test("is waited for as long as there is time, with a line that says so, and no longer, also by those behind the first", async () => {
    const host = await startHost();
    const waitsForSilent = `waiting for another provider's work on app group ${appId} (it doesn't answer: suspended by Ctrl-Z, perhaps; fg lets it go on)`;
    const hurried = { appModelId: otherModelId, __rbTimeouts: { create: "2s" } };
    const inVain = [create(host, "b", hurried), create(host, "c", hurried)];
    for (const one of await Promise.allSettled(inVain))
      expect(one).toMatchObject({ reason: { message: expect.stringContaining(waitsForSilent) as unknown } });
    expect(host.said.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/it doesn't answer: suspended by Ctrl-Z/)]),
    );
    process.kill(suspended.pid, "SIGCONT");
    await first;
    expect(await create(host, "b", { appModelId: otherModelId })).toMatchObject({ health: "ready" });
  });

  test("keeps others from writing to the console, who go on when it does", async () => {
    const host = await startHost();
    const second = create(host, "b", { appId: undefined });
    await says(
      host,
      "waiting for another provider's writes to this console (it doesn't answer: suspended by Ctrl-Z, perhaps; fg lets it go on)",
    );
    process.kill(suspended.pid, "SIGCONT");
    await first;
    expect(await second).toMatchObject({ health: "ready" });
  });
});
