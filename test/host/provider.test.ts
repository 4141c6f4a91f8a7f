import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../tools/simulator-control";
import { DynamicHost, type Properties } from "./dynamic-host";
import { certificateFile, startProxy, startTls, type Gateway } from "./gateways";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

let folder: string;
let simulator: Simulator;
let control: SimulatorControl;
/** The app on the simulator, as a provider left it. */
let app: { id: string; inputs: Properties; outputs: Properties };
const hosts: DynamicHost[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "provider-"));
  simulator = await startSimulator({ demo: true, speed: 200, stateFile: join(folder, "state.json") });
  control = new SimulatorControl(simulator.url);
  const { teamId, regionName, storeUrl, storeDomain, storeKey, appModelId } = simulator.info;
  const declared = {
    ...{ teamId, regionName, marketUrl: storeUrl, marketDomain: storeDomain, marketAccessKey: storeKey, appModelId },
    ...{ appModelVersion: "1.0", __rbUrn: urn, __provider: marketAppProvider },
  };
  const host = await start(simulator);
  const { inputs } = await host.check({}, declared);
  app = { inputs, ...(await host.create(inputs)) };
});

afterEach(() => Promise.all(hosts.splice(0).map((host) => host.stop())));

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** A provider process with the token of this console, and what else is given. */
async function start(on: Simulator, variables: NodeJS.ProcessEnv = {}, config: Properties = {}): Promise<DynamicHost> {
  const environment = { RAINBOND_ENDPOINT: on.url, RAINBOND_TOKEN: on.info.adminToken, ...variables };
  const host = await DynamicHost.start(environment, config);
  hosts.push(host);
  return host;
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const outcome: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(outcome instanceof Error)) throw new Error("it didn't fail");
  return outcome.message;
}

/** What the console was asked to change meanwhile. */
async function writesOf(on: SimulatorControl, work: () => Promise<unknown>): Promise<string[]> {
  await on.forgetRequests();
  await work();
  const asked = (await on.requests()).filter(({ path, method }) => path.startsWith("/openapi/") && method !== "GET");
  return asked.map(({ method, path }) => `${method} ${path}`);
}

describe("a rail", () => {
  it.each([
    ["RAINBOND_READ_ONLY", { RAINBOND_READ_ONLY: "true" }, {}],
    ["rainbond:readOnly", {}, { "rainbond:readOnly": "true" }],
    ["the Provider's readOnly", { RAINBOND_READ_ONLY: "0" }, { "rainbond-provider:readOnly": "true" }],
  ])("for reading only, switched on by %s, refuses every write and no read", async (place, variables, config) => {
    const host = await start(simulator, variables, config);
    const writes = await writesOf(control, async () => {
      expect((await host.read(app.id, app.outputs)).outputs).toMatchObject({ health: "ready" });
      const other = { ...app.inputs, __rbUrn: `${urn}-2`, appName: "other" };
      expect(await messageOf(host.create(other))).toContain(
        `can't make the app group: the provider is read-only (${place}), so POST ${simulator.url}/openapi/v1/teams/`,
      );
      const newer = { ...app.inputs, appModelVersion: "1.1" };
      expect(await messageOf(host.update(app.id, app.outputs, newer))).toMatch(/can't upgrade the app: .*read-only/);
      expect(await messageOf(host.delete(app.id, app.outputs))).toMatch(/can't stop the components: .*read-only/);
      const moved = { ...app.inputs, marketUrl: "http://moved.example" };
      expect(await host.update(app.id, app.outputs, moved)).toMatchObject({ marketUrl: "http://moved.example" });
    });
    expect(writes).toEqual([]);
  });

  it("for protection refuses to stop, delete and replace, before anything is sent, and lets all else be", async () => {
    const host = await start(simulator, { RAINBOND_DESTROY_PROTECTION: "1" });
    const writes = await writesOf(control, async () => {
      const elsewhere = { ...app.inputs, appModelId: "another" };
      expect(await messageOf(host.diff(app.id, app.outputs, elsewhere))).toMatch(
        /^appModelId: the change replaces the resource, and destroy protection is on \(RAINBOND_DESTROY_PROTECTION\)/,
      );
      expect(await host.diff(app.id, app.outputs, { ...app.inputs, appModelVersion: "1.1" })).toMatchObject({
        isChanged: true,
        replaces: [],
      });
      expect(await messageOf(host.delete(app.id, app.outputs))).toMatch(
        /can't stop the components: destroy protection/,
      );
    });
    expect(writes).toEqual([]);
  });

  it("that is set to something else than true and false keeps everything from happening", async () => {
    const host = await start(simulator, { RAINBOND_READ_ONLY: "yes" });
    expect(await messageOf(host.delete(app.id, app.outputs))).toBe(
      'RAINBOND_READ_ONLY is "yes", neither true nor false',
    );
  });
});

describe("a state under another console's address", () => {
  /** A console that holds the same teams and apps, and is the same one only if nothing is changed. */
  async function twin(change: (saved: Record<string, unknown>) => void): Promise<Simulator> {
    const stateFile = join(mkdtempSync(join(folder, "twin-")), "state.json");
    cpSync(join(folder, "state.json"), stateFile);
    const saved = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(stateFile, "utf8")));
    change(saved);
    writeFileSync(stateFile, JSON.stringify(saved));
    return another({ stateFile });
  }

  async function another(options: SimulatorOptions): Promise<Simulator> {
    const console = await startSimulator(options);
    consoles.push(console);
    return console;
  }

  const consoles: Simulator[] = [];
  afterEach(() => Promise.all(consoles.splice(0).map((console) => console.close())));

  it("isn't touched there, although team and app have the same ids", async () => {
    const other = await twin((saved) => (saved["enterpriseId"] = "f".repeat(32)));
    const host = await start(other);
    const writes = await writesOf(new SimulatorControl(other.url), async () => {
      for (const work of [
        host.read(app.id, app.outputs),
        host.update(app.id, app.outputs, { ...app.inputs, appModelVersion: "1.1" }),
        host.delete(app.id, app.outputs),
        host.delete(app.id, { ...app.outputs, enterpriseId: "" }),
      ]) {
        expect(await messageOf(work)).toMatch(
          new RegExp(
            `^this app lives on ${simulator.url}, but the configured console is ${other.url}, (which|and nothing)`,
          ),
        );
      }
    });
    expect(writes).toEqual([]);
  });

  it("goes on there, with a warning, if it is the same console, moved; and is at home there from then on", async () => {
    const moved = await twin(() => undefined);
    const host = await start(moved);
    const { outputs } = await host.read(app.id, app.outputs);
    expect(outputs).toMatchObject({ health: "ready", endpoint: moved.url });
    expect(host.said.map(({ text }) => text)).toEqual([
      `blog: this app lives on ${simulator.url}, but the configured console is ${moved.url}: it is the same console, moved`,
    ]);
    await host.read(app.id, outputs);
    expect(host.said).toHaveLength(1);
  });

  it("is never taken for gone where the other console doesn't answer, knows no such app, or isn't there", async () => {
    const empty = await another({ demo: true });
    const host = await start(empty);
    expect(await messageOf(host.read(app.id, app.outputs))).toMatch(/which doesn't show it: .*404 "no found team/);
    await empty.close();
    expect(await messageOf(host.read(app.id, app.outputs))).toMatch(/which doesn't show it: can't read the app group/);
  });
});

describe("the way to the console", () => {
  const gateways: Gateway[] = [];
  afterEach(() => {
    for (const gateway of gateways.splice(0)) gateway.close();
  });

  async function tls(): Promise<Gateway> {
    const gateway = await startTls(simulator.url);
    gateways.push(gateway);
    return gateway;
  }

  async function proxy(https = 0): Promise<Awaited<ReturnType<typeof startProxy>>> {
    const gateway = await startProxy({ http: simulator.url, https });
    gateways.push(gateway);
    return gateway;
  }

  const seen = { health: "ready" };

  it("leads through the proxy that the usual variable names, but not to hosts without one", async () => {
    const { port, asked } = await proxy();
    const RAINBOND_ENDPOINT = "http://console.test:7070";
    const variables = { RAINBOND_ENDPOINT, http_proxy: `http://127.0.0.1:${port}`, no_proxy: "other.test" };
    const host = await start(simulator, variables);
    const state = { ...app.outputs, endpoint: RAINBOND_ENDPOINT };
    expect((await host.read(app.id, state)).outputs).toMatchObject(seen);
    expect(asked.every((line) => line.startsWith(`GET ${RAINBOND_ENDPOINT}/openapi/`))).toBe(true);
    const direct = await start(simulator, { http_proxy: "http://127.0.0.1:1", no_proxy: "127.0.0.1" });
    expect((await direct.read(app.id, app.outputs)).outputs).toMatchObject(seen);
  });

  it("leads through a proxy's tunnel to a console behind TLS, whose authority the configured file names", async () => {
    const { port } = await tls();
    const through = await proxy(port);
    const RAINBOND_ENDPOINT = `https://console.test:${port}`;
    const variables = { RAINBOND_ENDPOINT, https_proxy: `http://127.0.0.1:${through.port}` };
    const state = { ...app.outputs, endpoint: RAINBOND_ENDPOINT };
    const trusting = await start(simulator, variables, { "rainbond:caFile": certificateFile });
    expect((await trusting.read(app.id, state)).outputs).toMatchObject(seen);
    expect(new Set(through.asked)).toEqual(new Set([`CONNECT console.test:${port}`]));
    const careless = await start(simulator, variables, { "rainbond:insecureSkipTlsVerify": "true" });
    expect((await careless.read(app.id, state)).outputs).toMatchObject(seen);
    const careful = await start(simulator, variables);
    expect(await messageOf(careful.read(app.id, state))).toMatch(/self-signed certificate/);
  });

  it("is never taken where the file of authorities can't be read", async () => {
    const host = await start(simulator, {}, { "rainbond:caFile": "/nowhere.pem" });
    expect(await messageOf(host.read(app.id, app.outputs))).toMatch(/^caFile: the file can't be read \(ENOENT/);
  });

  it("shows a token that changes in its file at the next call", async () => {
    const RAINBOND_TOKEN_FILE = join(folder, "token");
    writeFileSync(RAINBOND_TOKEN_FILE, "wrong");
    const host = await start(simulator, { RAINBOND_TOKEN: "", RAINBOND_TOKEN_FILE });
    expect(await messageOf(host.read(app.id, app.outputs))).toMatch(/401/);
    writeFileSync(RAINBOND_TOKEN_FILE, simulator.info.adminToken);
    expect((await host.read(app.id, app.outputs)).outputs).toMatchObject(seen);
  });
});
