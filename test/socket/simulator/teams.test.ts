import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const teamsSchema = z.object({
  tenants: z.array(z.object({ tenant_id: z.string(), tenant_name: z.string(), tenant_alias: z.string() })),
  total: z.number(),
  page: z.number(),
  page_size: z.number(),
});

async function teams(query = ""): Promise<z.infer<typeof teamsSchema>> {
  return teamsSchema.parse((await tenant.call("GET", `/teams${query}`)).json);
}

async function create(body: unknown): Promise<unknown[]> {
  const { status, json } = await tenant.call("POST", "/teams", body);
  return [status, json];
}

describe("teams", () => {
  test("are created with 201, several of one alias too, and stay although the cluster refuses them", async () => {
    expect(await create({ tenant_name: "demo", region: "rainbond" })).toMatchObject([
      201,
      { tenant_alias: "demo", region: "", creater: 1 },
    ]);
    await tenant.fail("region.createTenant");
    expect(await create({ tenant_name: "refused", region: "rainbond" })).toMatchObject([
      400,
      { code: 400, msg: "cluster init failure " },
    ]);
    await tenant.fail("region.createTenant", 1, 403, { code: 10500, msg: "no" });
    expect(await create({ tenant_name: "coded", region: "rainbond" })).toMatchObject([403, { code: 10500, msg: "no" }]);
    expect((await teams()).tenants.map((team) => team.tenant_alias)).toEqual(["demo", "demo", "refused", "coded"]);
  });

  test("in an unknown region are 404 and not created", async () => {
    expect(await create({ tenant_name: "lost", region: "nowhere" })).toMatchObject([404, { code: 3000 }]);
    expect((await teams()).total).toBe(1);
  });

  test("are listed page by page; what is no page counts as the first", async () => {
    for (const alias of ["one", "two", "three"]) await tenant.createTeam(alias);
    expect(await teams("?page=2&page_size=3")).toMatchObject({
      tenants: [{ tenant_alias: "three" }],
      total: 4,
      page: 2,
      page_size: 3,
    });
    expect(await teams("?page=0&page_size=x")).toMatchObject({ page: 1, page_size: 10 });
    expect((await teams("?query=T")).tenants.map((team) => team.tenant_alias)).toEqual(["two", "three"]);
  });

  test("can't be read by name, though everything below them can", async () => {
    const [team] = (await teams()).tenants;
    expect(await tenant.call("GET", `/teams/${team?.tenant_name ?? ""}`)).toMatchObject({
      status: 404,
      json: { code: 2002, msg: "the team is not found" },
    });
    expect((await tenant.call("GET", `/teams/${team?.tenant_id ?? ""}`)).json).toMatchObject({
      tenant_alias: "demo",
      creater: "1",
    });
    expect((await tenant.call("GET", `/teams/${team?.tenant_name ?? ""}/regions`)).status).toBe(200);
  });

  test("open in a region with 201; asking for none, or searching, is a crash", async () => {
    const path = `/teams/${tenant.simulator.info.teamId ?? ""}/regions`;
    expect(await tenant.call("POST", path, {})).toMatchObject({ status: 500, json: { code: 10401 } });
    expect((await tenant.call("POST", path, { region: "other" })).status).toBe(201);
    expect((await tenant.call("GET", path)).json).toMatchObject({
      total: 2,
      regions: [{ region_name: "rainbond" }, { region_name: "other" }],
    });
    expect((await tenant.call("GET", `${path}?page_size=1&page=2`)).json).toMatchObject({
      total: 2,
      regions: [{ region_name: "other" }],
    });
    expect(await tenant.call("GET", `${path}?query=a`)).toMatchObject({
      status: 500,
      json: { error_type: "OperationalError" },
    });
  });
});

describe("regions", () => {
  test("are read by name or id by everybody, with numbers only where they are asked for", async () => {
    const { json } = await tenant.call("GET", "/regions");
    const [region] = z.array(z.object({ region_id: z.string() })).parse(json);
    expect((await tenant.callPlainly("GET", `/regions/${region?.region_id ?? ""}`)).json).toMatchObject({
      region_name: "rainbond",
      total_memory: 0,
      health_status: "ok",
    });
    expect((await tenant.call("GET", "/regions/rainbond?extend_info=true")).json).not.toMatchObject({
      total_memory: 0,
    });
    expect(await tenant.call("GET", "/regions/nowhere")).toMatchObject({
      status: 404,
      json: { code: 404, msg: "no found region", msg_show: "数据中心不存在" },
    });
  });
});
