import { z } from "zod";
import type { Answer } from "./client";
import { demoTemplate, loadModel, type Template } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const upgradesSchema = z.array(
  z.object({
    market_name: z.string(),
    app_model_id: z.string(),
    current_version: z.string(),
    upgrade_versions: z.array(z.string()),
  }),
);

const copiesSchema = z.array(
  z.object({ service_cname: z.string(), build_source: z.looseObject({ version: z.string() }) }),
);

async function upgrades(app = tenant.app): Promise<z.infer<typeof upgradesSchema>> {
  return upgradesSchema.parse((await tenant.call("GET", `${app}/upgrade`)).json);
}

async function upgrade(version: string, changes: Record<string, unknown> = {}, app = tenant.app): Promise<Answer> {
  const [item] = await upgrades();
  const order = { app_model_id: item?.app_model_id, market_name: item?.market_name, app_model_version: version };
  return await tenant.call("POST", `${app}/upgrade`, { update_versions: [{ ...order, ...changes }] });
}

async function installedVersions(app = tenant.app): Promise<string[]> {
  const copies = copiesSchema.parse((await tenant.call("GET", `${app}/copy`)).json);
  return copies.map((copy) => `${copy.service_cname} ${copy.build_source.version}`).sort();
}

/** Loads a model whose 2.0 changes the demo's first component, and installs its 1.0. */
async function installForChange(change: (web: Template["apps"][0]) => Record<string, unknown>): Promise<void> {
  await loadModel(tenant, "changed", { "2.0": demoTemplate("1.1", change), "1.0": demoTemplate("1.0") });
  await tenant.install(tenant.app, "", { app_model_id: "changed", app_model_version: "1.0" });
}

const addingAComponent = {
  status: 500,
  json: { code: 10401, error_type: "TypeError", msg: expect.stringContaining("takes from 9 to 11") as unknown },
};

describe("upgrades", () => {
  test("move image, version and what copy tells, build, and leave the current version frozen", async () => {
    await tenant.run();
    expect((await upgrade("1.1")).status).toBe(200);
    expect((await tenant.services()).map((service) => service.version)).toEqual(["1.1", "1.1"]);
    expect(await installedVersions()).toEqual(["Database 1.1", "Web 1.1"]);
    expect(await upgrades()).toMatchObject([{ current_version: "1.0", upgrade_versions: ["1.1"] }]);
    expect(await tenant.events(tenant.app, (await tenant.service("Web")).service_id)).toContain("build-service");
  });

  test("a downgrade, the same version, an empty order and a model that isn't there are 200 and change nothing", async () => {
    await tenant.install();
    await upgrade("1.1");
    for (const [version, changes] of [["1.0"], ["1.1"], ["1.1", { app_model_id: "another" }]] as const) {
      expect((await upgrade(version, changes)).status).toBe(200);
      expect(await installedVersions()).toEqual(["Database 1.1", "Web 1.1"]);
    }
    expect((await tenant.call("POST", `${tenant.app}/upgrade`, { update_versions: [] })).status).toBe(200);
    expect(await installedVersions()).toEqual(["Database 1.1", "Web 1.1"]);
  });

  test("all installs of the model in the group move, those of another group don't", async () => {
    const other = await tenant.createApp();
    for (const app of [tenant.app, tenant.app, other]) await tenant.install(app);
    await upgrade("1.1");
    expect(await installedVersions()).toEqual(["Database 1.1", "Database 1.1", "Web 1.1", "Web 1.1"]);
    expect(await installedVersions(other)).toEqual(["Database 1.0", "Web 1.0"]);
  });

  test("the versions that could be are listed in no order", async () => {
    const versions = ["5.0", "4.0", "3.0", "2.0", "1.1", "1.0"];
    await loadModel(tenant, "many", Object.fromEntries(versions.map((version) => [version, demoTemplate("1.0")])));
    await tenant.install(tenant.app, "", { app_model_id: "many", app_model_version: "1.0" });
    const listed = (await upgrades())[0]?.upgrade_versions ?? [];
    expect([...listed].sort()).toEqual(["1.1", "2.0", "3.0", "4.0", "5.0"]);
    expect(listed).not.toEqual([...listed].sort());
    expect(listed).not.toEqual([...listed].sort().reverse());
  });

  test("a build that is refused, or not begun since one is under way, leaves the new version on old pods: 200", async () => {
    await tenant.install(tenant.app, "?is_deploy=true");
    expect((await upgrade("1.1")).status).toBe(200);
    expect(await tenant.services()).toMatchObject([{ version: "1.1" }, { version: "1.1" }]);
    expect(await tenant.events(tenant.app, (await tenant.service("Web")).service_id)).toEqual(["build-service"]);
  });

  test("an unknown market, no market, an unknown version and another architecture are 404, 500, 404 and 404", async () => {
    await installForChange((web) => web);
    const market = { status: 404, json: { msg: "no found app market" } };
    expect(await upgrade("2.0", { market_name: "nope" })).toMatchObject(market);
    expect(await upgrade("2.0", { market_name: null })).toMatchObject({
      status: 500,
      json: { error_type: "TypeError" },
    });
    const unknown = { msg: '{"code": 404, "msg": "version not found"}', msg_show: "资源不存在" };
    expect(await upgrade("9.9")).toMatchObject({ status: 404, json: unknown });
    await loadModel(tenant, "changed", { "2.0": demoTemplate("1.1"), "1.0": demoTemplate("1.0") }, "arm64");
    expect((await upgrade("2.0")).json).toMatchObject({ msg: "app arch does not match build node arch" });
  });

  test("a group that lost a component, or one to which a person gave an image, can't be upgraded any more", async () => {
    await tenant.install();
    const web = await tenant.service("Web");
    await tenant.change(web.service_id, { serviceSource: "docker_image" });
    expect(await upgrade("1.1")).toMatchObject(addingAComponent);
    await tenant.call("DELETE", web.path);
    expect(await upgrade("1.0")).toMatchObject(addingAComponent);
    expect(await installedVersions()).toEqual(["Database 1.0"]);
    await tenant.call("DELETE", (await tenant.service("Database")).path);
    expect(await upgrades()).toEqual([]);
  });

  test("a component that was moved to another group keeps its install, and neither group can be upgraded", async () => {
    await tenant.install();
    const other = await tenant.createApp();
    const { service_id: id, tenant_service_group_id: group } = await tenant.service("Web");
    await tenant.change(id, { appId: Number(other.split("/").at(-1)) });
    expect(await tenant.services(other)).toMatchObject([{ service_id: id, tenant_service_group_id: group }]);
    expect([(await upgrades()).length, (await upgrades(other)).length]).toEqual([1, 0]);
    expect(await upgrade("1.1")).toMatchObject(addingAComponent);
    expect(await upgrade("1.1", {}, other)).toMatchObject(addingAComponent);
  });

  const env = (value: unknown): unknown => ({ name: "", attr_name: "ADDED", attr_value: value, is_change: true });
  const port = (isInner: boolean): unknown => ({
    container_port: 9000,
    protocol: "http",
    port_alias: "NEW",
    is_inner_service: isInner,
    is_outer_service: false,
  });
  const stale = { deploy_version: "20250101000000" };

  test.each<[string, number, string, (web: Template["apps"][0]) => Record<string, unknown>]>([
    ["adds a variable", 200, "2.0", (web) => ({ ...web, service_env_map_list: [env("x")] })],
    ["adds a variable whose value is a number", 400, "1.0", (web) => ({ ...web, service_env_map_list: [env(7)] })],
    ["adds an inner port", 400, "1.0", (web) => ({ ...web, port_map_list: [...web.port_map_list, port(true)] })],
    ["adds a port", 200, "2.0", (web) => ({ ...web, port_map_list: [...web.port_map_list, port(false)] })],
    ["adds a chart", 400, "1.0", (web) => ({ ...web, component_graphs: [{ title: "g" }] })],
    ["has another component key", 500, "1.0", (web) => ({ ...web, service_key: "another" })],
    ["lacks probes", 500, "1.0", ({ probes: _, ...web }) => web],
    ["has an image, but the same build", 200, "1.0", (web) => ({ ...web, ...stale, share_image: "other:2" })],
  ])("a version that %s answers %i and leaves the component at %s", async (_, status, version, change) => {
    await installForChange(change);
    expect((await upgrade("2.0")).status).toBe(status);
    expect(await installedVersions()).toContain(`Web ${version}`);
  });

  test("a key that a version lacks is quoted in the crash's text, and bare among its arguments", async () => {
    await installForChange(({ probes: _, ...web }) => web);
    const details = { args: ["probes"], message: "'probes'", module: "builtins" };
    expect((await upgrade("2.0")).json).toMatchObject({ error_type: "KeyError", error_details: details });
  });

  test("values, sizes, closed ports and what was removed stay as they were", async () => {
    await installForChange((web) => ({
      ...web,
      service_env_map_list: [{ name: "", attr_name: "TITLE", attr_value: "another" }],
      port_map_list: [],
      extend_method_map: { min_node: 3, init_memory: 1024, min_memory: 64 },
    }));
    const { path } = await tenant.service("Web");
    const read = async (): Promise<string[]> => [
      (await tenant.call("PUT", `${path}/envs`, { envs: [] })).text,
      (await tenant.call("GET", `${path}/ports`)).text,
    ];
    const before = await read();
    await upgrade("2.0");
    expect(await read()).toEqual(before);
    expect(await tenant.service("Web")).toMatchObject({ version: "1.1", min_memory: 256, min_node: 1 });
  });

  test("a second one is refused while the first is under way: the database is locked", async () => {
    await tenant.install();
    const [item] = await upgrades();
    const order = { market_name: item?.market_name, app_model_id: item?.app_model_id, app_model_version: "1.1" };
    await tenant.hold();
    const calls = [];
    for (let count = 0; count < 2; count += 1) {
      calls.push(await tenant.begin("POST", `${tenant.app}/upgrade`, { update_versions: [order] }));
    }
    await tenant.release();
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    expect(answers).toMatchObject([{ status: 200 }, { status: 500, json: { msg: "database is locked" } }]);
  });

  test("copy answers while the store refuses, without the model's name, and the list of upgrades doesn't", async () => {
    await tenant.install();
    await tenant.fail("store.app", 2, 401);
    expect(await installedVersions()).toEqual(["Database 1.0", "Web 1.0"]);
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).json).toMatchObject({ code: 10421 });
    expect((await tenant.call("GET", `${tenant.region}/apps/99/copy`)).json).toEqual([]);
  });

  test("a model whose id has a hyphen is installed, but the list of upgrades asks for its first part", async () => {
    await loadModel(tenant, "with-hyphen", { "1.0": demoTemplate("1.0") });
    await tenant.install(tenant.app, "", { app_model_id: "with-hyphen", app_model_version: "1.0" });
    expect((await tenant.call("GET", `${tenant.app}/upgrade`)).status).toBe(404);
    expect(await installedVersions()).toEqual(["Database 1.0", "Web 1.0"]);
  });
});
