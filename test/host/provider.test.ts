import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../simulator";
import { messageOf } from "../message-of";
import { DynamicHost, type HostOptions } from "./dynamic-host";
import type { Properties } from "./provider-host";
import { certificateFile, startDoor, startPath, startProxy, startTls, type Gateway } from "./gateways";

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
async function start(
  on: Simulator,
  variables: NodeJS.ProcessEnv = {},
  config: Properties = {},
  options: HostOptions = {},
): Promise<DynamicHost> {
  const environment = { RAINBOND_ENDPOINT: on.url, RAINBOND_TOKEN: on.info.adminToken, ...variables };
  const host = await DynamicHost.start(environment, config, options);
  hosts.push(host);
  return host;
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

describe("a team that is no longer there", () => {
  it("is told with the command that takes the resource out of the state, and only of a resource that is in it", async () => {
    const gone = { code: 404, msg: "no found team", msg_show: "团队不存在" };
    const match = { method: "GET", path: "/openapi/v1/teams/*" };
    const response = { status: 404, body: gone };
    await control.setFaults([{ point: "console", match, times: 1000, effect: "respond", response }]);
    const host = await start(simulator);
    const command = `404 "no found team". No such team for this token: check teamId (the 32 hex digits of tenant_id), the endpoint and the token`;
    const more = `; if the team was deleted for good, pulumi state delete '${urn}' takes the resource out of the state`;
    for (const work of [
      host.read(app.id, app.outputs),
      host.update(app.id, app.outputs, { ...app.inputs, appModelVersion: "1.1" }),
      host.delete(app.id, app.outputs),
    ]) {
      expect(await messageOf(work)).toContain(command + more);
    }
    const created = await messageOf(host.create({ ...app.inputs, __rbUrn: `${urn}-3`, appName: "third" }));
    await control.setFaults([]);
    expect(created).toContain(command);
    expect(created).not.toContain("pulumi state delete");
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
    const exempt = await start(simulator, { ...variables, no_proxy: ".test" });
    expect(await messageOf(exempt.read(app.id, state))).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it("leads to this machine without a proxy, whatever the variables say", async () => {
    const { port, asked } = await proxy();
    const url = `http://127.0.0.1:${port}`;
    const direct = await start(simulator, { http_proxy: url, HTTP_PROXY: url, ALL_PROXY: url });
    const { failures } = await direct.check({ ...app.inputs }, { ...app.inputs, appModelVersion: "1.1" });
    expect(failures).toEqual([]);
    expect((await direct.read(app.id, app.outputs)).outputs).toMatchObject(seen);
    expect(asked).toEqual([]);
  });

  it("leads to a store through the proxy as well", async () => {
    const { port, asked } = await proxy();
    const host = await start(simulator, { http_proxy: `http://127.0.0.1:${port}` });
    const elsewhere = { ...app.inputs, marketUrl: "http://store.test/store" };
    await host.check(elsewhere, { ...elsewhere, appModelVersion: "1.1" });
    expect(asked).toContainEqual(expect.stringMatching(/^GET http:\/\/store\.test\/store\/app-server\//));
  });

  it("leads to a console that is behind a path", async () => {
    const gateway = await startPath("/rainbond", simulator.url);
    gateways.push(gateway);
    const address = `http://127.0.0.1:${gateway.port}/rainbond`;
    const host = await start(simulator, { RAINBOND_ENDPOINT: `${address}/openapi/v1/` });
    const { outputs } = await host.read(app.id, app.outputs);
    expect(outputs).toMatchObject({ ...seen, endpoint: address });
  });

  it("is no other one where the state holds the address in another spelling", async () => {
    const host = await start(simulator);
    const { outputs } = await host.read(app.id, { ...app.outputs, endpoint: `${simulator.url.toUpperCase()}/` });
    expect(outputs["endpoint"]).toBe(`${simulator.url.toUpperCase()}/`);
    expect(host.said).toEqual([]);
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
    expect(await messageOf(careful.read(app.id, state))).toMatch(/self-signed certificate, .*rainbond:caFile/);
  });

  it("leads to a console behind TLS, whose authority a file of the project names, or Node's own variable beside it", async () => {
    const { port } = await tls();
    const project = mkdtempSync(join(folder, "project-"));
    for (const below of ["src", "certs"]) mkdirSync(join(project, below));
    writeFileSync(join(project, "Pulumi.yaml"), "");
    cpSync(certificateFile, join(project, "certs", "ca.pem"));
    symlinkSync(resolve(__dirname, "..", "..", "node_modules"), join(project, "node_modules"));
    writeFileSync(join(project, "certs", "other.pem"), rootCertificates[0] ?? "");
    const RAINBOND_ENDPOINT = `https://console.test:${port}`;
    const variables = { RAINBOND_ENDPOINT, https_proxy: `http://127.0.0.1:${(await proxy(port)).port}` };
    const state = { ...app.outputs, endpoint: RAINBOND_ENDPOINT };
    const below = { cwd: join(project, "src") };
    const trusting = await start(simulator, variables, { "rainbond:caFile": "certs/ca.pem" }, below);
    expect((await trusting.read(app.id, state)).outputs).toMatchObject(seen);
    const other = { "rainbond:caFile": "certs/other.pem" };
    const beside = await start(simulator, { ...variables, NODE_EXTRA_CA_CERTS: certificateFile }, other, below);
    expect((await beside.read(app.id, state)).outputs).toMatchObject(seen);
    const careful = await start(simulator, variables, other, below);
    expect(await messageOf(careful.read(app.id, state))).toMatch(/self-signed certificate/);
    const lacking = await start(simulator, variables, { "rainbond:caFile": "certs/no.pem" }, below);
    expect(await messageOf(lacking.read(app.id, state))).toContain(join(project, "certs", "no.pem"));
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

  it("takes a token that is rotated while an install is waited for", async () => {
    const RAINBOND_TOKEN_FILE = join(folder, "rotated");
    writeFileSync(RAINBOND_TOKEN_FILE, simulator.info.adminToken);
    const door = await startDoor(simulator.url, simulator.info.adminToken, () => {
      writeFileSync(RAINBOND_TOKEN_FILE, "the-rotated-token\n");
      return "the-rotated-token";
    });
    gateways.push(door);
    const RAINBOND_ENDPOINT = `http://127.0.0.1:${door.port}`;
    const host = await start(simulator, { RAINBOND_TOKEN: "", RAINBOND_TOKEN_FILE, RAINBOND_ENDPOINT });
    const { outputs } = await host.create({ ...app.inputs, __rbUrn: `${urn}-rotated`, appName: "rotated" });
    expect(outputs).toMatchObject(seen);
    expect(door.taken).toEqual([simulator.info.adminToken, "the-rotated-token"]);
  });
});
