import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { CheckRequest, CheckResponse, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { transform } from "esbuild";
import { SimulatorControl, startSimulator, type DemoSimulator } from "../../simulator";
import { runCommand } from "../../tools/command";
import { demoArguments } from "../engine/market-app-program";
import { demoTemplate, modelOf } from "../socket/simulator/templates";
import { PluginHost } from "./plugin-host";
import { structOf, type Properties } from "./provider-host";

const executable = join(resolve(__dirname, "..", ".."), "dist", "plugin", "pulumi-resource-rainbond");
const urn = "urn:pulumi:dev::market-app::rainbond:index:MarketApp::blog";
const engineLimit = 400 * 1024 * 1024;

let simulator: DemoSimulator;
let host: PluginHost;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true });
  const { info, url } = simulator;
  host = await PluginHost.start({ RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken });
});

afterAll(async () => {
  await host.stop();
  await simulator.close();
});

/** Sends a message as it is, which need not be one that this version of the protocol knows. */
async function send(method: string, message: Uint8Array): Promise<Uint8Array> {
  const client = new grpc.Client(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
  const asItIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(`/pulumirpc.ResourceProvider/${method}`, asItIs, asItIs, message, (failure, answer) => {
        if (failure) reject(new Error(failure.details));
        else resolve(answer ?? Buffer.alloc(0));
      });
    });
  } finally {
    client.close();
  }
}

/** Announces a message of this size and sends nothing of it; returns the status that ends the call. */
async function announce(bytes: number): Promise<{ status: unknown; message: unknown }> {
  const session = connect(`http://127.0.0.1:${host.port}`);
  try {
    const call = session.request({
      ":method": "POST",
      ":path": "/pulumirpc.ResourceProvider/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(bytes, 1);
    call.write(prefix);
    return await new Promise((resolve, reject) => {
      const read = (headers: Record<string, unknown>): void => {
        if (headers["grpc-status"] === undefined) return;
        resolve({ status: headers["grpc-status"], message: decodeURIComponent(String(headers["grpc-message"])) });
      };
      call.on("response", read).on("trailers", read).on("error", reject).resume();
    });
  } finally {
    session.destroy();
  }
}

async function checks(): Promise<void> {
  const { inputs } = await host.check({}, demoArguments(simulator.info), { urn });
  expect(inputs).toMatchObject({ appModelVersion: "1.0" });
}

test("a message over the engine's own limit is refused by its size, before any of it is kept, and the plugin goes on", async () => {
  expect(await announce(engineLimit + 1)).toEqual({
    status: "8", // RESOURCE_EXHAUSTED
    message: `Received message larger than max (${engineLimit + 1} vs ${engineLimit})`,
  });
  await checks();
});

test("a message that is longer than what gRPC takes by default is taken", async () => {
  const settings = { Web: { envs: { LONG: "x".repeat(6 * 1024 * 1024) } } };
  const { inputs } = await host.check({}, { ...demoArguments(simulator.info), settings }, { urn });
  expect(inputs).toMatchObject({ settings });
});

test("fields that a newer engine adds to its messages change nothing", async () => {
  const request = new CheckRequest();
  request.setUrn(urn);
  request.setNews(structOf(demoArguments(simulator.info)));
  const known = request.serializeBinary();
  // Field 1999, a text.
  const unknown = Buffer.from([0xfa, 0x7c, 0x03, 0x6e, 0x65, 0x77]);
  const answer = await send("Check", Buffer.concat([known, unknown]));
  expect(CheckResponse.deserializeBinary(answer).toObject()).toEqual(
    CheckResponse.deserializeBinary(await send("Check", known)).toObject(),
  );
});

test("what isn't a message at all fails by itself", async () => {
  await expect(send("Check", Buffer.from([0xff, 0xff, 0xff]))).rejects.toThrow();
  await checks();
});

test("a resource and a function of another version's SDK are refused with what there is", async () => {
  const request = new CheckRequest();
  request.setUrn(urn.replace("MarketApp", "Cluster"));
  await expect(send("Check", request.serializeBinary())).rejects.toThrow(
    /has no resource rainbond:index:Cluster, but rainbond:index:MarketApp and rainbond:index:App. Use an SDK of the plugin's version$/,
  );
  const call = new InvokeRequest();
  call.setTok("rainbond:index:getCluster");
  await expect(send("Invoke", call.serializeBinary())).rejects.toThrow(
    /^there is no function rainbond:index:getCluster, but rainbond:index:getTeams, rainbond:index:getApp, rainbond:index:getMarketApp and rainbond:index:getMarketApps. Use an SDK of the plugin's version$/,
  );
});

describe("a function", () => {
  const invoke = async (name: string, args: Properties): Promise<Properties> =>
    host.invoke(`rainbond:index:${name}`, args);
  const market = (): Properties => {
    const { storeUrl: marketUrl, storeDomain: marketDomain, storeKey: marketAccessKey } = simulator.info;
    return { marketUrl, marketDomain, marketAccessKey };
  };

  test.each<[string, Properties, string]>([
    [
      "getMarketApp",
      { marketUrl: 5, range: 1.5 },
      "marketUrl: must be a text: got the number 5; quote it; marketDomain is missing: give it; appModelId is missing: give it; " +
        "range: must be a text: got the number 1.5; quote it",
    ],
    ["getMarketApps", { marketUrl: "http://a", marketDomain: "b", page: "1" }, "page: must be a whole number"],
    ["getApp", {}, "app is missing: give it"],
    ["getApp", { app: true, teamId: null, regionName: "" }, "app: must be a text"],
  ])("%s says what is wrong with each of its arguments: %j", async (name, args, message) => {
    await expect(invoke(name, args)).rejects.toThrow(new RegExp(`^${message}$`));
  });

  test("takes null and an empty text for an argument that is left out", async () => {
    const { appModelId, storeKey } = simulator.info;
    const left = { appModelId, range: null, marketAccessKey: "" };
    const other = await PluginHost.start({ RAINBOND_MARKET_ACCESS_KEY: `${storeKey}\n` });
    try {
      expect(await other.invoke("rainbond:index:getMarketApp", { ...market(), ...left })).toMatchObject({
        latest: "1.1",
      });
    } finally {
      await other.stop();
    }
    expect(await invoke("getMarketApps", { ...market(), search: null, page: null })).toMatchObject({
      total: 1,
      page: 1,
    });
  });

  test("tells what a template holds, whatever it is", async () => {
    const { storeKey: accessKey, storeDomain: domain } = simulator.info;
    const half = demoTemplate("1.0", (web) => ({ ...web, extend_method_map: { min_memory: 512.5 } }));
    const store = await startSimulator({ demo: true });
    try {
      await new SimulatorControl(store.url).loadStore({
        accessKey,
        domain,
        models: [modelOf("half", { "1.0": half })],
      });
      const args = { ...market(), marketUrl: store.storeUrl, appModelId: "half" };
      expect(await invoke("getMarketApp", args)).toMatchObject({ components: [{ minMemory: 512.5 }, {}] });
    } finally {
      await store.close();
    }
  });

  test("that warns of something names no resource, since it belongs to none", async () => {
    const { url, info } = simulator;
    const environment = { RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken };
    const urn = "urn:pulumi:dev::market-app::pulumi:providers:rainbond::default_0_1_0";
    const other = await PluginHost.start(
      environment,
      { endpoint: "http://other.example:7070", version: "0.1.0" },
      { urn },
    );
    try {
      const { teamId, regionName } = info;
      await expect(other.invoke("rainbond:index:getApp", { teamId, regionName, app: "none" })).rejects.toThrow(
        /no app group named "none"/,
      );
      expect(other.said.map(({ text }) => text)).toEqual([
        `RAINBOND_ENDPOINT (${url}) is used, although rainbond:endpoint names another console (http://other.example:7070)`,
      ]);
    } finally {
      await other.stop();
    }
  });
});

test("an input and a provider's argument that another version's SDK declares are refused by their names", async () => {
  const { failures } = await host.check({}, { ...demoArguments(simulator.info), colour: "blue" }, { urn });
  expect(failures).toEqual([["colour", "isn't an input of MarketApp"]]);

  const provider = "urn:pulumi:dev::market-app::pulumi:providers:rainbond::";
  const isRefused = async (name: string, version?: string): Promise<boolean> => {
    const request = new CheckRequest();
    request.setUrn(provider + name);
    request.setNews(structOf({ endpoint: "http://a.example", colour: "blue", version }));
    const answer = CheckResponse.deserializeBinary(await send("CheckConfig", request.serializeBinary()));
    const failures = answer.getFailuresList().map((failure) => failure.toObject());
    if (failures.length > 0)
      expect(failures).toEqual([{ property: "colour", reason: "isn't an argument of the provider" }]);
    return failures.length > 0;
  };
  expect(await isRefused("console")).toBe(true);
  expect(await isRefused("default_eu")).toBe(true);
  // Pulumi's own bears its version in its name.
  expect(await isRefused("default", "0.1.0")).toBe(true);
  expect(await isRefused("default_0_2_0", "0.1.0")).toBe(true);
  // A stack's configuration may hold more, for other tools.
  expect(await isRefused("default")).toBe(false);
  expect(await isRefused("default_0_1_0_beta_1", "0.1.0-beta.1")).toBe(false);
  for (const version of [undefined, "0.1.0"])
    expect(await isRefused("default_0_1_0_github_/api.github.com/pulumi-rainbond/pulumi-rainbond", version)).toBe(
      false,
    );
});

test("each plugin has a port of its own, whatever others have", async () => {
  const others = await Promise.all([PluginHost.start({}), PluginHost.start({})]);
  try {
    expect(new Set([host, ...others].map(({ port }) => port)).size).toBe(3);
  } finally {
    await Promise.all(others.map((one) => one.stop()));
  }
});

test("a Node that is too old is told so in one line, by a text that it understands", async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.9.1' } })";
  const preload = `data:text/javascript,${encodeURIComponent(old)}`;
  const outcome = await runCommand(process.execPath, ["--import", preload, executable], {
    ...{ cwd: __dirname, env: process.env },
  });
  expect(outcome).toEqual({
    ...{ exitCode: 1, stdout: "" },
    stderr: "pulumi-resource-rainbond needs Node 20 or newer, and this is 18.9.1\n",
  });
  await expect(transform(readFileSync(executable, "utf8"), { target: "es5" })).resolves.toMatchObject({ warnings: [] });
});
