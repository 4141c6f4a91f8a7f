import { demoTemplate, loadModel } from "./templates";
import { Tenant } from "./tenant";

let tenant: Tenant;
let app: string;

beforeEach(async () => {
  tenant = await Tenant.start();
  app = await tenant.createApp();
});

afterEach(async () => {
  await tenant.close();
});

const boom = { status: 500, body: { msg: "boom" } };

describe("installs that fail", () => {
  test.each(["service_image", "service_volume_map_list"])(
    "a template without %s leaves the component at which the console stumbled",
    async (key) => {
      const template = demoTemplate("1.0", (web) => ({ ...web, [key]: undefined }));
      await loadModel(tenant, "incomplete", { "1.0": template });
      const answer = await tenant.install(app, "", { app_model_id: "incomplete", app_model_version: "1.0" });
      expect(answer.json).toMatchObject({ code: 400, msg_show: `安装应用发生异常'${key}'` });
      expect(await tenant.services(app)).toMatchObject([{ service_cname: "Web", create_status: "creating" }]);
    },
  );

  test("a wrong key poisons the market: the right one is refused for ever after", async () => {
    const other = { market_domain: "elsewhere" };
    const wrong = await tenant.install(app, "", { ...other, market_access_key: "wrong" });
    expect([wrong.status, wrong.json]).toMatchObject([401, { code: 10421 }]);
    expect((await tenant.install(app, "", other)).json).toMatchObject({ code: 10421 });
    expect(await tenant.services(app)).toEqual([]);
  });

  test("a wrong key is ignored where the market is known", async () => {
    await tenant.install(app);
    expect((await tenant.install(app, "", { market_access_key: "wrong" })).status).toBe(200);
  });

  test("a store at which nobody listens is a crash, and so is one outside this machine", async () => {
    const { unreachableStoreUrl } = tenant.simulator.info;
    for (const url of [unreachableStoreUrl, "http://store.invalid"]) {
      const answer = await tenant.install(app, "", { market_url: url });
      expect([answer.status, answer.json]).toMatchObject([500, { code: 10401, error_type: "MaxRetryError" }]);
    }
  });

  test.each([
    ["store.app", 401, 401, 10421],
    ["store.app", 403, 403, 10407],
    ["store.app", 404, 404, 404],
    ["store.app", 503, 400, 400],
    ["store.version", 401, 404, 404],
    ["store.version", 503, 404, 404],
  ])("%s answering %i becomes %i with code %i", async (point, status, expected, code) => {
    await tenant.fault({ point, times: 1, response: { status, body: { msg: "no" } } });
    const answer = await tenant.install(app);
    expect([answer.status, answer.json]).toMatchObject([expected, { code }]);
    expect((await tenant.install(app)).status).toBe(200);
  });

  test("a cluster that refuses a component makes the install vanish again", async () => {
    await tenant.fault({ point: "region.createService", times: 1, response: boom });
    expect((await tenant.install(app)).json).toMatchObject({ code: 400, msg: "install app failure" });
    expect(await tenant.services(app)).toEqual([]);
  });

  test("what fails while its rows are saved stays as an orphan that blocks the group's deletion but can be deleted", async () => {
    await tenant.fault({ point: "region.volumeOptions", times: 1, response: boom });
    expect((await tenant.install(app)).status).toBe(400);
    const [orphan, ...others] = await tenant.services(app);
    expect([orphan, others]).toMatchObject([
      { service_cname: "Database", create_status: "creating", k8s_component_name: "", status: "unknow" },
      [],
    ]);
    expect((await tenant.call("DELETE", app)).status).toBe(400);
    expect((await tenant.call("DELETE", `${app}/services/${orphan?.service_id ?? ""}`)).status).toBe(200);
    expect((await tenant.call("DELETE", app)).status).toBe(200);
  });

  test("components that the cluster doesn't delete during the rollback stay complete", async () => {
    await tenant.fault(
      { point: "region.batchOperation", times: 1, response: boom },
      { point: "region.deleteService", times: 2, response: boom },
      { point: "region.createService", times: 1, response: { status: 412, body: { msg: "tenant_lack_of_memory" } } },
    );
    expect((await tenant.install(app)).status).toBe(400);
    expect(await tenant.services(app)).toHaveLength(2);
  });

  test("a refused build is swallowed: 200, and nothing runs", async () => {
    await tenant.fault({ point: "region.batchOperation", times: 1, response: boom });
    expect((await tenant.install(app, "?is_deploy=true")).status).toBe(200);
    expect(await tenant.statuses(app)).toEqual(["undeploy", "undeploy"]);
  });
});

describe("installs that succeed", () => {
  test("each makes a full new set, lists its neighbours too, and takes free names inside the cluster", async () => {
    await tenant.install(app);
    const second = await tenant.install(app);
    const services = await tenant.services(app);
    expect(second.json).toMatchObject({ service_list: { length: 4 } });
    expect(new Set(services.map((service) => service.tenant_service_group_id)).size).toBe(2);
    const ports = await Promise.all(
      services.map(async (service) => (await tenant.call("GET", `${app}/services/${service.service_id}/ports`)).text),
    );
    expect(new Set(ports).size).toBe(4);
  });

  test("a reader sees components being created before they are complete", async () => {
    await tenant.clock({ speed: 1e-6 });
    const installing = tenant.install(app);
    let seen: string[] = [];
    while (seen.length < 2) seen = (await tenant.services(app)).map((service) => service.create_status);
    expect(seen).toEqual(["creating", "creating"]);
    await tenant.clock({ speed: 0 });
    expect((await installing).status).toBe(200);
    expect((await tenant.services(app)).map((service) => service.create_status)).toEqual(["complete", "complete"]);
  });
});
