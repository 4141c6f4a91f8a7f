import { readFileSync } from "node:fs";
import { failedLookUp } from "../../provider/lookups/market";
import { storeReader } from "../../provider/store";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { certificateFile, startProxy, startTls } from "../host/gateways";
import { ScriptedServer, type Answer } from "./scripted-server";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true });
});

afterAll(async () => {
  await simulator.close();
});

function market(accessKey: string | null = simulator.info.storeKey) {
  return { url: simulator.storeUrl, domain: simulator.info.storeDomain, accessKey };
}

describe("the store reader", () => {
  it("finds the components of a version, with the images that they get", async () => {
    const answer = await storeReader().lookUp(market(), simulator.info.appModelId, "1.0");
    if (answer.outcome !== "found") throw new Error(answer.outcome);
    expect(answer.components.map((one) => [one.serviceCname, one.image])).toEqual([
      ["Web", "registry.example/guestbook/web:1.0"],
      ["Database", "registry.example/guestbook/db:1.0"],
    ]);
  });

  it("keeps the password of an address with a login off every screen", async () => {
    const market = { url: "http://me:hush-hush@127.0.0.1:1", domain: "rainbond", accessKey: null };
    const answer = await storeReader().lookUp(market, "app", "1.0");
    if (answer.outcome === "found") throw new Error(answer.outcome);
    const { message } = failedLookUp(market, answer);
    expect(message).toContain("the app store http://me:[secret]@127.0.0.1:1 (marketDomain rainbond) doesn't answer");
  });

  it("tells a refused key, an unknown app and an unknown version, with the versions that there are", async () => {
    const reader = storeReader();
    const { appModelId } = simulator.info;
    const apps = `GET ${simulator.info.storeUrl}/app-server/openapi/apps`;
    expect(await reader.lookUp(market("wrong"), appModelId, "1.0")).toEqual({
      outcome: "keyRefused",
      refusal: `${apps}/${appModelId}: 401 "token invalid"`,
    });
    expect(await reader.lookUp(market(), "nothing", "1.0")).toEqual({
      outcome: "modelMissing",
      refusal: `${apps}/nothing: 404 "app not found"`,
    });
    expect(await reader.lookUp(market(), appModelId, "9")).toEqual({
      outcome: "versionMissing",
      refusal: `${apps}/${appModelId}/versions/9: 404 "version not found"`,
      available: [
        { version: "1.1", updateTime: "2025-02-01T00:00:00+08:00" },
        { version: "1.0", updateTime: "2025-01-01T00:00:00+08:00" },
      ],
    });
  });

  const page = { "content-type": "text/html; charset=utf-8" };

  it.each<[string, Answer, object]>([
    [
      "a store's refusal without words",
      { status: 403, body: "{}" },
      { outcome: "keyRefused", refusal: "403 (no words)" },
    ],
    ["a proxy's refusal", { status: 403, headers: page, body: "<html>" }, { outcome: "silent" }],
    ["a gateway's login", { status: 401, body: "<html>" }, { outcome: "silent" }],
    [
      "a web site's front page",
      { status: 200, headers: page, body: "<html>" },
      { outcome: "noStore", refusal: "200 (a web page)" },
    ],
    [
      "a web site's missing page",
      { status: 404, headers: page, body: "<html>" },
      { outcome: "noStore", refusal: "404 (a web page)" },
    ],
    ["a missing file", { status: 404, body: "nothing" }, { outcome: "noStore", refusal: "404 (no JSON)" }],
  ])("takes %s for what it is", async (_, answer, expected) => {
    const server = await ScriptedServer.start([answer]);
    const at = { url: `${server.url}/`, domain: "d", accessKey: "k" };
    const found = await storeReader().lookUp(at, "model", "1");
    const call = `GET ${server.url}/app-server/openapi/apps/model: `;
    expect("refusal" in found ? { ...found, refusal: found.refusal.replace(call, "") } : found).toMatchObject(expected);
    await server.stop();
  });

  it("shows no login that is in the store's address", async () => {
    const server = await ScriptedServer.start([{ status: 404, body: "nothing" }]);
    const url = server.url.replace("http://", "http://me:a-password@");
    const found = await storeReader().lookUp({ url, domain: "d", accessKey: null }, "model", "1");
    expect(found).toEqual({
      outcome: "noStore",
      refusal: `GET ${server.url}/app-server/openapi/apps/model: 404 (no JSON)`,
    });
    await server.stop();
  });

  it("asks straight or through a proxy, as it is told", async () => {
    const proxy = await ScriptedServer.start([{ status: 404, body: "nothing" }]);
    const { port } = new URL(proxy.url);
    const told: string[] = [];
    const reader = storeReader((url) => {
      told.push(url);
      return { proxy: { protocol: "http", host: "127.0.0.1", port: Number(port) } };
    });
    await reader.lookUp({ url: "http://store.test", domain: "d", accessKey: null }, "model", "1");
    expect(told).toEqual(["http://store.test/app-server/openapi/apps/model"]);
    expect(proxy.asked.map(({ path }) => path)).toEqual([`${told.join()}?marketDomain=d`]);
    await proxy.stop();
  });

  it("trusts the authorities that it is told of beside the usual ones, and names the setting where it trusts none", async () => {
    const secured = await startTls(simulator.url);
    const proxy = await startProxy({ http: simulator.url, https: secured.port });
    const way = { proxy: { protocol: "http", host: "127.0.0.1", port: proxy.port } };
    const at = { ...market(), url: "https://console.test/store" };
    const authorities = [readFileSync(certificateFile, "utf8")];
    const { appModelId } = simulator.info;
    expect(await storeReader(() => ({ ...way, authorities })).lookUpModel(at, appModelId)).toMatchObject({
      outcome: "found",
      model: { name: "Guestbook" },
    });
    expect(await storeReader(() => way).lookUpModel(at, appModelId)).toMatchObject({
      outcome: "silent",
      reason: expect.stringMatching(/self-signed certificate\. Name a PEM file .* rainbond:caFile/) as unknown,
    });
    for (const gateway of [secured, proxy]) gateway.close();
  });

  it("asks once for the app, whichever of its versions are wanted", async () => {
    const control = new SimulatorControl(simulator.url);
    await control.forgetRequests();
    const reader = storeReader();
    const { appModelId } = simulator.info;
    for (const version of ["1.0", "1.1"]) await reader.lookUp(market(), appModelId, version);
    expect(await reader.lookUpModel(market(), appModelId)).toMatchObject({
      outcome: "found",
      model: { name: "Guestbook" },
    });
    const paths = (await control.requests()).map(({ path }) => path.replace(/.*\/apps\/[^/?]+|\?.*/g, ""));
    expect(paths).toEqual(["", "/versions/1.0", "/versions/1.1"]);
  });

  it("takes a version that is listed twice once, in an answer that is too long for silence", async () => {
    const twice = ["1.0", "2.0", "1.0"].map((appVersion) => ({ appVersion, updateTime: null }));
    const long = "x".repeat(33 * 2 ** 20);
    const server = await ScriptedServer.start([
      { status: 200, body: JSON.stringify({ name: "Blog", versions: twice }) },
      { status: 200, body: JSON.stringify({ name: long, versions: [] }) },
    ]);
    const at = { url: `${server.url}/behind/a/path/`, domain: "d", accessKey: null };
    const versions = ["1.0", "2.0"].map((version) => ({ version, updateTime: "" }));
    const model = { appModelId: "twice", name: "Blog", versions };
    expect(await storeReader().lookUpModel(at, "twice")).toEqual({ outcome: "found", model });
    expect(server.asked[0]?.path).toBe("/behind/a/path/app-server/openapi/apps/twice?marketDomain=d");
    expect((await storeReader().lookUpModel(at, "long")).outcome).toBe("silent");
    await server.stop();
  });

  it("sends no key that no header can carry, and says so", async () => {
    const answer = await storeReader().lookUpModel(market("钥匙"), simulator.info.appModelId);
    expect(answer).toMatchObject({
      outcome: "keyRefused",
      refusal: expect.stringMatching(/can't carry it/) as unknown,
    });
  });

  it("asks once for many that want the same at the same time", async () => {
    const control = new SimulatorControl(simulator.url);
    await control.forgetRequests();
    const reader = storeReader();
    const looks = Array.from({ length: 20 }, () => reader.lookUp(market(), simulator.info.appModelId, "1.0"));
    expect(new Set((await Promise.all(looks)).map((answer) => answer.outcome))).toEqual(new Set(["found"]));
    expect((await control.requests()).filter((request) => request.path.startsWith("/store"))).toHaveLength(2);
  });

  it("takes a store that can't be reached or talks nonsense for silent, and asks it again the next time", async () => {
    const nonsense = await ScriptedServer.start([{ status: 200, body: "<html>" }, { status: 500 }, null]);
    const reader = storeReader();
    const at = { url: nonsense.url, domain: "d", accessKey: null };
    for (let turn = 0; turn < 3; turn++) {
      expect((await reader.lookUp(at, "model", "1")).outcome).toBe("silent");
    }
    expect(nonsense.asked).toHaveLength(3);
    await nonsense.stop();
    expect((await reader.lookUp(at, "model", "1")).outcome).toBe("silent");
  });
});
