import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { z } from "zod";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { demoTemplate, modelOf, orphaningTemplate } from "../socket/simulator/templates";
import { DynamicHost } from "./dynamic-host";
import { CallFailure, type Properties } from "./provider-host";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

let simulator: Simulator;
let host: DynamicHost;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  const { info, url } = simulator;
  const versions = {
    "1.2": demoTemplate("1.1", (web) => ({ ...web, service_key: "another" })),
    "1.1": demoTemplate("1.1", (web) => ({ ...web, extend_method_map: { min_node: 3, init_memory: 1024 } })),
    "1.0": demoTemplate("1.0"),
    "0.9": orphaningTemplate(),
  };
  const entries = { accessKey: info.storeKey, domain: info.storeDomain, models: [modelOf("changing", versions)] };
  await new SimulatorControl(url).loadStore(entries);
  host = await DynamicHost.start(
    { RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken },
    { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName },
  );
});

afterAll(async () => {
  await host.stop();
  await simulator.close();
});

function declared(appModelVersion: string, changes: Properties = {}): Properties {
  const { storeUrl, storeDomain, storeKey } = simulator.info;
  return {
    ...{ marketUrl: storeUrl, marketDomain: storeDomain, marketAccessKey: storeKey },
    ...{ appModelId: "changing", appModelVersion, __rbUrn: urn, __provider: marketAppProvider },
    ...changes,
  };
}

/** What a preview asks: checks what is declared now against the last inputs, and compares it with the state. */
async function preview(before: Properties, state: Properties, now: Properties) {
  const { inputs, failures } = await host.check(before, now);
  expect(failures).toEqual([]);
  return host.diff("id", state, inputs);
}

test("a preview fails where the upgrade would, says once what it would leave, and judges neither drift nor what isn't installed", async () => {
  const { inputs } = await host.check({}, declared("1.0"));
  const { id, outputs } = await host.create(inputs);
  await expect(preview(inputs, outputs, declared("1.2"))).rejects.toThrow(
    /can't upgrade the app from "1\.0" to "1\.2", which adds component Web with the key another \(the Web that is there has the key \w+\)\. Nothing was changed/,
  );
  for (let times = 0; times < 2; times += 1) {
    expect(await preview(inputs, outputs, declared("1.1"))).toEqual({ isChanged: true, replaces: [] });
  }
  const leaves = (): string[] =>
    host.said.filter(({ text }) => text.includes("leaves as it was")).map(({ text }) => text);
  expect(leaves()).toEqual([expect.stringMatching(/^blog: an upgrade to "1\.1" .*component Web: memory, replicas/)]);
  const applied = await host.update(id, outputs, (await host.check(inputs, declared("1.1"))).inputs);
  expect(applied).toMatchObject({ appModelVersion: "1.1" });
  expect(leaves()).toHaveLength(1);

  // Somebody went back by hand to a version from which the API couldn't upgrade to the one that was applied.
  const drifted = { ...applied, appModelVersion: "1.2" };
  expect((await preview(declared("1.2"), drifted, declared("1.1"))).isChanged).toBe(true);
});

test("a newer version is declared freely in place of one whose install failed", async () => {
  const { inputs } = await host.check({}, declared("0.9", { appName: "failed", __rbUrn: `${urn}2` }));
  const failure: unknown = await host.create(inputs).catch((thrown: unknown) => thrown);
  const kept = failure instanceof CallFailure ? failure.unfinished : undefined;
  expect(kept?.properties["__rbUnfinished"]).toContain("install app failure");
  const newer = declared("1.0", { appName: "failed", __rbUrn: `${urn}2` });
  expect((await preview(inputs, kept?.properties ?? {}, newer)).isChanged).toBe(true);
});

test("a store that never answers holds up all checks of a run together no longer than one", async () => {
  const held: Socket[] = [];
  const silent = createServer((socket) => held.push(socket.resume()));
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const { port } = z.object({ port: z.number() }).parse(silent.address());
  const marketUrl = `http://127.0.0.1:${port}`;
  try {
    for (const appModelId of ["a", "b", "c", "d"]) {
      const change = { appModelId, marketUrl };
      expect((await host.check(declared("1.0", change), declared("1.1", change))).failures).toEqual([]);
    }
    while (held.length < 4) await once(silent, "connection");
    // None was given up after its own time limit, which four of the checks' would outlast.
    expect(held.map((socket) => socket.destroyed)).toEqual(Array(4).fill(false));
  } finally {
    for (const socket of held) socket.destroy();
    silent.close();
  }
});
