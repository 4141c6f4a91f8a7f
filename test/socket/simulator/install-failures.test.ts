import { demoTemplate, loadModel, type Template } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** Loads a model of one version, the demo's first component of which is changed, and installs it. */
async function installChanged(change: (web: Template["apps"][0]) => Record<string, unknown>): Promise<unknown> {
  await loadModel(tenant, "changed", { "1.0": demoTemplate("1.0", change) });
  const { json } = await tenant.install(tenant.app, "", { app_model_id: "changed", app_model_version: "1.0" });
  return json;
}

const failure = { code: 400, msg: "install app failure" };

describe("installs that fail", () => {
  test.each([
    ["the first component", "region.createService", 0],
    ["the second component", "region.createService", 1],
    ["a config group", "region.configGroup", 0],
  ])("a cluster that refuses %s makes the install vanish again", async (_, point, well) => {
    await loadModel(tenant, "grouped", { "1.0": { ...demoTemplate("1.0"), app_config_groups: [{ name: "g" }] } });
    const answers = [...Array<number>(well).fill(200), 500];
    await tenant.fault(...answers.map((status) => ({ point, times: 1, response: { status, body: { msg: "boom" } } })));
    expect(
      (await tenant.install(tenant.app, "", { app_model_id: "grouped", app_model_version: "1.0" })).json,
    ).toMatchObject(failure);
    expect(await tenant.services()).toEqual([]);
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toEqual([]);
  });

  test("what fails while its rows are saved stays as an orphan that blocks the group's deletion but can be deleted", async () => {
    await tenant.fail("region.volumeOptions");
    expect((await tenant.install()).status).toBe(400);
    const [orphan, ...others] = await tenant.services();
    expect([orphan, others]).toMatchObject([
      { service_cname: "Database", create_status: "creating", k8s_component_name: "", status: "unknow" },
      [],
    ]);
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(400);
    expect((await tenant.call("DELETE", `${tenant.app}/services/${orphan?.service_id ?? ""}`)).status).toBe(200);
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(200);
  });

  test.each(["service_image", "service_volume_map_list"])(
    "a template without %s leaves the component at which the console stumbled",
    async (key) => {
      expect(await installChanged((web) => ({ ...web, [key]: undefined }))).toMatchObject({
        ...failure,
        msg_show: `安装应用发生异常'${key}'`,
      });
      expect(await tenant.services()).toMatchObject([{ service_cname: "Web", create_status: "creating" }]);
    },
  );

  test("an outer port that isn't HTTP can't be installed, and leaves its component as an orphan", async () => {
    const tcp = {
      container_port: 25,
      protocol: "tcp",
      port_alias: "T",
      is_inner_service: true,
      is_outer_service: true,
    };
    expect(await installChanged((web) => ({ ...web, port_map_list: [tcp] }))).toMatchObject({
      ...failure,
      msg_show: "安装应用发生异常'NoneType' object has no attribute 'container_port'",
    });
    expect(await tenant.services()).toMatchObject([{ service_cname: "Web", create_status: "creating" }]);
  });

  test("a template without apps fails, one with none installs nothing", async () => {
    await loadModel(tenant, "odd", { none: { apps: [] }, missing: {} });
    expect(
      (await tenant.install(tenant.app, "", { app_model_id: "odd", app_model_version: "missing" })).json,
    ).toMatchObject({
      ...failure,
      msg_show: "安装应用发生异常'apps'",
    });
    expect(
      (await tenant.install(tenant.app, "", { app_model_id: "odd", app_model_version: "none" })).json,
    ).toMatchObject({
      service_list: [],
    });
  });

  test("components that the cluster doesn't delete during the rollback stay complete", async () => {
    const refusal = { status: 412, body: { msg: "tenant_lack_of_memory" } };
    await tenant.fault(
      { point: "region.createService", times: 1, response: { status: 200, body: {} } },
      { point: "region.createService", times: 1, response: refusal },
      { point: "region.deleteService", times: 1, response: { status: 500, body: {} } },
    );
    expect((await tenant.install()).json).toMatchObject(failure);
    expect(await tenant.services()).toMatchObject([{ service_cname: "Web", create_status: "complete" }]);
  });

  test("a group can't be deleted while a failed install is undone in it: a crash, and it stays", async () => {
    await loadModel(tenant, "grouped", { "1.0": { ...demoTemplate("1.0"), app_config_groups: [{ name: "g" }] } });
    await tenant.fail("region.configGroup");
    await tenant.hold();
    const installing = await tenant.beginInstall({ app_model_id: "grouped", app_model_version: "1.0" });
    const isUndoing = async (): Promise<boolean> =>
      (await tenant.services()).length > 0 && (await tenant.call("GET", `${tenant.app}/upgrade`)).text === "[]";
    await tenant.until(async () => {
      if (await isUndoing()) return true;
      await tenant.hold();
      return false;
    });
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({
      status: 500,
      json: { error_type: "AttributeError" },
    });
    await tenant.release();
    expect((await installing.answer).status).toBe(400);
    expect(await tenant.services()).toEqual([]);
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(200);
  });

  test("a refused build is swallowed: 200, and nothing runs", async () => {
    await tenant.fail("region.batchOperation");
    expect((await tenant.install(tenant.app, "?is_deploy=true")).status).toBe(200);
    expect(await tenant.statuses()).toEqual(["undeploy", "undeploy"]);
  });
});
