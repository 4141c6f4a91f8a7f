import { z } from "zod";
import type { Answer } from "./client";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const locked = { status: 500, json: { code: 10401, msg: "database is locked", error_type: "OperationalError" } };
const failedInstall = {
  status: 400,
  json: { code: 400, msg: "install app failure", msg_show: "安装应用发生异常database is locked" },
};
const failedDeletion = { status: 507, json: { code: 507, msg: "delete error", msg_show: "删除异常" } };
const errorPage = { status: 500, contentType: "text/html", text: "<h1>server error</h1>" };

/** Does something while the creation of an app group waits for the cluster, and returns its answer. */
async function besideAWrite(begin: () => Promise<{ answer: Promise<Answer> }>): Promise<Answer> {
  await tenant.hold();
  const creation = await tenant.begin("POST", `${tenant.region}/apps`, { app_name: "beside" });
  const { answer } = await begin();
  await tenant.release();
  expect((await creation.answer).status).toBe(201);
  return await answer;
}

/** Begins an install and waits until it has begun to write, since it asks the store before. */
async function beginInstall(app: string): Promise<{ answer: Promise<Answer> }> {
  const installing = await tenant.beginInstall({}, app);
  await tenant.until(async () => (await tenant.services(app)).length === 2);
  return installing;
}

async function upgradeOrder(): Promise<unknown> {
  const { json } = await tenant.call("GET", `${tenant.app}/upgrade`);
  const [item] = z.array(z.object({ market_name: z.string(), app_model_id: z.string() })).parse(json);
  return { update_versions: [{ ...item, app_model_version: "1.1" }] };
}

/** Everything that the console tells of the tenant's app group. */
async function everything(): Promise<string[]> {
  const paths = ["", "/services", "/upgrade", "/copy"].map((below) => tenant.app + below);
  return await Promise.all(paths.map(async (path) => (await tenant.call("GET", path)).text));
}

describe("a write on sqlite while another one is under way", () => {
  test.each<[string, object, () => Promise<{ answer: Promise<Answer> }>]>([
    ["the creation of an app group", locked, () => tenant.begin("POST", `${tenant.region}/apps`, { app_name: "late" })],
    ["an upgrade", locked, async () => tenant.begin("POST", `${tenant.app}/upgrade`, await upgradeOrder())],
    [
      "a change of a port",
      locked,
      async () => tenant.begin("PUT", `${(await tenant.service("Web")).path}/ports/80`, { action: "close_outer" }),
    ],
    [
      "the deletion of a port",
      locked,
      async () => tenant.begin("DELETE", `${(await tenant.service("Web")).path}/ports/80`),
    ],
    ["a change of a domain", locked, () => tenant.begin("PUT", `${tenant.app}/httpdomains/any`, {})],
    [
      "the deletion of a component",
      failedDeletion,
      async () => tenant.begin("DELETE", (await tenant.service("Web")).path),
    ],
    [
      "a forced one",
      failedDeletion,
      async () => tenant.begin("DELETE", `${(await tenant.service("Database")).path}?force=1`),
    ],
    ["an operation", errorPage, () => tenant.begin("POST", `${tenant.app}/operations`, { action: "deploy" })],
    [
      "the deletion of an app group",
      { status: 400, json: { msg: [{ status: 507 }, { status: 507 }], msg_show: "请求错误" } },
      () => tenant.begin("DELETE", tenant.app),
    ],
  ])("%s meets the lock, and nothing is done", async (_, refusal, begin) => {
    await tenant.install();
    const before = await everything();
    expect(await besideAWrite(begin)).toMatchObject(refusal);
    expect(await everything()).toEqual(before);
    expect(await tenant.events(tenant.app, (await tenant.service("Web")).service_id)).toEqual([]);
    expect((await tenant.call("GET", `${tenant.region}/apps`)).text).not.toContain('"late"');
  });

  test("an install fails after all, the earlier one doesn't, and a read is answered", async () => {
    const other = await tenant.createApp();
    await tenant.hold();
    const earlier = await beginInstall(tenant.app);
    const later = await beginInstall(other);
    expect((await tenant.call("GET", `${other}/copy`)).status).toBe(200);
    await tenant.release();
    expect(await later.answer).toMatchObject(failedInstall);
    expect((await earlier.answer).status).toBe(200);
    expect(await tenant.services()).toHaveLength(2);
  });

  test("is done once it is alone", async () => {
    await tenant.install();
    const { path } = await tenant.service("Web");
    expect(await besideAWrite(() => tenant.begin("DELETE", path))).toMatchObject(failedDeletion);
    expect((await tenant.call("DELETE", path)).status).toBe(200);
  });

  test("what is asked twelve times at once overlaps at the default, whatever the clock's speed; what fails to make a group may ask again", async () => {
    const createUntilDone = async (name: string): Promise<string> => {
      for (;;) {
        const { status, json } = await tenant.call("POST", `${tenant.region}/apps`, { app_name: name });
        if (status === 201) return `${tenant.region}/apps/${z.object({ ID: z.number() }).parse(json).ID}`;
        expect({ status, json }).toMatchObject(locked);
      }
    };
    const names = Array.from({ length: 12 }, (_, index) => `app-${index}`);
    const apps = await Promise.all(names.map(createUntilDone));
    const answers = await Promise.all(apps.map((app) => tenant.install(app)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 400]));
    await tenant.database({ model: "mysql" });
    const again = await Promise.all(apps.map((app) => tenant.install(app)));
    expect(again.map(({ status }) => status)).toEqual(Array(12).fill(200));
  });
});

describe("what an install leaves whose rollback meets the lock, too", () => {
  const shapes = [
    ["none", 0],
    ["one", 1],
    ["all", 2],
  ] as const;

  test.each(shapes.flatMap(([shape, count]) => [null, "unknow"].map((status) => [shape, count, status] as const)))(
    "%s: %i of its components, with the status %j, complete and without an event, counted by copy only",
    async (shape, count, status) => {
      await tenant.call("PUT", `/simulator/regions/rainbond`, { omitsUnknown: status === null });
      await tenant.fault({ point: "database.installRollback", shape });
      expect(await tenant.install(tenant.app, "?is_deploy=true")).toMatchObject(failedInstall);
      const left = await tenant.services();
      expect(left).toHaveLength(count);
      expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toEqual([]);
      expect((await tenant.call("GET", `${tenant.app}/copy`)).json).toMatchObject(
        Array(count).fill({ create_status: "complete", build_source: { version: "1.0", service_source: "market" } }),
      );
      for (const each of left) {
        const complete = { create_status: "complete", k8s_component_name: each.service_alias };
        expect(each).toMatchObject({ ...complete, status, tenant_service_group_id: 1 });
        const path = `${tenant.app}/services/${each.service_id}`;
        expect(await tenant.call("GET", path)).toMatchObject(
          status === null ? { status: 500, json: { msg: "list index out of range" } } : { status: 200 },
        );
        expect(await tenant.events(tenant.app, each.service_id)).toEqual([]);
      }
      expect((await tenant.install()).status).toBe(200);
      expect((await tenant.services()).filter((each) => each.tenant_service_group_id === 2)).toHaveLength(2);
    },
  );

  test.each([null, "unknow"])("with the status %j no stop changes it, and it can be deleted", async (status) => {
    await tenant.call("PUT", `/simulator/regions/rainbond`, { omitsUnknown: status === null });
    await tenant.fault({ point: "database.installRollback", shape: "all" });
    await tenant.install();
    expect((await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" })).status).toBe(200);
    expect(await tenant.statuses()).toEqual([status, status]);
    for (const name of ["Web", "Database"]) {
      expect((await tenant.call("DELETE", (await tenant.service(name)).path)).status).toBe(200);
    }
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(200);
  });

  test("is what the seed says first, and the next shape the next time", async () => {
    const leftBehind = async (): Promise<number> => {
      const app = await tenant.createApp();
      expect(await besideAWrite(() => beginInstall(app))).toMatchObject(failedInstall);
      const { length } = await tenant.services(app);
      await tenant.call("DELETE", `${tenant.region}/app/${(await groupIdOf("beside")) ?? 0}/delete`);
      return length;
    };
    await tenant.database({ seed: 1 });
    const counts = [];
    for (let times = 0; times < 4; times += 1) counts.push(await leftBehind());
    expect(counts).toEqual([1, 2, 0, 1]);
  });
});

async function groupIdOf(name: string): Promise<number | undefined> {
  const { json } = await tenant.call("GET", `${tenant.region}/apps`);
  const groups = z.array(z.object({ ID: z.number(), group_name: z.string() })).parse(json);
  return groups.find((group) => group.group_name === name)?.ID;
}

describe("a lock that is armed", () => {
  test("strikes the next write that its method and path fit, and no other, on mysql as well", async () => {
    await tenant.database({ model: "mysql" });
    await tenant.install();
    await tenant.fault({ point: "database.lock", match: { method: "DELETE", path: "/openapi/v1/teams/*/services/*" } });
    const { path } = await tenant.service("Web");
    expect((await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" })).status).toBe(200);
    expect(await tenant.call("DELETE", path)).toMatchObject(failedDeletion);
    expect((await tenant.call("DELETE", path)).status).toBe(200);
  });

  test("strikes so many times, each kind of write in its own words", async () => {
    await tenant.install();
    const match = { method: "*", path: "/openapi/v1/teams" };
    await tenant.fault({ point: "database.lock", match, times: 3 });
    expect(await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" })).toMatchObject(errorPage);
    expect(await tenant.call("POST", `${tenant.region}/apps`, { app_name: "late" })).toMatchObject(locked);
    expect(await tenant.install()).toMatchObject(failedInstall);
    expect((await tenant.install()).status).toBe(200);
  });
});

describe("on mysql writes never meet a lock", () => {
  beforeEach(() => tenant.database({ model: "mysql" }));

  test("two app groups of one name are made, and only the cluster refuses the second of one name within Kubernetes", async () => {
    // The cluster takes half a second, so that all are on the way before the first one is there.
    await tenant.clock({ speed: 0.02 });
    const calls = [];
    const named = { app_name: "twin" };
    for (const body of [named, named, { app_name: "a", k8s_app: "one" }, { app_name: "b", k8s_app: "one" }]) {
      calls.push(await tenant.begin("POST", `${tenant.region}/apps`, body));
    }
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    const refused = { status: 400, json: { code: 11011, msg: "k8s app name exists" } };
    expect(answers).toMatchObject([{ status: 201 }, { status: 201 }, { status: 201 }, refused]);
  });

  test("two installs, two upgrades and two deletions of an app group at once are 200", async () => {
    await tenant.hold();
    const installs = [await beginInstall(tenant.app), await tenant.beginInstall()];
    await tenant.until(async () => (await tenant.services()).length === 4);
    await tenant.release();
    const order = await upgradeOrder();
    await tenant.hold();
    const upgrades = [
      await tenant.begin("POST", `${tenant.app}/upgrade`, order),
      await tenant.begin("POST", `${tenant.app}/upgrade`, order),
    ];
    await tenant.release();
    for (const { answer } of [...installs, ...upgrades]) expect((await answer).status).toBe(200);
    await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" });
    await tenant.waitFor(tenant.app, "closed");
    await tenant.hold();
    const deletions = [await tenant.begin("DELETE", tenant.app), await tenant.begin("DELETE", tenant.app)];
    await tenant.release();
    for (const { answer } of deletions) expect((await answer).status).toBe(200);
  });
});

test("GET database tells the model, the seed and how long a write takes", async () => {
  const usual = { model: "sqlite", seed: 0, writeMs: 3 };
  expect((await tenant.call("GET", "/simulator/database")).json).toEqual(usual);
  expect((await tenant.call("PUT", "/simulator/database", { model: "mysql" })).json).toEqual({
    ...usual,
    model: "mysql",
  });
});
