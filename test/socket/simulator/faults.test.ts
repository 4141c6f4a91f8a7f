import { Tenant } from "./tenant";

let tenant: Tenant;

beforeEach(async () => {
  tenant = await Tenant.start();
});

afterEach(async () => {
  await tenant.close();
});

const boom = { status: 500, body: { msg: "boom" } };

async function appNames(): Promise<string> {
  return (await tenant.call("GET", `${tenant.region}/apps`)).text;
}

/** Tries to make an app group; returns its answer, or the word for a connection that broke. */
async function create(name: string): Promise<string | { status: number; text: string; contentType: string | null }> {
  try {
    return await tenant.call("POST", `${tenant.region}/apps`, { app_name: name });
  } catch {
    return "broken";
  }
}

const match = { method: "POST", path: "/openapi/v1/teams/*/apps" };

describe("faults on console calls", () => {
  test.each([
    ["reset", false, "broken", false],
    ["reset", true, "broken", true],
    ["loseResponse", false, "broken", true],
    ["html", false, { status: 502, contentType: "text/html" }, false],
    ["html", true, { status: 502, contentType: "text/html" }, true],
    ["truncate", true, { status: 201, contentType: "application/json" }, true],
    ["delay", false, { status: 201 }, true],
  ])("%s (after: %s) is seen once, and the server acted or didn't", async (effect, after, seen, hasActed) => {
    await tenant.fault({ point: "console", match, times: 1, effect, after, ms: 1 });
    const answer = await create("one");
    if (typeof seen === "string") expect(answer).toBe(seen);
    else expect(answer).toMatchObject(seen);
    expect((await appNames()).includes('"one"')).toBe(hasActed);
    expect(await create("two")).toMatchObject({ status: 201 });
  });

  test("truncated JSON doesn't parse", async () => {
    await tenant.fault({ point: "console", match, times: 1, effect: "truncate" });
    expect(await create("one")).toMatchObject({ json: undefined });
  });

  test("a given response comes with its headers", async () => {
    const response = { status: 429, headers: { "Retry-After": "7" }, body: { msg: "slow down" } };
    await tenant.fault({ point: "console", match, times: 1, effect: "respond", response });
    expect(await create("one")).toMatchObject({
      status: 429,
      headers: { "retry-after": "7" },
      text: '{"msg":"slow down"}',
    });
  });

  test("a call that hangs gets no answer until the simulator closes", async () => {
    await tenant.fault({ point: "console", match, times: 1, effect: "hang" });
    const hanging = create("one");
    expect(await appNames()).toBe("[]");
    await tenant.close();
    expect(await hanging).toBe("broken");
    tenant = await Tenant.start();
  });
});

describe("faults of the cluster", () => {
  test("a status call that fails makes the list's statuses null and a single read a crash", async () => {
    const app = await tenant.createApp();
    await tenant.install(app);
    const [service] = await tenant.services(app);
    await tenant.fault({ point: "region.servicesStatus", times: 2, response: boom });
    expect(await tenant.statuses(app)).toEqual([null, null]);
    const one = `${app}/services/${service?.service_id ?? ""}`;
    expect(await tenant.call("GET", one)).toMatchObject({ status: 500, json: { msg: "list index out of range" } });
    await tenant.fault({ point: "region.servicesStatus", times: 1, response: { status: 200, body: {} } });
    expect(await tenant.call("GET", one)).toMatchObject({ status: 200, json: { status: {} } });
  });

  test.each([
    [500, { msg: "boom" }, 500, "text/html"],
    [409, { msg: "too frequent" }, 409, "application/json"],
    [412, { msg: "cluster_lack_of_memory" }, 412, "application/json"],
  ])("operations make %i of the cluster %j into %i", async (status, body, expected, contentType) => {
    const app = await tenant.createApp();
    await tenant.install(app);
    await tenant.fault({ point: "region.batchOperation", times: 1, response: { status, body } });
    const answer = await tenant.call("POST", `${app}/operations`, { action: "deploy" });
    expect([answer.status, answer.contentType]).toEqual([expected, contentType]);
  });
});
