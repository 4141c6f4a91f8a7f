import { z } from "zod";
import { startSimulator, type Simulator } from "../../../simulator";
import { call } from "./client";
import { readStore } from "./recording";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** Asks the store for something below a model's address, with the store's key unless another is given. */
async function askStore(below: string, key = tenant.simulator.info.storeKey): Promise<unknown[]> {
  const { storeUrl, storeDomain } = tenant.simulator.info;
  const url = `${storeUrl}/app-server/openapi/apps/${below}?marketDomain=${storeDomain}`;
  const { status, json } = await call(tenant.simulator, "GET", new URL(url).pathname + new URL(url).search, undefined, {
    token: key,
  });
  return [status, json];
}

describe("the control API, row by row", () => {
  test("POST reset returns to two enabled regions, of which the first is the main one, and nothing else", async () => {
    await tenant.install();
    const { enterprise_id: enterprise } = z
      .object({ enterprise_id: z.string() })
      .parse((await tenant.call("GET", tenant.app)).json);
    await tenant.fail("store.app");
    expect((await tenant.call("POST", "/simulator/reset")).status).toBe(200);
    const { regionName } = tenant.simulator.info;
    expect((await tenant.call("GET", "/regions")).json).toMatchObject([
      { region_name: regionName, status: "1" },
      { status: "1" },
    ]);
    expect((await tenant.call("GET", "/teams")).json).toMatchObject({ tenants: [], total: 0 });
    expect(tenant.simulator.info).toMatchObject({ appModelId: "", versions: [] });
    expect(await askStore("anything")).toMatchObject([404, {}]);
    const region = await tenant.createTeam("again");
    expect((await tenant.call("GET", `${region}/apps`)).json).toEqual([]);
    const { json } = await tenant.call("POST", `${region}/apps`, { app_name: "a" });
    expect(json).toMatchObject({ ID: 1 });
    expect((await tenant.call("GET", `${region}/apps/1`)).json).toMatchObject({ enterprise_id: enterprise });
  });

  test("POST store loads entries as they are, ids included, with the versions in their order", async () => {
    expect((await tenant.call("POST", "/simulator/reset")).status).toBe(200);
    const fixture = z
      .looseObject({
        models: z.tuple([
          z.looseObject({
            appModelId: z.string(),
            versions: z.array(z.looseObject({ version: z.string(), template: z.unknown() })),
          }),
        ]),
      })
      .parse(readStore("store-fixture.json"));
    expect((await tenant.call("POST", "/simulator/store", fixture)).status).toBe(200);
    const [{ appModelId, versions }] = fixture.models;
    expect(tenant.simulator.info).toMatchObject({ appModelId, versions: versions.map(({ version }) => version) });
    const template: unknown = expect.any(String);
    const [status, detail] = await askStore(`${appModelId}/versions/1.1`);
    expect([status, detail]).toMatchObject([200, { version: "1.1", template }]);
    expect(JSON.parse(z.object({ template: z.string() }).parse(detail).template)).toEqual(versions[1]?.template);
    expect(await askStore(`${appModelId}/versions`)).toMatchObject([
      200,
      { versions: versions.map(({ version }) => ({ appVersion: version })) },
    ]);
    expect(await askStore(appModelId, "wrong")).toEqual([401, { code: 401, msg: "token invalid" }]);
    expect(await askStore("unknown")).toEqual([404, { code: 404, msg: "app not found" }]);
  });

  test("GET info names region, store, model and the tokens of an admin and of a user without rights", async () => {
    const { json } = await tenant.call("GET", "/simulator/info");
    const text: unknown = expect.any(String);
    const texts = [
      "regionName",
      "storeUrl",
      "unreachableStoreUrl",
      "storeDomain",
      "storeKey",
      "appModelId",
      "adminToken",
      "plainToken",
    ];
    expect(json).toMatchObject({ ...Object.fromEntries(texts.map((name) => [name, text])), versions: ["1.1", "1.0"] });
    const { info } = tenant.simulator;
    expect(json).toEqual(info);
    expect((await tenant.call("GET", "/regions", undefined, { token: info.adminToken })).status).toBe(200);
    expect((await tenant.call("GET", "/regions", undefined, { token: info.plainToken })).status).toBe(403);
    expect(await askStore(info.appModelId)).toMatchObject([200, { appKeyID: info.appModelId }]);
    expect((await tenant.install(tenant.app, "", { market_url: info.unreachableStoreUrl })).json).toMatchObject({
      error_type: "MaxRetryError",
    });
  });

  test("POST faults replaces all faults, each is used so many times, and an empty list clears", async () => {
    await tenant.fail("store.app", 5);
    await tenant.fail("store.version", 2);
    expect((await tenant.install()).status).toBe(404);
    expect((await tenant.install()).status).toBe(404);
    expect((await tenant.install()).status).toBe(200);
    await tenant.fail("store.app", 5);
    await tenant.fault();
    expect((await tenant.install()).status).toBe(200);
  });

  test("PUT components sets what a person or the cluster would have changed; a status stays until it is null", async () => {
    await tenant.run();
    const { service_id: id } = await tenant.service("Web");
    await tenant.change(id, { status: "abnormal", image: "x:9", version: "9", minMemory: 640, minNode: 3 });
    const changed = { image: "x:9", version: "9", min_memory: 640, min_node: 3 };
    expect(await tenant.service("Web")).toMatchObject({ status: "abnormal", ...changed });
    await tenant.call("POST", `${tenant.app}/operations`, { action: "upgrade" });
    await tenant.clock({ advance: 100 });
    expect(await tenant.service("Web")).toMatchObject({ status: "abnormal" });
    await tenant.change(id, { status: null });
    expect(await tenant.service("Web")).toMatchObject({ status: "running", ...changed });
    expect((await tenant.call("PUT", "/simulator/components/unknown", {})).status).toBe(404);
  });

  test("GET components tells the variables that its pods were started with, which a change reaches by a restart alone", async () => {
    await tenant.install();
    const { service_id: id, path } = await tenant.service("Web");
    const podEnvs = async (): Promise<unknown> => (await tenant.call("GET", `/simulator/components/${id}`)).json;
    const setTitle = (value: string): Promise<unknown> =>
      tenant.call("PUT", `${path}/envs`, { envs: [{ name: "TITLE", value }] });
    expect(await podEnvs()).toEqual({ podEnvs: null });
    await tenant.call("POST", `${tenant.app}/operations`, { action: "deploy" });
    await tenant.waitFor(tenant.app, "running");
    expect(await podEnvs()).toMatchObject({ podEnvs: { TITLE: "Guestbook" } });
    await setTitle("Shop");
    await tenant.change(id, { envs: { OWN: "mine" } });
    expect(await podEnvs()).toMatchObject({ podEnvs: { TITLE: "Guestbook" } });
    await tenant.call("POST", `${tenant.app}/operations`, { action: "upgrade" });
    await setTitle("Later");
    await tenant.waitFor(tenant.app, "running");
    expect(await podEnvs()).toMatchObject({ podEnvs: { TITLE: "Shop", OWN: "mine" } });
    await tenant.call("POST", `${tenant.region}/apps/close`, { service_ids: [id] });
    await tenant.clock({ advance: 10 });
    expect(await podEnvs()).toEqual({ podEnvs: null });
    expect((await tenant.call("GET", "/simulator/components/unknown")).status).toBe(404);
  });

  test("PUT rules changes a gateway rule as a person would, its header too", async () => {
    await tenant.install();
    const { json } = await tenant.call("GET", `${tenant.app}/httpdomains`);
    const [{ http_rule_id: id }] = z.tuple([z.object({ http_rule_id: z.string() })]).parse(json);
    const change = { domainName: "shop.example", path: "/a", header: "a=b", cookie: "c=d", certificateId: 7 };
    expect((await tenant.call("PUT", `/simulator/rules/${id}`, change)).status).toBe(200);
    expect((await tenant.call("GET", `${tenant.app}/httpdomains`)).json).toMatchObject([
      {
        ...{ http_rule_id: id, domain_name: "shop.example", domain_path: "/a", protocol: "https" },
        ...{ domain_heander: "a=b", domain_cookie: "c=d", certificate_id: 7 },
      },
    ]);
    expect((await tenant.call("PUT", "/simulator/rules/unknown", {})).status).toBe(404);
  });

  test("GET requests lists method, path, status and time of what was asked since DELETE, and not what the console asks of the store", async () => {
    await tenant.call("DELETE", "/simulator/requests");
    expect((await tenant.call("GET", "/simulator/requests")).json).toEqual([]);
    await tenant.call("GET", "/teams?page=1");
    await tenant.install();
    const { json } = await tenant.call("GET", "/simulator/requests");
    const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(json).toEqual([
      { method: "GET", path: "/openapi/v1/teams?page=1", status: 200, time, besideWrites: 0 },
      { method: "POST", path: `/openapi/v1${tenant.app}/install`, status: 200, time, besideWrites: 0 },
    ]);
  });

  test("GET requests tells beside how many writes each request came in", async () => {
    await tenant.hold();
    const first = await tenant.begin("POST", `${tenant.region}/apps`, { app_name: "a" });
    await tenant.call("GET", "/teams");
    const second = tenant.call("POST", "/teams", { tenant_name: "b" });
    expect((await second).status).toBe(201);
    await tenant.release();
    await first.answer;
    await tenant.call("POST", `${tenant.region}/apps`, { app_name: "c" });
    const { json } = await tenant.call("GET", "/simulator/requests");
    expect(json).toMatchObject([
      { method: "POST", besideWrites: 0 },
      { method: "GET", besideWrites: 1 },
      { method: "POST", besideWrites: 1 },
      { method: "POST", besideWrites: 0 },
    ]);
  });

  test("it binds to loopback, and sends nothing but to loopback", async () => {
    expect(new URL(tenant.simulator.url).hostname).toBe("127.0.0.1");
    const answer = await tenant.install(tenant.app, "", { market_url: "http://192.0.2.1:1" });
    expect(answer.json).toMatchObject({ msg: expect.stringContaining("Name or service not known") as unknown });
  });
});

describe("what the control API takes beside the table", () => {
  test("DELETE components takes one away as a person would", async () => {
    await tenant.install();
    await tenant.call("DELETE", `/simulator/components/${(await tenant.service("Web")).service_id}`);
    expect(await tenant.services()).toMatchObject([{ service_cname: "Database" }]);
  });

  test("POST apps makes a component as a person would: it runs, belongs to no install, and no store app counts it", async () => {
    await tenant.install();
    const appId = tenant.app.split("/").at(-1) ?? "";
    const made = await tenant.call("POST", `/simulator/apps/${appId}`, { cname: "Mine", image: "nginx:1" });
    expect(made.json).toEqual({ serviceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown });
    const mine = { status: "running", version: "1", tenant_service_group_id: 0 };
    expect(await tenant.service("Mine")).toMatchObject(mine);
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toHaveLength(1);
    expect((await tenant.call("GET", `${tenant.app}/copy`)).json).toHaveLength(3);
    expect((await tenant.call("POST", "/simulator/apps/999", { cname: "Mine", image: "nginx:1" })).status).toBe(404);
  });

  test("PUT regions puts one into maintenance, and every call of its teams is 409 with 2001", async () => {
    await tenant.call("PUT", `/simulator/regions/${tenant.simulator.info.regionName}`, { status: "3" });
    expect(await tenant.call("GET", tenant.app)).toMatchObject({ status: 409, json: { code: 2001 } });
    expect((await tenant.call("GET", "/regions")).json).toMatchObject([{ status: "3" }, {}]);
  });

  test("PUT install-groups upgrades one as the web console does, and its own version moves, too", async () => {
    await tenant.install();
    const group = `/simulator/install-groups/${(await tenant.service("Web")).tenant_service_group_id}`;
    expect((await tenant.call("PUT", group, { version: "1.1" })).status).toBe(200);
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toMatchObject([
      { current_version: "1.1", can_upgrade: false },
    ]);
    expect((await tenant.services()).map((each) => each.version)).toEqual(["1.1", "1.1"]);
    expect(await tenant.call("PUT", group, { version: "9" })).toMatchObject({
      status: 400,
      json: { field: "version" },
    });
  });

  test("the clock stands still at speed 0, jumps forward by seconds, and runs at the speed that it is given", async () => {
    const now = async (): Promise<number> =>
      Date.parse(z.object({ now: z.string() }).parse((await tenant.call("GET", "/simulator/clock")).json).now);
    const start = await now();
    expect(await now()).toBe(start);
    await tenant.clock({ advance: 2.5 });
    expect(await now()).toBe(start + 2500);
    await tenant.clock({ speed: 1000 });
    await tenant.until(async () => (await now()) > start + 10_000);
    await tenant.clock({ speed: 0 });
    expect(await now()).toBe(await now());
  });
});

describe("mistakes in calls of the control API", () => {
  const web = { point: "console", match: { method: "GET", path: "/" }, effect: "reset" };
  const answer = { status: 500, body: {} };

  test.each([
    ["POST", "faults", [{ point: "region.nope", times: 1, response: answer }], "0.point"],
    ["POST", "faults", [{ point: "store.app", times: 1, reply: {} }], "0.response"],
    ["POST", "faults", [{ point: "store.app", response: answer, extra: 1 }], "0.extra"],
    ["POST", "faults", [{ point: "store.app", response: { ...answer, text: "" } }], "0.response.text"],
    ["POST", "faults", [{ point: "store.app", response: answer, times: 0 }], "0.times"],
    ["POST", "faults", [web, { ...web, effect: "burn" }], "1.effect"],
    ["POST", "faults", [{ ...web, match: { method: "FETCH", path: "/" } }], "0.match.method"],
    ["POST", "faults", [{ ...web, match: { method: "GET" } }], "0.match.path"],
    ["POST", "faults", [{ ...web, effect: "respond" }], "0.response"],
    ["POST", "faults", { point: "store.app" }, ""],
    ["POST", "store", { domain: "d", models: [] }, "accessKey"],
    ["POST", "store", { accessKey: "k", domain: "d", models: [], shelf: 1 }, "shelf"],
    ["PUT", "clock", { advance: -1 }, "advance"],
    ["PUT", "clock", { rate: 1 }, "rate"],
    ["PUT", "components/x", { colour: "red" }, "colour"],
    ["PUT", "components/x", { minNode: "many" }, "minNode"],
    ["PUT", "regions/rainbond", { status: "9" }, "status"],
    ["PUT", "install-groups/1", {}, "version"],
    ["PUT", "components/x", "{", "body"],
    ["PUT", "rules/x", { heading: "a=b" }, "heading"],
    ["PATCH", "reset", undefined, "method"],
    ["POST", "info", undefined, "method"],
  ])("%s %s %j is 400 and names the field %j", async (method, path, body, field) => {
    const { status, json } = await tenant.call(method, `/simulator/${path}`, body);
    expect([status, json]).toMatchObject([400, { error: expect.any(String) as unknown, field }]);
  });

  test("a fault list with one mistake arms none of them", async () => {
    const fault = { point: "store.app", times: 1, response: answer };
    expect((await tenant.call("POST", "/simulator/faults", [fault, { ...fault, point: "nope" }])).status).toBe(400);
    expect((await tenant.install()).status).toBe(200);
  });

  test("a call that there isn't is 404", async () => {
    expect((await tenant.call("GET", "/simulator/nope")).status).toBe(404);
    expect((await tenant.call("PUT", "/simulator/components", {})).status).toBe(404);
  });
});

test("without the demo a simulator begins with two regions and nothing else", async () => {
  const simulator: Simulator = await startSimulator();
  expect(simulator.info).not.toHaveProperty("teamId");
  expect((await call(simulator, "GET", "/teams")).json).toMatchObject({ total: 0 });
  await simulator.close();
});

test("the controls are methods of the simulator, whose mistakes are errors in its own words", async () => {
  const { simulator } = tenant;
  const installed = z.object({ service_list: z.array(z.object({ service_id: z.string() })) });
  const serviceId = installed.parse((await tenant.install()).json).service_list[0]?.service_id ?? "";
  await simulator.changeComponent(serviceId, { status: "closed" });
  await simulator.forgetRequests();
  await tenant.call("GET", tenant.app);
  expect(await simulator.requests()).toMatchObject([{ method: "GET", status: 200 }]);
  await expect(simulator.changeComponent("nope", {})).rejects.toThrow("no component nope");
  await expect(simulator.changeRegion("nope", { status: "3" })).rejects.toThrow("no region nope");
  await simulator.changeClock({ advance: 1 });
  expect(await simulator.readInfo()).toEqual(simulator.info);
  await simulator.deleteComponent(serviceId);
  await simulator.reset();
  expect(simulator.info.versions).toEqual([]);
});
