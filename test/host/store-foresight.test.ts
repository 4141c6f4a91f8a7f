import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { z } from "zod";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl, type LoggedRequest } from "../../simulator";
import { ScriptedServer } from "../socket/scripted-server";
import { demoTemplate, modelOf, orphaningTemplate } from "../socket/simulator/templates";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";
const without = (key: string) => demoTemplate("1.0", (web) => ({ ...web, [key]: undefined }));
const plugins = [{ plugin_key: "p", plugin_alias: "Shield", plugin_image: { hub_url: "hub.example" } }];
const many = Array.from({ length: 30 }, (_, index) => [`${index}.0`, demoTemplate("1.0")] as const);

let simulator: Simulator;
let control: SimulatorControl;
let host: DynamicHost;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  control = new SimulatorControl(simulator.url);
  const { storeKey: accessKey, storeDomain: domain } = simulator.info;
  const versions = {
    "1.1": demoTemplate("1.1"),
    "1.0": demoTemplate("1.0"),
    tcp: orphaningTemplate(),
    bare: without("service_image"),
    flat: without("service_volume_map_list"),
    empty: { apps: [] },
    none: {},
    shielded: { ...demoTemplate("1.0"), plugins },
  };
  const models = [
    modelOf("changing", versions),
    modelOf("many", Object.fromEntries(many)),
    ...Array.from({ length: 10 }, (_, index) => modelOf(`model${index}`, { "1.0": demoTemplate("1.0") })),
    modelOf("with-a-hyphen-and-much-too-long-to-keep", { "1.0": demoTemplate("1.0") }),
  ];
  await control.loadStore({ accessKey, domain, models });
});

afterAll(() => simulator.close());

beforeEach(async () => {
  host = await start();
  await control.forgetRequests();
});

afterEach(() => host.stop());

function start(environment: NodeJS.ProcessEnv = {}, configuration: Properties = {}): Promise<DynamicHost> {
  const { adminToken, teamId, regionName } = simulator.info;
  const known = { RAINBOND_ENDPOINT: simulator.url, RAINBOND_TOKEN: adminToken };
  const place = { "rainbond:teamId": teamId ?? "", "rainbond:regionName": regionName };
  return DynamicHost.start({ ...known, ...environment }, { ...place, ...configuration });
}

function declared(changes: Properties = {}): Properties {
  const { storeUrl, storeDomain, storeKey } = simulator.info;
  return {
    ...{ marketUrl: storeUrl, marketDomain: storeDomain, marketAccessKey: storeKey },
    ...{ appModelId: "changing", appModelVersion: "1.0", __rbUrn: urn, __provider: marketAppProvider },
    ...changes,
  };
}

/** What the store was asked for since the test began; nothing was asked of the console. */
async function asked(): Promise<LoggedRequest[]> {
  const requests = await control.requests();
  expect(requests.filter(({ path }) => path.startsWith("/openapi/"))).toEqual([]);
  return requests;
}

describe("a check of a new app", () => {
  test.each<[string, Properties, [string, RegExp]]>([
    [
      "a wrong key",
      { marketAccessKey: "wrong" },
      ["", /^marketAccessKey: the app store \(marketDomain rainbond\) refuses the key: GET .*: 401/],
    ],
    ["an unknown model", { appModelId: "nothing" }, ["appModelId", /has no such app: GET .*: 404 "app not found"/]],
    [
      "an unknown version",
      { appModelVersion: "1.01" },
      ["appModelVersion", /no version "1\.01" .*it has .*, of which "1\.[01]" is the nearest\. Declare/],
    ],
    [
      "an unknown version of many",
      { appModelId: "many", appModelVersion: "31" },
      ["appModelVersion", /it has "29\.0", "28\.0", .*"10\.0" and 10 older ones, of which .* is the nearest\./],
    ],
    [
      "the version latest",
      { appModelVersion: "latest" },
      ["appModelVersion", /is no version.*rainbond\.getMarketAppOutput/],
    ],
    [
      "an open outer port that isn't HTTP",
      { appModelVersion: "tcp" },
      ["appModelVersion", /component Web opens port 22 to the outside, which doesn't speak HTTP/],
    ],
    [
      "a component without service_image",
      { appModelVersion: "bare" },
      ["appModelVersion", /component Web has no service_image/],
    ],
    [
      "a component without its list of volumes",
      { appModelVersion: "flat" },
      ["appModelVersion", /component Web has no service_volume_map_list/],
    ],
    ["a template without components", { appModelVersion: "empty" }, ["appModelVersion", /it has no components/]],
    [
      "a template without a list of components",
      { appModelVersion: "none" },
      ["appModelVersion", /it has no components/],
    ],
    [
      "settings of no component",
      { settings: { Wbe: { minNode: 1 } } },
      ["", /^settings\.Wbe names no component; there is Web/],
    ],
  ])("fails over %s, with its property", async (_, changes, [property, reason]) => {
    const { failures } = await host.check({}, declared(changes));
    expect(failures).toEqual([[property, expect.stringMatching(reason)]]);
    if (changes["appModelVersion"] === "latest") expect(await asked()).toEqual([]);
  });

  test("takes what answers in HTML for no store", async () => {
    const page = await ScriptedServer.start([
      { status: 200, headers: { "content-type": "text/html" }, body: "<html>" },
    ]);
    const { failures } = await host.check({}, declared({ marketUrl: page.url }));
    expect(failures).toEqual([["marketUrl", expect.stringMatching(/isn't an app store: GET .* \(a web page\)/)]]);
    await page.stop();
  });

  test("asks once a market, model and run: 100 apps of 10 models cost 20 calls", async () => {
    for (let index = 0; index < 100; index += 1) {
      const app = { appModelId: `model${index % 10}`, __rbUrn: `${urn}${index}` };
      expect((await host.check({}, declared(app))).failures).toEqual([]);
    }
    expect(await asked()).toHaveLength(20);
  });

  test("warns of what only some consoles or teams stumble over", async () => {
    const long = "with-a-hyphen-and-much-too-long-to-keep";
    expect((await host.check({}, declared({ appModelVersion: "shielded" }))).failures).toEqual([]);
    expect((await host.check({}, declared({ appModelId: long }))).failures).toEqual([]);
    expect(host.said.map(({ text }) => text)).toEqual([
      expect.stringMatching(/plugin Shield says no login .* unless the team has the plugin already/),
      expect.stringMatching(/appModelId has 39 characters: a console on MySQL keeps 32/),
      expect.stringMatching(/holds a hyphen/),
    ]);
  });

  test("judges no install to adopt, and no version that isn't known yet", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (const changes of [{ appModelVersion: "tcp", adopt: 7 }, { appModelVersion: unknown }]) {
      expect((await host.check({}, declared(changes))).failures).toEqual([]);
    }
    expect((await host.check({}, declared({ appModelVersion: unknown, appModelId: "nothing" }))).failures).toEqual([
      ["appModelId", expect.stringContaining("no such app")],
    ]);
  });

  test("asks nothing with a key that isn't known yet: the one of the environment may be another store's", async () => {
    const keyed = await start({ RAINBOND_MARKET_ACCESS_KEY: "another" });
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await keyed.check({}, declared({ marketAccessKey: unknown }))).failures).toEqual([]);
    expect(await asked()).toEqual([]);
    expect((await keyed.check({}, declared({ marketAccessKey: undefined }))).failures).toHaveLength(1);
    await keyed.stop();
  });

  test.each<[string, NodeJS.ProcessEnv, Properties]>([
    ["RAINBOND_VALIDATE", { RAINBOND_VALIDATE: "off" }, {}],
    ["rainbond:validate", {}, { "rainbond:validate": "off" }],
    ["the Provider's validate", {}, { "rainbond-provider:validate": "off" }],
  ])("asks nothing where %s is off", async (_, environment, configuration) => {
    const place = { teamId: simulator.info.teamId, regionName: simulator.info.regionName };
    const quiet = await start(environment, configuration);
    expect((await quiet.check({}, declared({ ...place, appModelVersion: "9.9" }))).failures).toEqual([]);
    await quiet.stop();
    expect(await asked()).toEqual([]);
  });

  test("waits for a store that hangs 3 s in the whole run, and says in the debug log that it wasn't asked", async () => {
    const held: Socket[] = [];
    const silent = createServer((socket) => held.push(socket.resume()));
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = z.object({ port: z.number() }).parse(silent.address());
    const beganAt = performance.now();
    for (let index = 0; index < 100; index += 1) {
      const app = { appModelId: `model${index % 10}`, marketUrl: `http://127.0.0.1:${port}` };
      expect((await host.check({}, declared(app))).failures).toEqual([]);
    }
    expect(performance.now() - beganAt).toBeGreaterThan(2_900);
    expect(held.filter((socket) => socket.destroyed)).toEqual([]);
    expect(host.said[0]).toMatchObject({
      text: expect.stringMatching(/wasn't asked .*: it didn't answer in time/) as unknown,
    });
    for (const socket of held) socket.destroy();
    silent.close();
  });
});

describe("a check of an app that is there", () => {
  test("asks nothing where nothing of the app in the store changed", async () => {
    const { inputs } = await host.check({}, declared());
    await control.forgetRequests();
    const later = declared({ isDeploy: false, settings: { Web: { minNode: 2 } } });
    for (const now of [declared(), later]) expect((await host.check(inputs, now)).failures).toEqual([]);
    expect(await asked()).toEqual([]);
  });

  test.each<[string, Properties, [string, RegExp][]]>([
    [
      "an unknown version",
      { appModelVersion: "1.2" },
      [["appModelVersion", /no version "1\.2" .* of which "1\.[01]" is the nearest\. Declare/]],
    ],
    ["a wrong key", { marketAccessKey: "wrong" }, [["", /^marketAccessKey: .* refuses the key/]]],
    ["another model that isn't there", { appModelId: "nothing" }, [["appModelId", /no such app/]]],
    [
      "another version and a wrong key",
      { appModelVersion: "1.1", marketAccessKey: "wrong" },
      [["", /refuses the key/]],
    ],
    [
      "another model at a version that can't be installed",
      { appModelId: "many" },
      [["appModelVersion", /no version "1\.0x"/]],
    ],
  ])("fails over %s", async (_, changes, expected) => {
    const before = declared(changes["appModelId"] === "many" ? { appModelVersion: "1.0x" } : {});
    const { failures } = await host.check(before, { ...before, ...changes });
    expect(failures).toHaveLength(expected.length);
    for (const [index, [property, reason]] of expected.entries()) {
      expect(failures[index]).toEqual([property, expect.stringMatching(reason)]);
    }
  });

  test("leaves an app alone that is at a version of the name latest", async () => {
    const before = declared({ appModelVersion: "latest" });
    expect((await host.check(before, before)).failures).toEqual([]);
  });
});
