import { z } from "zod";
import { demoTemplate, modelOf } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const upgradesSchema = z.array(z.object({ market_name: z.string(), app_model_id: z.string() }));

describe("what others do to an install", () => {
  test("a component that the cluster lost is listed with its events and versions, and no stop changes it", async () => {
    await tenant.run();
    const { service_id: id, path } = await tenant.service("Web");
    const [events, upgrades] = [await tenant.events(tenant.app, id), await tenant.call("GET", `${tenant.app}/upgrade`)];
    await tenant.change(id, { clusterKnows: false });
    expect(await tenant.service("Web")).toMatchObject({ status: "unknow", create_status: "complete" });
    await tenant.call("PUT", "/simulator/regions/rainbond", { omitsUnknown: true });
    for (const action of ["stop", "start", "upgrade", "deploy"]) {
      expect((await tenant.call("POST", `${tenant.app}/operations`, { action, service_ids: [id] })).status).toBe(200);
      await tenant.clock({ advance: 10 });
      expect(await tenant.service("Web")).toMatchObject({ status: null });
    }
    expect(await tenant.events(tenant.app, id)).toEqual(events);
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toEqual(upgrades.json);
    expect((await tenant.call("GET", path)).json).toMatchObject({ msg: "list index out of range" });
    expect(await tenant.service("Database")).toMatchObject({ status: "running" });
    expect((await tenant.call("POST", `${path}/build`, {})).status).toBe(507);
    expect((await tenant.call("DELETE", path)).status).toBe(200);
  });

  test("a component that was moved to another group keeps its install's number, and upgrades crash in both", async () => {
    await tenant.install();
    const [other, web] = [await tenant.createApp(), await tenant.service("Web")];
    await tenant.change(web.service_id, { appId: Number(other.split("/").at(-1)) });
    expect((await tenant.services()).map((each) => each.service_cname)).toEqual(["Database"]);
    const number = { tenant_service_group_id: web.tenant_service_group_id };
    expect(await tenant.services(other)).toMatchObject([{ service_cname: "Web", ...number }]);
    const [item, ...more] = upgradesSchema.parse((await tenant.call("GET", `${tenant.app}/upgrade`)).json);
    expect(more).toEqual([]);
    expect((await tenant.call("GET", `${other}/upgrade`)).json).toEqual([]);
    const order = { update_versions: [{ ...item, app_model_version: "1.1" }] };
    for (const app of [tenant.app, other]) {
      const answer = await tenant.call("POST", `${app}/upgrade`, order);
      expect(answer).toMatchObject({ status: 500, json: { error_type: "TypeError" } });
    }
  });

  test("another person's install stands beside with a number and a creator of its own", async () => {
    await tenant.install();
    const { info } = tenant.simulator;
    const order = {
      ...{ market_url: info.storeUrl, market_domain: info.storeDomain, market_type: "rainstore" },
      ...{ market_access_key: null, app_model_id: info.appModelId, app_model_version: "1.1" },
    };
    expect((await tenant.callPlainly("POST", `${tenant.app}/install?is_deploy=true`, order)).status).toBe(200);
    const installs = (await tenant.services()).map((each) => [each.tenant_service_group_id, each["creater"]]);
    expect(new Set(installs.map(String))).toEqual(new Set(["1,1", "2,2"]));
  });

  test.each(["succeeded", "waiting", "upgrade", "unknow", "abnormal"])(
    "a status %s that is held is what every look and every stop finds",
    async (status) => {
      await tenant.run();
      const web = await tenant.service("Web");
      await tenant.change(web.service_id, { status });
      const stop = { action: "stop", service_ids: [web.service_id] };
      expect((await tenant.call("POST", `${tenant.app}/operations`, stop)).status).toBe(200);
      await tenant.clock({ advance: 60 });
      expect(await tenant.service("Web")).toMatchObject({ status });
      expect((await tenant.call("GET", web.path)).json).toMatchObject({ status });
      const isBlocked = status === "abnormal";
      expect((await tenant.call("DELETE", web.path)).status).toBe(isBlocked ? 409 : 200);
    },
  );
});

describe("two models with the same component keys in one group", () => {
  beforeEach(async () => {
    const versions = { "2.0": { ...demoTemplate("1.1"), group_name: "fork" }, "1.0": demoTemplate("1.0") };
    const { storeKey: accessKey, storeDomain: domain } = tenant.simulator.info;
    const models = [{ ...modelOf("fork", versions), name: "Fork of the guestbook" }];
    expect((await tenant.call("POST", "/simulator/store", { accessKey, domain, models })).status).toBe(200);
    await tenant.install();
    await tenant.install(tenant.app, "", { app_model_id: "fork", app_model_version: "1.0" });
  });

  const copies = async (): Promise<string[]> => {
    const source = z.object({ rain_app_name: z.string(), version: z.string() });
    const { json } = await tenant.call("GET", `${tenant.app}/copy`);
    const listed = z.array(z.object({ service_cname: z.string(), build_source: source })).parse(json);
    return listed
      .map(({ service_cname: name, build_source: { rain_app_name: model, version } }) => `${model} ${name} ${version}`)
      .sort();
  };

  test("are told apart by their model's id in the list of upgrades, and by its name in copy", async () => {
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toMatchObject([
      { app_model_id: tenant.simulator.info.appModelId, app_model_name: "Guestbook", upgrade_versions: ["1.1"] },
      { app_model_id: "fork", app_model_name: "Fork of the guestbook", upgrade_versions: ["2.0"] },
    ]);
    expect(await copies()).toEqual([
      "Fork of the guestbook Database 1.0",
      "Fork of the guestbook Web 1.0",
      "Guestbook Database 1.0",
      "Guestbook Web 1.0",
    ]);
    const keys = (await tenant.services()).map((each) => `${each.service_cname} ${String(each["service_key"])}`);
    expect(new Set(keys).size).toBe(2);
  });

  test("are upgraded one without the other", async () => {
    const items = upgradesSchema.parse((await tenant.call("GET", `${tenant.app}/upgrade`)).json);
    const fork = items.find((item) => item.app_model_id === "fork");
    const order = { update_versions: [{ ...fork, app_model_version: "2.0" }] };
    expect((await tenant.call("POST", `${tenant.app}/upgrade`, order)).status).toBe(200);
    expect(await copies()).toEqual([
      "Fork of the guestbook Database 2.0",
      "Fork of the guestbook Web 2.0",
      "Guestbook Database 1.0",
      "Guestbook Web 1.0",
    ]);
  });
});
