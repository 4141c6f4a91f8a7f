import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { CheckRequest, CheckResponse, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { transform } from "esbuild";
import { startSimulator, type DemoSimulator } from "../../simulator";
import { runCommand } from "../../tools/command";
import { demoArguments } from "../engine/market-app-program";
import { PluginHost } from "./plugin-host";
import { structOf } from "./provider-host";

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
    /^there is no function rainbond:index:getCluster, but rainbond:index:getTeams .* Use an SDK of the plugin's version$/,
  );
});

test("an input and a provider's argument that another version's SDK declares are refused by their names", async () => {
  const { failures } = await host.check({}, { ...demoArguments(simulator.info), colour: "blue" }, { urn });
  expect(failures).toEqual([["colour", "isn't an input of MarketApp"]]);

  const provider = "urn:pulumi:dev::market-app::pulumi:providers:rainbond::";
  const checked = async (name: string): Promise<unknown[]> => {
    const request = new CheckRequest();
    request.setUrn(provider + name);
    request.setNews(structOf({ endpoint: "http://a.example", colour: "blue" }));
    const answer = CheckResponse.deserializeBinary(await send("CheckConfig", request.serializeBinary()));
    return answer.getFailuresList().map((failure) => failure.toObject());
  };
  expect(await checked("console")).toEqual([{ property: "colour", reason: "isn't an argument of the provider" }]);
  // A stack's configuration may hold more, for other tools.
  expect(await checked("default_0_1_0_github_/api.github.com/pulumi-rainbond/pulumi-rainbond")).toEqual([]);
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
