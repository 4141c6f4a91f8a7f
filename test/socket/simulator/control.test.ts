import { z } from "zod";
import { call } from "./client";
import { Tenant } from "./tenant";

let tenant: Tenant;

beforeEach(async () => {
  tenant = await Tenant.start();
});

afterEach(async () => {
  await tenant.close();
});

describe("the control API", () => {
  test("reset returns to two enabled regions and nothing else", async () => {
    const app = await tenant.createApp();
    await tenant.install(app);
    expect((await tenant.call("POST", "/simulator/reset")).status).toBe(200);
    expect((await tenant.call("GET", "/regions")).json).toMatchObject([{ status: "1" }, { status: "1" }]);
    expect((await tenant.call("GET", "/teams")).json).toMatchObject({ tenants: [], total: 0 });
    expect(tenant.simulator.info).toMatchObject({ appModelId: "", versions: [] });
    expect(tenant.simulator.info).not.toHaveProperty("teamId");
  });

  test("info names what a program needs, and the store is a market at its URL", async () => {
    const { info } = tenant.simulator;
    expect((await tenant.call("GET", "/simulator/info")).json).toEqual(info);
    const path = `/store/app-server/openapi/apps/${info.appModelId}?marketDomain=${info.storeDomain}`;
    expect(await call(tenant.simulator, "GET", path, undefined, { token: info.storeKey })).toMatchObject({
      status: 200,
      json: { appKeyID: info.appModelId },
    });
    expect((await call(tenant.simulator, "GET", path, undefined, { token: "wrong" })).status).toBe(401);
  });

  test("requests lists method, path, status and time of what was asked, until it is emptied", async () => {
    await tenant.call("GET", "/teams?page=1");
    const { json, text } = await tenant.call("GET", "/simulator/requests");
    expect(json).toMatchObject([{ method: "GET", path: "/openapi/v1/teams?page=1", status: 200 }]);
    expect(text).toMatch(/"time":"\d{4}-\d\d-\d\dT[\d:.]+Z"/);
    await tenant.call("DELETE", "/simulator/requests");
    expect((await tenant.call("GET", "/simulator/requests")).json).toEqual([]);
  });

  test("the clock stands still at speed 0, jumps forward by seconds, and runs at the speed that it is given", async () => {
    const now = async (): Promise<number> =>
      Date.parse(z.object({ now: z.string() }).parse((await tenant.call("GET", "/simulator/clock")).json).now);
    const start = await now();
    expect(await now()).toBe(start);
    await tenant.clock({ advance: 2.5 });
    expect(await now()).toBe(start + 2500);
    await tenant.clock({ speed: 1000 });
    while ((await now()) < start + 10_000);
    await tenant.clock({ speed: 0 });
    expect(await now()).toBe(await now());
  });

  test("requests leaves out what the console itself asks of the store", async () => {
    await tenant.install(await tenant.createApp());
    expect((await tenant.call("GET", "/simulator/requests")).text).not.toContain("/store/");
  });

  test.each([
    ["POST", "faults", [{ point: "region.nope", times: 1, response: { status: 500, body: {} } }], "0.point"],
    ["POST", "faults", [{ point: "store.app", times: 1, reply: {} }], "0.response"],
    ["POST", "faults", [{ point: "store.app", response: { status: 500, body: {} }, extra: 1 }], "0.extra"],
    ["POST", "faults", [{ point: "console", match: { method: "GET", path: "/" }, effect: "burn" }], "0.effect"],
    ["POST", "store", { domain: "d", models: [] }, "accessKey"],
    ["PUT", "clock", { advance: -1 }, "advance"],
    ["PUT", "clock", { rate: 1 }, "rate"],
    ["PUT", "components/x", { colour: "red" }, "colour"],
    ["PUT", "components/x", { minNode: "many" }, "minNode"],
  ])("%s /simulator/%s with a bad field is 400 and names it", async (method, path, body, field) => {
    expect(await tenant.call(method, `/simulator/${path}`, body)).toMatchObject({ status: 400, json: { field } });
  });

  test("a method that a control call doesn't have is 400 and names it", async () => {
    const answer = await tenant.call("PATCH", "/simulator/reset");
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("PATCH")]);
  });

  test("the plain token has no rights: no regions, no operations, no teams", async () => {
    const { plainToken } = tenant.simulator.info;
    const app = await tenant.createApp();
    expect((await tenant.call("GET", "/regions", undefined, plainToken)).status).toBe(403);
    expect((await tenant.call("GET", "/teams", undefined, plainToken)).json).toMatchObject({ total: 0 });
    const stop = await tenant.call("POST", `${app}/operations`, { action: "stop" }, plainToken);
    expect([stop.status, stop.json]).toMatchObject([403, { code: 10402 }]);
    expect((await tenant.call("DELETE", app, undefined, plainToken)).status).toBe(200);
  });
});
