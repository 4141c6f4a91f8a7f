import { z } from "zod";
import { demoTemplate, loadModel, type Template } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** Loads a model of one version, the demo's first component of which is changed, and installs it. */
async function installChanged(change: (web: Template["apps"][0]) => Record<string, unknown>): Promise<unknown> {
  await loadModel(tenant, "changed", { "1.0": demoTemplate("1.0", change) });
  const { json } = await tenant.install(tenant.app, "", { app_model_id: "changed", app_model_version: "1.0" });
  return json;
}

describe("installs that the console refuses", () => {
  test("a body is checked field by field before anything is done", async () => {
    const tooLong = { market_url: "x".repeat(256), market_domain: "x".repeat(65), market_access_key: "" };
    expect(
      (await tenant.install(tenant.app, "", { ...tooLong, market_type: null, app_model_id: true })).json,
    ).toMatchObject({
      code: 20400,
      err: {
        market_url: ["请确保这个字段不能超过 255 个字符。"],
        market_domain: ["请确保这个字段不能超过 64 个字符。"],
        market_access_key: ["该字段不能为空。"],
        market_type: ["该字段不能为 null。"],
        app_model_id: ["Not a valid string."],
      },
    });
    expect((await tenant.call("POST", `${tenant.app}/install`, {})).json).toMatchObject({
      err: { market_access_key: ["该字段是必填项。"] },
    });
  });

  test("a wrong key poisons the market: the right one is refused for ever after", async () => {
    const other = { market_domain: "elsewhere" };
    const wrong = await tenant.install(tenant.app, "", { ...other, market_access_key: "wrong" });
    expect([wrong.status, wrong.json]).toMatchObject([401, { code: 10421, msg: "no store auth token" }]);
    expect((await tenant.install(tenant.app, "", other)).json).toMatchObject({ code: 10421 });
    expect(await tenant.services()).toEqual([]);
  });

  test("a wrong key is ignored where the market is known, and another spelling is another market", async () => {
    await tenant.install();
    expect((await tenant.install(tenant.app, "", { market_access_key: "wrong" })).status).toBe(200);
    const spelling = { market_url: `${tenant.simulator.storeUrl}/`, market_access_key: "wrong" };
    expect((await tenant.install(tenant.app, "", spelling)).status).toBe(401);
  });

  test("a store at which nobody listens is a crash, and so is one outside this machine", async () => {
    const { unreachableStoreUrl } = tenant.simulator.info;
    for (const url of [unreachableStoreUrl, "http://store.invalid"]) {
      const answer = await tenant.install(tenant.app, "", { market_url: url });
      expect([answer.status, answer.json]).toMatchObject([500, { code: 10401, error_type: "MaxRetryError" }]);
    }
  });

  test.each([
    ["store.app", 401, 401, { code: 10421 }],
    ["store.app", 403, 403, { code: 10407, data: { bean: { name: expect.any(String) as unknown } } }],
    ["store.app", 404, 404, { code: 404, msg: '{"msg": "no"}', msg_show: "资源不存在" }],
    ["store.app", 418, 418, { code: 418 }],
    ["store.app", 503, 400, { code: 400, msg: '{"msg": "no"}' }],
    ["store.app", 200, 400, { code: 400, msg: "store return data can`t be serializer" }],
    ["store.version", 401, 404, { code: 404, msg: "not found", msg_show: "云端应用版本不存在" }],
    ["store.version", 503, 404, { code: 404, msg: "not found" }],
  ])("%s answering %i becomes %i", async (point, status, expected, json) => {
    await tenant.fail(point, 1, status, { msg: "no" });
    const answer = await tenant.install();
    expect([answer.status, answer.json]).toMatchObject([expected, json]);
    expect(await tenant.services()).toEqual([]);
    expect((await tenant.install()).status).toBe(200);
  });

  test("a market whose address is no URL can't be read", async () => {
    expect((await tenant.install(tenant.app, "", { market_url: "nowhere" })).json).toMatchObject({
      msg: "store return data can`t be serializer",
    });
  });
});

describe("installs that succeed", () => {
  test("each makes a full new set, lists its neighbours too, and takes free names inside the cluster", async () => {
    await tenant.install();
    const second = await tenant.install();
    const services = await tenant.services();
    expect(second.json).toMatchObject({ service_list: { length: 4 } });
    expect(new Set(services.map((service) => service.tenant_service_group_id)).size).toBe(2);
    const ports = await Promise.all(
      services.map(async ({ service_id: id }) => (await tenant.call("GET", `${tenant.app}/services/${id}/ports`)).text),
    );
    expect(ports.join().match(/"k8s_service_name":"guestbook-web(-[0-9a-f]{4})?"/g)).toHaveLength(2);
    expect(new Set(ports).size).toBe(4);
  });

  test("the answer tells neither status nor address, and a component is named by its alias", async () => {
    const list = z.object({ service_list: z.array(z.looseObject({ service_id: z.string() })) });
    for (const service of list.parse((await tenant.install()).json).service_list) {
      const alias = `gr${service.service_id.slice(-6)}`;
      expect(service).toMatchObject({ status: "", access_infos: [], service_alias: alias, k8s_component_name: alias });
      expect(service).toMatchObject({ service_origin: "assistant", service_source: "market", build_upgrade: true });
    }
  });

  test("a name that Kubernetes doesn't take is replaced by alias and port", async () => {
    await installChanged((web) => ({
      ...web,
      port_map_list: [{ container_port: 80, protocol: "http", port_alias: "W", k8s_service_name: "No_Name" }],
    }));
    const { path, service_alias: alias } = await tenant.service("Web");
    expect((await tenant.call("GET", `${path}/ports`)).json).toMatchObject({
      data: { list: [{ k8s_service_name: `${alias}-80` }] },
    });
  });

  test("placeholders become random texts, the same for the same name", async () => {
    const env = (name: string, value: string): unknown => ({ name: "", attr_name: name, attr_value: value });
    const envs = [env("A", "**None**"), env("B", "**None:x**"), env("C", "**None:x**")];
    await installChanged((web) => ({ ...web, service_env_map_list: envs }));
    const { json } = await tenant.call("PUT", `${(await tenant.service("Web")).path}/envs`, { envs: [] });
    const [a, b, c] = z
      .object({ envs: z.array(z.object({ value: z.string() })) })
      .parse(json)
      .envs.map(({ value }) => value);
    expect(a).toMatch(/^\w{8}$/);
    expect(b).toMatch(/^[0-9a-f]{32}$/);
    expect(c).toBe(b);
  });

  test("a reader sees components being created before they are complete", async () => {
    await tenant.hold();
    const installing = await tenant.beginInstall();
    let seen: string[] = [];
    await tenant.until(async () => {
      seen = (await tenant.services()).map((service) => service.create_status);
      return seen.length === 2;
    });
    expect(seen).toEqual(["creating", "creating"]);
    await tenant.release();
    expect((await installing.answer).status).toBe(200);
    expect((await tenant.services()).map((service) => service.create_status)).toEqual(["complete", "complete"]);
  });

  test("a group that is deleted meanwhile makes the install fail, and nothing is left", async () => {
    await tenant.hold();
    const installing = await tenant.beginInstall();
    await tenant.until(async () => (await tenant.services()).length === 2);
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({
      status: 400,
      json: { msg_show: "当前应用下有运行态的组件，不可删除" },
    });
    const deletion = await tenant.begin("DELETE", `${tenant.app.replace("/apps/", "/app/")}/delete`);
    await tenant.release();
    expect((await deletion.answer).status).toBe(200);
    expect((await installing.answer).json).toMatchObject({
      code: 400,
      msg: "install app failure",
      msg_show: "安装应用发生异常'NoneType' object has no attribute 'service_id'",
    });
  });
});
