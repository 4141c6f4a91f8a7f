import { z } from "zod";
import type { Answer } from "./client";
import { demoTemplate, loadModel, type Template } from "./templates";
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

async function upgrades(): Promise<z.infer<typeof upgradesSchema>> {
  return upgradesSchema.parse((await tenant.call("GET", `${app}/upgrade`)).json);
}

async function upgrade(version: string, changes: Record<string, unknown> = {}): Promise<Answer> {
  const [item] = await upgrades();
  const order = {
    app_model_id: item?.app_model_id,
    market_name: item?.market_name,
    app_model_version: version,
    ...changes,
  };
  return await tenant.call("POST", `${app}/upgrade`, { update_versions: [order] });
}

async function installedVersions(): Promise<string[]> {
  const copies = copiesSchema.parse((await tenant.call("GET", `${app}/copy`)).json);
  return copies.map((copy) => `${copy.service_cname} ${copy.build_source.version}`).sort();
}

describe("upgrades", () => {
  test("move image and version and what copy tells, and leave the current version frozen", async () => {
    await tenant.install(app, "?is_deploy=true");
    await tenant.waitFor(app, "running");
    expect((await upgrade("1.1")).status).toBe(200);
    expect((await tenant.services(app)).map((service) => service.version)).toEqual(["1.1", "1.1"]);
    expect(await installedVersions()).toEqual(["Database 1.1", "Web 1.1"]);
    expect(await upgrades()).toMatchObject([{ current_version: "1.0", upgrade_versions: ["1.1"] }]);
    expect(await tenant.waitFor(app, "running")).toContain("running");
  });

  test("a downgrade, the same version and a model that isn't there are 200 and change nothing", async () => {
    await tenant.install(app);
    await upgrade("1.1");
    for (const [version, changes] of [["1.0"], ["1.1"], ["1.1", { app_model_id: "another" }]] as const) {
      expect((await upgrade(version, changes)).status).toBe(200);
    }
    expect(await installedVersions()).toEqual(["Database 1.1", "Web 1.1"]);
  });

  test("a busy component takes the new version without a build", async () => {
    await tenant.install(app, "?is_deploy=true");
    expect((await upgrade("1.1")).status).toBe(200);
    const [service] = await tenant.services(app);
    expect(service?.version).toBe("1.1");
    expect(await tenant.events(app, service?.service_id ?? "")).toEqual(["build-service"]);
  });

  test("an unknown market, no market and an unknown version are 404, 500 and 404", async () => {
    await tenant.install(app);
    expect(await upgrade("1.1", { market_name: "nope" })).toMatchObject({
      status: 404,
      json: { msg: "no found app market" },
    });
    expect((await upgrade("1.1", { market_name: null })).status).toBe(500);
    expect((await upgrade("9.9")).status).toBe(404);
  });

  test("a group that lost a component can't be upgraded any more", async () => {
    await tenant.install(app);
    const web = (await tenant.services(app)).find((service) => service.service_cname === "Web");
    await tenant.call("DELETE", `${app}/services/${web?.service_id ?? ""}`);
    expect(await upgrade("1.1")).toMatchObject({ status: 500, json: { code: 10401, error_type: "TypeError" } });
    expect(await installedVersions()).toEqual(["Database 1.0"]);
  });

  const env = (value: unknown): unknown => ({ name: "", attr_name: "ADDED", attr_value: value, is_change: true });
  const port = (isInner: boolean): unknown => ({
    container_port: 9000,
    protocol: "http",
    port_alias: "NEW",
    is_inner_service: isInner,
    is_outer_service: false,
  });

  test.each<[string, number, (web: Template["apps"][0]) => Record<string, unknown>]>([
    [
      "an environment variable",
      200,
      (web) => ({ ...web, service_env_map_list: [...web.service_env_map_list, env("x")] }),
    ],
    ["a variable whose value is a number", 400, (web) => ({ ...web, service_env_map_list: [env(7)] })],
    ["an inner port", 400, (web) => ({ ...web, port_map_list: [...web.port_map_list, port(true)] })],
    ["a port", 200, (web) => ({ ...web, port_map_list: [...web.port_map_list, port(false)] })],
    ["a chart", 400, (web) => ({ ...web, component_graphs: [{ title: "g" }] })],
    ["a component's key", 500, (web) => ({ ...web, service_key: "another" })],
    ["no probes key", 500, ({ probes: _, ...web }) => web],
  ])("a version that adds %s answers %i", async (_, status, change) => {
    await loadModel(tenant, "changed", { "2.0": demoTemplate("1.1", change), "1.0": demoTemplate("1.0") });
    await tenant.install(app, "", { app_model_id: "changed" });
    expect((await upgrade("2.0")).status).toBe(status);
    const expected = status === 200 ? "2.0" : "1.0";
    expect(await installedVersions()).toEqual([`Database ${expected}`, `Web ${expected}`]);
  });

  test("copy answers while the store refuses, without the model's name, and upgrade doesn't", async () => {
    await tenant.install(app);
    await tenant.fault({ point: "store.app", times: 2, response: { status: 401, body: {} } });
    expect(await installedVersions()).toEqual(["Database 1.0", "Web 1.0"]);
    expect((await tenant.call("GET", `${app}/upgrade`)).json).toMatchObject({ code: 10421 });
  });
});
