import { z } from "zod";
import { demoTemplate, loadModel } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

describe("the console's own library", () => {
  const library = { app_name: "Local", version: "1.0", apps: demoTemplate("1.0")["apps"] };
  const smart = (body: unknown): ReturnType<Tenant["call"]> =>
    tenant.call("POST", `${tenant.region}/app-model/smart-deploy`, body);
  const deploy = (body: Record<string, unknown>): ReturnType<Tenant["call"]> =>
    tenant.call("POST", `${tenant.region}/app-model/deploy`, {
      app_id: "1",
      deploy_type: "ram",
      action: "deploy",
      ...body,
    });

  async function save(changes: Record<string, unknown> = {}): Promise<string> {
    const { json } = await tenant.call("POST", "/app_model", { ...library, ...changes });
    return z.object({ app_id: z.string() }).parse(json).app_id;
  }

  test("takes a template under an id that follows from its name, and shows none", async () => {
    expect(await save()).toBe(await save({ version: "2.0", apps: JSON.stringify(library.apps) }));
    expect((await tenant.call("GET", "/app_model")).status).toBe(405);
    expect(await tenant.call("POST", "/app_model", { app_name: "x" })).toMatchObject({
      status: 400,
      json: { msg: "参数不完整" },
    });
    expect(await tenant.call("POST", "/app_model", { ...library, apps: "{" })).toMatchObject({ status: 500 });
  });

  test("deploys a version into a group; its upgrade is a crash, and what is unknown is told", async () => {
    const id = await save();
    expect(await deploy({ group_key: id, group_version: "1.0" })).toMatchObject({
      status: 200,
      json: { msg_show: "安装应用成功" },
    });
    expect(await tenant.statuses()).toEqual(["closed", "closed"]);
    expect(await tenant.service("Web")).toMatchObject({ k8s_component_name: "guestbook-web" });
    expect(await deploy({ group_key: id })).toMatchObject({ status: 500 });
    expect(await deploy({ group_key: id, group_version: "1.0", action: "upgrade" })).toMatchObject({
      status: 500,
      json: { error_type: "TypeError" },
    });
    expect(await deploy({ group_key: "x", group_version: "1.0" })).toMatchObject({
      status: 400,
      json: { msg_show: "未找到该应用" },
    });
    expect(await deploy({ group_key: id, group_version: "9" })).toMatchObject({
      status: 404,
      json: { msg: "app version not found" },
    });
    expect(await deploy({ group_key: id, group_version: "1.0", app_id: "99" })).toMatchObject({
      status: 404,
      json: { msg: "app not found" },
    });
  });

  test("makes the list of upgrades 400, and an upgrade that is done all the same", async () => {
    await tenant.install();
    const [item] = z.array(z.looseObject({})).parse((await tenant.call("GET", `${tenant.app}/upgrade`)).json);
    await deploy({ group_key: await save(), group_version: "1.0" });
    const refusal = { status: 400, json: { code: 20400, err: [{}, { market_name: ["该字段不能为 null。"] }] } };
    expect(await tenant.call("GET", `${tenant.app}/upgrade`)).toMatchObject(refusal);
    expect(
      await tenant.call("POST", `${tenant.app}/upgrade`, { update_versions: [{ ...item, app_model_version: "1.1" }] }),
    ).toMatchObject(refusal);
    expect((await tenant.services()).map((service) => service.version).sort()).toEqual(["1.0", "1.0", "1.1", "1.1"]);
  });

  test("smart deployment installs the first version listed, skips it the second time, and can't upgrade", async () => {
    const id = await save();
    const body = { app_name: "smart", template_id: id };
    expect((await smart(body)).json).toMatchObject({
      data: { bean: { action: "install", app_id: 2, template_version: "1.0" } },
    });
    expect((await smart(body)).json).toEqual({
      ...{ code: 200, msg: "success", msg_show: "当前已是最新版本，无需升级" },
      data: { bean: { action: "skip", template_id: id, current_version: "1.0", latest_version: "1.0" }, list: [] },
    });
    await save({ version: "2.0" });
    expect(await smart(body)).toMatchObject({ status: 500, json: { msg: "upgrade failed" } });
  });

  test("smart deployment of an unknown template is 404, but the group was made", async () => {
    expect((await smart({ app_name: "smart", template_id: "unknown" })).status).toBe(404);
    expect((await tenant.call("GET", `${tenant.region}/apps`)).json).toMatchObject([
      { group_name: "smart", k8s_app: "smart" },
      {},
    ]);
  });

  test("smart deployment takes a number where only the cluster knows the name", async () => {
    await tenant.fail("region.createApp", 2, 400, { code: 11011, msg: "k8s app name exists" });
    await smart({ app_name: "smart", template_id: "unknown" });
    expect((await tenant.call("GET", `${tenant.region}/apps`)).json).toMatchObject([
      { group_name: "smart", k8s_app: "smart-2" },
      {},
    ]);
  });

  test("what needs more memory than the cluster has is 412, and only the install endpoint doesn't look", async () => {
    const huge = demoTemplate("1.0", (web) => ({
      ...web,
      extend_method_map: { min_node: 100, init_memory: 65_536, min_memory: 64 },
    }));
    const id = await save({ apps: huge["apps"] });
    const refusal = { status: 412, json: { code: 10412, data: { bean: expect.any(Object) as unknown } } };
    expect(await smart({ app_name: "smart", template_id: id })).toMatchObject(refusal);
    expect(await deploy({ group_key: id, group_version: "1.0" })).toMatchObject(refusal);
    await loadModel(tenant, "huge", { "1.0": huge });
    expect((await tenant.install(tenant.app, "", { app_model_id: "huge", app_model_version: "1.0" })).status).toBe(200);
  });
});
