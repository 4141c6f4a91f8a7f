import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

async function operate(body: unknown, app = tenant.app): Promise<unknown[]> {
  const { status, json, text } = await tenant.call("POST", `${app}/operations`, body);
  return [status, json ?? text];
}

const done = [200, { msg: "操作成功" }];

describe("operations", () => {
  test("take no list or an empty one for all, do nothing for unknown ids, and act on those of other groups", async () => {
    const other = await tenant.createApp();
    await tenant.run();
    await tenant.run(other);
    const { service_id: theirs } = await tenant.service("Web", other);
    expect(await operate({ action: "stop", service_ids: ["unknown"] })).toEqual(done);
    expect(await operate({ action: "stop", service_ids: [theirs] })).toEqual(done);
    expect((await tenant.service("Web", other)).status).toBe("stopping");
    expect(await tenant.statuses()).toEqual(["running", "running"]);
    expect(await operate({ action: "stop", service_ids: [] })).toEqual(done);
    expect(await tenant.statuses()).toEqual(["stopping", "stopping"]);
    expect(await operate({ action: "start" }, await tenant.createApp())).toEqual(done);
  });

  test.each([
    [{ action: "restart" }, { action: ["“restart” 不是合法选项。"] }],
    [{ action: true }, { action: ["“True” 不是合法选项。"] }],
    [{}, { action: ["该字段是必填项。"] }],
    [{ action: "stop", service_ids: null }, { service_ids: ["该字段不能为 null。"] }],
    [{ action: "stop", service_ids: "all" }, { service_ids: ["期望为一个包含物件的列表，得到的类型是“str”。"] }],
    [{ action: "stop", service_ids: ["x", true] }, { service_ids: { 1: ["Not a valid string."] } }],
  ])("%j is refused", async (body, err) => {
    expect(await operate(body)).toMatchObject([400, { code: 20400, err }]);
  });

  test.each([
    [500, { msg: "boom" }, 500, "<h1>server error</h1>"],
    [404, { msg: "gone" }, 500, "<h1>server error</h1>"],
    [409, { msg: "just wait a moment" }, 409, { code: 409, msg: "wait a moment please" }],
    [412, { msg: "cluster_lack_of_memory" }, 412, { code: 10406 }],
    [401, { msg: "bad license" }, 401, { code: 10400, msg: "invalid license" }],
  ])("make %i of the cluster %j into %i, and nothing is done", async (status, body, expected, seen) => {
    await tenant.install();
    await tenant.fail("region.batchOperation", 1, status, body);
    const [answered, shown] = await operate({ action: "deploy" });
    expect(answered).toBe(expected);
    if (typeof seen === "string") expect(shown).toBe(seen);
    else expect(shown).toMatchObject(seen);
    expect(await tenant.statuses()).toEqual(["undeploy", "undeploy"]);
  });

  test("a busy cluster is told in the console's own words, without data", async () => {
    await tenant.fail("region.batchOperation", 1, 409, { msg: "wait a moment please" });
    const busy = { code: 409, msg: "wait a moment please", msg_show: "操作过于频繁，请稍后再试" };
    expect(await operate({ action: "stop" })).toEqual([409, busy]);
  });

  test("deploy builds the template's image though the console shows another, and 400 without the store", async () => {
    await tenant.install();
    const { path, service_id: id } = await tenant.service("Web");
    await tenant.call("PUT", `${path}/docker-image-change`, { image: "mine:9" });
    expect(await tenant.service("Web")).toMatchObject({ image: "mine:9", version: "9" });
    await tenant.fail("store.version");
    expect(await operate({ action: "deploy" })).toMatchObject([400, { msg: "version can not found" }]);
    await operate({ action: "deploy" });
    const log = async (): Promise<string> => {
      const { json } = await tenant.call("GET", `${path}/events`);
      const { events } = z.object({ events: z.array(z.object({ event_id: z.string() })) }).parse(json);
      return (await tenant.call("GET", `${tenant.region}/events/${events[0]?.event_id ?? ""}/logs`)).text;
    };
    expect(await log()).toContain("registry.example/guestbook/web:1.0");
    await tenant.waitFor(tenant.app, "running");
    expect(await tenant.service("Web")).toMatchObject({ image: "mine:9" });
    await tenant.call("POST", `${tenant.app}/services/${id}/build`, {});
    expect(await log()).toContain("mine:9");
  });

  test("closing stops components of the whole team, with an empty answer", async () => {
    await tenant.run();
    const other = await tenant.createApp();
    await tenant.run(other);
    const { service_id: one } = await tenant.service("Web", other);
    expect(await tenant.call("POST", `${tenant.region}/apps/close`, { service_ids: [one] })).toMatchObject({
      status: 200,
      text: "",
      contentType: null,
    });
    expect((await tenant.statuses(other)).sort()).toEqual(["running", "stopping"]);
    await tenant.call("POST", `${tenant.region}/apps/close`, {});
    expect([...(await tenant.statuses()), ...(await tenant.statuses(other))]).toEqual([
      "stopping",
      "stopping",
      "stopping",
      "stopping",
    ]);
  });

  test.each([
    [400, { msg: "exists" }, 500, { code: 500, msg: "version already exists" }],
    [409, { msg: "wait a moment please" }, 409, { code: 409 }],
    [502, { msg: "boom" }, 507, { code: 507 }],
  ])("a single build makes %i of the cluster into its own refusal", async (status, body, expected, json) => {
    await tenant.install();
    const { path } = await tenant.service("Web");
    await tenant.fail("region.build", 1, status, body);
    expect(await tenant.call("POST", `${path}/build`, {})).toMatchObject({ status: expected, json });
  });
});

describe("a copy of components", () => {
  test("is built at once, has a name of its own and the number of the original's install; upgrades work again after it", async () => {
    await tenant.install();
    const other = await tenant.createApp();
    await tenant.install(other);
    const { path, service_id: id, tenant_service_group_id: group } = await tenant.service("Web");
    const team = z
      .object({ tenants: z.tuple([z.object({ tenant_name: z.string() })]) })
      .parse((await tenant.call("GET", "/teams")).json).tenants[0];
    await tenant.call("DELETE", (await tenant.service("Web", other)).path);
    const [item] = z
      .array(z.looseObject({ app_model_id: z.string() }))
      .parse((await tenant.call("GET", `${other}/upgrade`)).json);
    const upgrade = (): ReturnType<Tenant["call"]> =>
      tenant.call("POST", `${other}/upgrade`, { update_versions: [{ ...item, app_model_version: "1.1" }] });
    expect((await upgrade()).status).toBe(500);
    const target = {
      target_team_name: team.tenant_name,
      target_region_name: "rainbond",
      target_app_id: Number(other.split("/").at(-1)),
    };
    expect(
      (await tenant.call("POST", `${tenant.app}/copy`, { services: [{ service_id: id }], ...target })).status,
    ).toBe(200);
    const copy = await tenant.service("Web-copy", other);
    expect(copy).toMatchObject({ status: "closed", tenant_service_group_id: group });
    expect(copy.service_id).not.toBe(id);
    expect(await tenant.events(other, copy.service_id)).toEqual(["build-service"]);
    expect((await upgrade()).status).toBe(200);
    expect((await tenant.call("GET", path)).json).toMatchObject({ service_cname: "Web" });
  });
});
