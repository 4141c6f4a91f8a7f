import { call } from "./client";
import { Tenant } from "./tenant";

let tenant: Tenant;

beforeEach(async () => {
  tenant = await Tenant.start();
});

afterEach(async () => {
  await tenant.close();
});

/** A generator of the same numbers each time, from 0 to below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
}

describe("the simulator survives", () => {
  test("a thousand senseless requests, and answers the next good one within a second", async () => {
    const next = seeded(4);
    const pick = <T>(items: readonly [T, ...T[]]): T => items[next(items.length)] ?? items[0];
    const app = await tenant.createApp();
    const paths = [
      app,
      `${app}/services`,
      `${app}/install`,
      `${app}/upgrade`,
      "/teams",
      "/teams/x",
      "//",
      "/%zz",
      `${app}/`,
    ] as const;
    const bodies = [
      "",
      "{",
      "[]",
      "null",
      "7",
      '{"app_name":[]}',
      `{"envs":${"[".repeat(999)}`,
      "\u0000\uffff",
    ] as const;
    const types = [
      "application/json",
      "text/plain",
      "multipart/form-data",
      "application/x-www-form-urlencoded",
    ] as const;
    const statuses = new Set<number>();
    for (let index = 0; index < 1000; index += 1) {
      const method = pick(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]);
      const isSafe = method !== "DELETE" || next(20) === 0;
      const answer = await call(tenant.simulator, isSafe ? method : "GET", pick(paths), pick(bodies), {
        headers: { "Content-Type": pick(types) },
      });
      statuses.add(answer.status);
    }
    const start = performance.now();
    expect((await tenant.call("GET", "/teams")).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(1000);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 405, 415]));
  });

  test("a body of ten megabytes", async () => {
    const answer = await tenant.call("POST", "/teams", { tenant_name: "x".repeat(10_000_000) });
    expect(answer.status).toBe(400);
  });

  test("malformed JSON, another media type, an array and another method in the console's own words", async () => {
    const send = async (body: string, type: string): Promise<unknown> =>
      (await call(tenant.simulator, "POST", "/teams", body, { headers: { "Content-Type": type } })).json;
    expect(await send("{", "application/json")).toMatchObject({ code: 400, error_type: "ParseError" });
    expect(await send("x", "text/plain")).toMatchObject({ code: 415, error_type: "UnsupportedMediaType" });
    expect(await send("[]", "application/json")).toMatchObject({
      code: 20400,
      err: { non_field_errors: [expect.anything()] },
    });
    expect((await tenant.call("PATCH", "/teams")).json).toMatchObject({ code: 405, error_type: "MethodNotAllowed" });
  });
});
