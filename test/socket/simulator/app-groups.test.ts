import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const secondsTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const isoTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);

async function create(body: Record<string, unknown>): Promise<unknown[]> {
  const { status, json } = await tenant.call("POST", `${tenant.region}/apps`, body);
  return [status, json];
}

async function names(query = ""): Promise<unknown> {
  const { json } = await tenant.call("GET", `${tenant.region}/apps${query}`);
  return z
    .array(z.object({ group_name: z.string() }))
    .parse(json)
    .map((app) => app.group_name);
}

describe("what a path names is looked up in order", () => {
  test.each([
    ["/teams/nope/regions/nope/apps/9", 404, { code: 404, msg: "no found team" }],
    ["{team}/regions/nope/apps/9", 404, { code: 3000, msg: "the region is not found" }],
    ["{team}/regions/other/apps/9", 409, { code: 2001, msg: "the team is not initialized in the region" }],
    ["{region}/apps/9", 404, { code: 404, msg: "no found app" }],
    ["{region}/apps/9/services/x", 404, { code: 404, msg: "no found app" }],
    ["{app}/services/x", 404, { code: 404, msg: "no found component" }],
  ])("%s is %i", async (path, status, json) => {
    const { region, app } = tenant;
    const full = path
      .replace("{team}", region.split("/regions")[0] ?? "")
      .replace("{region}", region)
      .replace("{app}", app);
    expect(await tenant.call("GET", full)).toMatchObject({ status, json });
  });

  test("a component of another group is refused, except by a group without components", async () => {
    await tenant.install();
    const { service_id: id, service_alias: alias } = await tenant.service("Web");
    const [full, empty] = [await tenant.createApp(), await tenant.createApp()];
    await tenant.install(full);
    expect(await tenant.call("GET", `${full}/services/${id}`)).toMatchObject({
      status: 404,
      json: { msg: "component not belong to this app" },
    });
    expect((await tenant.call("GET", `${empty}/services/${id}`)).status).toBe(200);
    expect((await tenant.call("GET", `${tenant.app}/services/${alias}`)).json).toMatchObject({ service_id: id });
  });

  test("a team is found by its name, too", async () => {
    const { json } = await tenant.call("GET", "/teams");
    const name = z.object({ tenants: z.tuple([z.object({ tenant_name: z.string() })]) }).parse(json)
      .tenants[0].tenant_name;
    expect((await tenant.call("GET", `/teams/${name}/regions/rainbond/apps`)).status).toBe(200);
  });
});

describe("app groups", () => {
  test("are created with 201 and times of seconds, and listed with times of microseconds, the newest first", async () => {
    const [status, json] = await create({ app_name: "second", app_note: ' {"a": 1} ' });
    expect([status, json]).toMatchObject([
      201,
      { ID: 2, note: '{"a": 1}', create_time: secondsTime, update_time: secondsTime },
    ]);
    expect((await tenant.call("GET", `${tenant.region}/apps`)).json).toMatchObject([
      { ID: 2, create_time: isoTime, update_time: isoTime },
      { ID: 1 },
    ]);
    expect(await names("?query=SEC")).toEqual(["second"]);
  });

  test("a single one has no ID, and its id and CPU change their types when the CPU is no whole number", async () => {
    await tenant.install();
    const { json } = await tenant.call("GET", tenant.app);
    expect(json).not.toHaveProperty("ID");
    expect(json).toMatchObject({ app_id: 1, service_count: 2, used_momory: 768, used_cpu: 180, status: "closed" });
    await tenant.change((await tenant.service("Web")).service_id, { minMemory: 100 });
    expect((await tenant.call("GET", tenant.app)).json).toMatchObject({ app_id: "1", used_cpu: 143.4375 });
  });

  test("are running when all components are, partly running when some are, and closed when nobody can tell", async () => {
    const status = async (): Promise<unknown> => (await tenant.call("GET", tenant.app)).json;
    await tenant.run();
    expect(await status()).toMatchObject({ status: "running", running_service_count: 2 });
    await tenant.change((await tenant.service("Web")).service_id, { status: "abnormal" });
    expect(await status()).toMatchObject({ status: "part_running", running_service_count: 1 });
    await tenant.fail("region.servicesStatus");
    expect(await status()).toMatchObject({ status: "closed", running_service_count: 0 });
  });

  test.each([
    [{ app_name: "bad name" }, { code: 400, msg: "app_name illegal" }],
    [{ app_name: "第一.a_B-1", app_note: null }, { err: { app_note: ["该字段不能为 null。"] } }],
    [{ app_name: "x".repeat(129) }, { err: { app_name: ["请确保这个字段不能超过 128 个字符。"] } }],
    [{ app_name: "first" }, { code: 400, msg: "app name exist" }],
    [
      { app_name: "first", k8s_app: "taken" },
      { code: 21003, msg: "k8s app exists" },
    ],
    [
      { app_name: "new", k8s_app: "-no-" },
      { code: 11010, msg: "invalid k8s app name" },
    ],
    [{ app_name: "new", k8s_app: 5 }, { code: 11010 }],
  ])("%j is refused and leaves nothing", async (body, refusal) => {
    await create({ app_name: "second", k8s_app: "taken" });
    expect(await create(body)).toMatchObject([400, refusal]);
    expect(await names()).toEqual(["second", "first"]);
  });

  test("a name within Kubernetes is made up where none is given", async () => {
    const generated: unknown = expect.stringMatching(/^app-[0-9a-f]{6}$/);
    for (const [index, k8sApp] of [undefined, null, "", 0, []].entries()) {
      const answer = await create({ app_name: `n${index}`, k8s_app: k8sApp });
      expect(answer).toMatchObject([201, { k8s_app: generated }]);
    }
  });

  test("what only the cluster has against one leaves nothing in the console", async () => {
    await tenant.fail("region.createApp", 1, 400, { code: 11011, msg: "k8s app name exists" });
    expect(await create({ app_name: "second", k8s_app: "left" })).toMatchObject([400, { code: 11011 }]);
    expect(await names()).toEqual(["first"]);
  });

  test("a second one is refused while the first waits for the cluster: the database is locked, nothing was done", async () => {
    await tenant.hold();
    const calls = [];
    for (const name of ["second", "second", "third"]) {
      calls.push(await tenant.begin("POST", `${tenant.region}/apps`, { app_name: name, k8s_app: name }));
    }
    await tenant.release();
    const locked = { status: 500, json: { code: 10401, msg: "database is locked", error_type: "OperationalError" } };
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    expect(answers).toMatchObject([{ status: 201 }, locked, locked]);
    expect(await names()).toEqual(["second", "first"]);
  });
});
