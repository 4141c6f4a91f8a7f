import { connect } from "node:net";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

type Seen = { status: number; text: string; contentType: string | null } | "broken";

/** Makes an app group; returns its answer, or the word for a connection that broke. */
async function create(name: string): Promise<Seen> {
  try {
    return await tenant.call("POST", `${tenant.region}/apps`, { app_name: name });
  } catch {
    return "broken";
  }
}

async function exists(name: string): Promise<boolean> {
  return (await tenant.call("GET", `${tenant.region}/apps`)).text.includes(`"${name}"`);
}

const match = { method: "POST", path: "/openapi/v1/teams/*/apps" };
const refusal = { status: 429, headers: { "Retry-After": "7" }, body: { msg: "slow down" } };

describe("faults on console calls", () => {
  test.each([
    ["reset", {}, "broken", false],
    ["reset", { after: true }, "broken", true],
    ["loseResponse", {}, "broken", true],
    ["html", {}, { status: 502, contentType: "text/html" }, false],
    ["html", { after: true, response: { status: 504 } }, { status: 504, contentType: "text/html" }, true],
    ["truncate", {}, { status: 200, contentType: "application/json", json: undefined }, false],
    ["truncate", { after: true }, { status: 201, contentType: "application/json", json: undefined }, true],
    ["delay", { ms: 1 }, { status: 201 }, true],
    ["delay", { ms: 1, after: true }, { status: 201 }, true],
    [
      "respond",
      { response: refusal },
      { status: 429, headers: { "retry-after": "7" }, json: { msg: "slow down" } },
      false,
    ],
    ["respond", { response: refusal, after: true }, { status: 429 }, true],
    [
      "respond",
      { response: { status: 500, body: "<p>no</p>" } },
      { status: 500, contentType: "text/html", text: "<p>no</p>" },
      false,
    ],
    ["respond", { response: { status: 503 } }, { status: 503, contentType: null, text: "" }, false],
  ])("%s %j is seen once as %j, and the server acted: %s", async (effect, more, seen, hasActed) => {
    await tenant.fault({ point: "console", match, times: 1, effect, ...more });
    const answer = await create("one");
    if (typeof seen === "string") expect(answer).toBe(seen);
    else expect(answer).toMatchObject(seen);
    expect(await exists("one")).toBe(hasActed);
    expect(await create("two")).toMatchObject({ status: 201 });
    expect(await exists("two")).toBe(true);
  });

  test.each([
    [false, false],
    [true, true],
  ])(
    "a call that hangs (after: %s) gets no answer until the simulator closes, and the server acted: %s",
    async (after, hasActed) => {
      await tenant.fault({ point: "console", match, times: 1, effect: "hang", after });
      await tenant.call("DELETE", "/simulator/requests");
      const hanging = create("one");
      await tenant.until(async () => (await tenant.call("GET", "/simulator/requests")).text.includes('"POST"'));
      expect(await exists("one")).toBe(hasActed);
      await tenant.close();
      expect(await hanging).toBe("broken");
    },
  );

  test("a delay before the effect holds the effect back, one after it only the answer", async () => {
    for (const [name, after] of [
      ["before", false],
      ["afterwards", true],
    ] as const) {
      await tenant.fault({ point: "console", match, times: 1, effect: "delay", after, ms: 1e6 });
      const late = await tenant.begin("POST", `${tenant.region}/apps`, { app_name: name });
      late.answer.catch(() => undefined);
      expect(await exists(name)).toBe(after);
    }
  });

  test.each([
    ["/openapi/v1/teams", "POST", true],
    ["/openapi/v1/teams/*/apps", "*", true],
    ["/openapi/v1/teams/*/apps", "post", true],
    ["/openapi/v1/teams/*/regions", "POST", false],
    ["/v1/teams", "POST", false],
    ["/openapi/v1/teams/*/apps", "PUT", false],
  ])("the path %s with the method %s is met by the creation of an app group: %s", async (path, method, isMet) => {
    await tenant.fault({ point: "console", match: { method, path }, times: 1, effect: "html" });
    expect(await create("one")).toMatchObject({ status: isMet ? 502 : 201 });
    expect(await exists("one")).toBe(!isMet);
  });

  test("each counts for itself, in the order in which they were armed", async () => {
    const respond = (status: number, times: number): unknown => ({
      point: "console",
      match,
      times,
      effect: "respond",
      response: { status },
    });
    await tenant.fault(respond(503, 2), respond(504, 1));
    const seen: unknown[] = [];
    for (const name of ["a", "b", "c", "d"]) seen.push(await create(name));
    expect(seen).toMatchObject([{ status: 503 }, { status: 503 }, { status: 504 }, { status: 201 }]);
    expect([await exists("c"), await exists("d")]).toEqual([false, true]);
  });

  test("a lost answer ends the connection without a byte of it", async () => {
    await tenant.fault({ point: "console", match: { method: "GET", path: "/" }, times: 1, effect: "loseResponse" });
    const { port } = new URL(tenant.simulator.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write("GET /openapi/v1/teams HTTP/1.1\r\nHost: x\r\n\r\n");
    let bytes = 0;
    for await (const chunk of socket) bytes += String(chunk).length;
    expect(bytes).toBe(0);
  });
});

describe("faults of the cluster and the store", () => {
  /** The console's own words for a busy component, and nothing else. */
  const busy = { code: 409, msg: "wait a moment please", msg_show: "操作过于频繁，请稍后再试" };

  /** What is left of an app group after a call. */
  const state = async (): Promise<unknown> =>
    (await tenant.services()).map((each) => `${each.service_cname} ${String(each.status)}`).sort();
  const call = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await tenant.call(method, path, body)).status;
  let web = "";
  const both = ["Database undeploy", "Web undeploy"];
  const scaling = { new_memory: 512, new_gpu: null, new_cpu: null };

  test.each<[string, () => Promise<number>, number, unknown]>([
    ["region.createService", async () => (await tenant.install()).status, 400, both],
    [
      "region.volumeOptions",
      async () => (await tenant.install()).status,
      400,
      ["Database undeploy", "Database unknow", "Web undeploy"],
    ],
    ["region.configGroup", async () => (await tenant.install()).status, 200, [...both, ...both].sort()],
    ["region.batchOperation", () => call("POST", `${tenant.app}/operations`, { action: "deploy" }), 500, both],
    ["region.build", () => call("POST", `${web}/build`, {}), 507, both],
    ["region.servicesStatus", () => call("GET", web), 500, both],
    ["region.deleteService", () => call("DELETE", web), 507, both],
    ["region.deleteApp", () => call("DELETE", tenant.app), 400, []],
    ["region.createApp", () => call("POST", `${tenant.region}/apps`, { app_name: "second" }), 400, both],
    ["region.createTenant", () => call("POST", "/teams", { tenant_name: "t", region: "rainbond" }), 400, both],
    ["region.horizontal", () => call("POST", `${web}/telescopic/horizontal`, { new_node: 2 }), 507, both],
    ["region.vertical", () => call("POST", `${web}/telescopic/vertical`, scaling), 500, both],
    ["store.app", async () => (await tenant.install()).status, 400, both],
    ["store.version", async () => (await tenant.install()).status, 404, both],
  ])("%s answering 500", async (point, act, status, left) => {
    await tenant.install();
    web = (await tenant.service("Web")).path;
    await tenant.fail(point);
    expect(await act()).toBe(status);
    await tenant.fault();
    expect(await state()).toEqual(left);
    if (point === "region.createApp") expect(await exists("second")).toBe(false);
    if (left !== both) return;
    expect(await tenant.service("Web")).toMatchObject({ min_memory: 256, min_node: 1 });
  });

  test.each<[number, unknown, number, object]>([
    [502, null, 502, { msg: "region request api body is nil" }],
    [507, { code: 10500, msg: "coded" }, 507, { code: 10500, msg: "coded" }],
    ...[" Wait a moment please", "just wait a moment", "操作过于频繁，请稍后再试", ""].map(
      (msg): [number, unknown, number, object] => [409, { msg }, 409, busy],
    ),
    [409, { why: "none" }, 409, busy],
    [409, { msg: "another" }, 409, { code: 409, msg: "another", msg_show: "another", data: { bean: {}, list: [] } }],
    [412, { msg: "tenant_lack_of_cpu" }, 412, { code: 10418 }],
    [412, { msg: "authorize_cluster_lack_of_node" }, 412, { code: 10415, msg: "cluster lack of node" }],
    [412, { msg: "another" }, 400, { msg: { httpcode: 412 } }],
    [401, { msg: "license expired" }, 401, { code: 10400, msg: "invalid license" }],
    [404, { msg: "gone" }, 404, { msg: "region no found this resource" }],
    [
      500,
      { msg: "boom" },
      400,
      { msg: { httpcode: 500, method: "POST", body: { msg: "boom" } }, msg_show: "数据中心操作故障 boom" },
    ],
  ])("%i %j of the cluster becomes %i where nothing catches it", async (status, body, expected, json) => {
    await tenant.fail("region.createApp", 1, status, body);
    expect(await create("one")).toMatchObject({ status: expected, json });
    expect(await exists("one")).toBe(false);
  });
});
