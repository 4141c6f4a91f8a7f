import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();
let web: string;
let webId: string;

beforeEach(async () => {
  await tenant.install();
  ({ path: web, service_id: webId } = await tenant.service("Web"));
});

const portsSchema = z.object({ data: z.object({ list: z.array(z.looseObject({ container_port: z.number() })) }) });
const rulesSchema = z.array(
  z.looseObject({ http_rule_id: z.string(), domain_name: z.string(), is_outer_service: z.boolean() }),
);

async function ports(): Promise<unknown[]> {
  return portsSchema.parse((await tenant.call("GET", `${web}/ports`)).json).data.list;
}

async function changePort(action: string, more: Record<string, unknown> = {}, port = 8080): Promise<unknown[]> {
  const { status, json } = await tenant.call("PUT", `${web}/ports/${port}`, { action, ...more });
  return [status, json];
}

async function rules(app = tenant.app): Promise<z.infer<typeof rulesSchema>> {
  return rulesSchema.parse((await tenant.call("GET", `${app}/httpdomains`)).json);
}

async function addDomain(body: Record<string, unknown>, app = tenant.app): Promise<unknown[]> {
  const { status, json } = await tenant.call("POST", `${app}/httpdomains`, {
    service_id: webId,
    container_port: 8080,
    domain_name: "shop.example.com",
    ...body,
  });
  return [status, json];
}

async function addresses(): Promise<unknown> {
  return z.object({ access_infos: z.array(z.string()) }).parse((await tenant.call("GET", web)).json).access_infos;
}

describe("ports", () => {
  test("must be opened inside before outside, and closed outside before inside", async () => {
    const inner = { msg: "inner port is not open" };
    expect(await changePort("close_inner")).toMatchObject([
      404,
      { ...inner, msg_show: "对外服务开启中，需先关闭对外服务" },
    ]);
    expect(await changePort("close_outer")).toMatchObject([200, { data: { bean: { is_outer_service: false } } }]);
    expect(await changePort("close_inner")).toMatchObject([200, { data: { bean: { is_inner_service: false } } }]);
    expect(await changePort("open_outer")).toMatchObject([
      404,
      { ...inner, msg_show: "对内服务未开启，需先开启对内服务" },
    ]);
    expect(await changePort("only_open_outer")).toMatchObject([200, { data: { bean: { is_outer_service: true } } }]);
    expect(await changePort("open_outer", {}, 9)).toMatchObject([404, {}]);
  });

  test("keep their addresses when they are closed to the outside", async () => {
    const before = await addresses();
    await changePort("close_outer");
    expect(await addresses()).toEqual(before);
    expect(await rules()).toMatchObject([{ is_outer_service: false }]);
  });

  test("of another protocol get an address of the region when they are opened", async () => {
    await tenant.call("POST", `${web}/ports`, { port: 25, protocol: "tcp", is_inner_service: true });
    await changePort("open_outer", {}, 25);
    expect(await addresses()).toEqual([
      expect.any(String) as unknown,
      expect.stringMatching(/^127\.0\.0\.1:\d+$/) as unknown,
    ]);
    expect((await tenant.call("GET", `${tenant.app}/domains`)).json).toMatchObject({
      http: [{}],
      tcp: [{ container_port: 25 }],
    });
  });

  test.each([
    [{ port: 8080 }, 409, 20501],
    [{ port: 0 }, 400, 400],
    [{ port: 70000 }, 412, 412],
    [{ port: 25, port_alias: "low" }, 400, 400],
    [{ port: 25, protocol: "gopher" }, 400, 20400],
    [{ port: 25, is_inner_service: undefined }, 400, 20400],
  ])("%j can't be added: %i with code %i", async (changes, status, code) => {
    const body = { protocol: "http", is_inner_service: false, ...changes };
    expect(await tenant.call("POST", `${web}/ports`, body)).toMatchObject({ status, json: { code } });
    expect(await ports()).toHaveLength(1);
  });

  test("a new one gets the component's name inside the cluster; deleted, it takes its variables along", async () => {
    await tenant.call("POST", `${web}/ports`, {
      port: 25,
      protocol: "tcp",
      is_inner_service: true,
      port_alias: "MAIL",
    });
    expect(await ports()).toMatchObject([
      {},
      { container_port: 25, port_alias: "MAIL", k8s_service_name: "guestbook-web" },
    ]);
    const envs = async (): Promise<string> => (await tenant.call("PUT", `${web}/envs`, { envs: [] })).text;
    expect(await envs()).toContain("MAIL_HOST");
    expect((await tenant.call("DELETE", `${web}/ports/25`)).status).toBe(409);
    await changePort("close_inner", {}, 25);
    expect((await tenant.call("DELETE", `${web}/ports/25`)).status).toBe(200);
    expect(await envs()).not.toContain("MAIL_HOST");
  });

  test("one with a person's own domain can't be deleted while it is open to the outside, and takes it along afterwards", async () => {
    await addDomain({});
    expect((await tenant.call("DELETE", `${web}/ports/8080`)).json).toMatchObject({
      code: 412,
      msg: "contains custom domains",
    });
    await changePort("close_outer");
    await changePort("close_inner");
    expect((await tenant.call("DELETE", `${web}/ports/8080`)).status).toBe(200);
    expect(await rules()).toEqual([]);
  });

  test("a new name inside the cluster goes to all ports, and not to variables that came with the install", async () => {
    await tenant.call("POST", `${web}/ports`, {
      port: 25,
      protocol: "tcp",
      is_inner_service: true,
      port_alias: "MAIL",
    });
    const rename = (name: string): Promise<unknown[]> =>
      changePort("change_port_alias", { port_alias: "POST", k8s_service_name: name }, 25);
    expect(await rename("guestbook-db")).toMatchObject([409, { code: 20500 }]);
    expect(await rename("No_Name")).toMatchObject([400, {}]);
    expect(await rename("mine")).toMatchObject([200, {}]);
    expect(await ports()).toMatchObject([
      { k8s_service_name: "mine" },
      { k8s_service_name: "mine", port_alias: "POST" },
    ]);
    await changePort("change_port_alias", { port_alias: "WEB", k8s_service_name: "other" });
    const { json } = await tenant.call("PUT", `${web}/envs`, { envs: [] });
    const envs = z.object({ envs: z.array(z.object({ name: z.string(), value: z.string() })) }).parse(json).envs;
    expect(envs.filter(({ name }) => name.endsWith("_HOST"))).toEqual([
      { name: "WEB_HOST", value: "guestbook-web" },
      { name: "POST_HOST", value: "mine" },
    ]);
  });

  test("all inner ones of the team are listed together", async () => {
    await tenant.install(await tenant.createApp());
    const { json } = await tenant.call("GET", `${tenant.region}/apps_port`);
    const namespace = tenant.simulator.info.teamId;
    const port: unknown = expect.objectContaining({ namespace });
    expect(json).toMatchObject({ data: { bean: { namespace, ports: [port, port, port, port] } } });
  });

  test("a team without any tells its namespace, too, which is its id", async () => {
    const region = await tenant.createTeam("another");
    const { json } = await tenant.call("GET", `${region}/apps_port`);
    expect(json).toMatchObject({ data: { bean: { namespace: region.split("/")[2], ports: [] } } });
  });
});

describe("domains", () => {
  test("are added with 201, without a number and with a list of rewrites, and listed with a number and a text", async () => {
    const [status, json] = await addDomain({});
    const added = { domain_name: "shop.example.com", domain_path: "/", type: 1, rewrites: [] };
    expect([status, json]).toMatchObject([201, added]);
    expect(json).not.toHaveProperty("ID");
    expect(await rules()).toMatchObject([{ type: 0 }, { type: 1, ID: 2, rewrites: "[]" }]);
    expect((await tenant.call("GET", "/httpdomains?auto_ssl=false")).json).toHaveLength(2);
    expect((await tenant.call("GET", "/httpdomains?auto_ssl=true")).json).toEqual([]);
  });

  test.each([
    [{ service_id: "nope" }, 400, { msg: "组件不存在" }],
    [{ container_port: 9 }, 500, { code: 10401 }],
    [{ domain_name: "商店.example.com" }, 400, { code: 400 }],
    [{ domain_name: "x".repeat(254) }, 400, { code: 20400 }],
  ])("%j is refused with %i", async (body, status, json) => {
    expect(await addDomain(body)).toMatchObject([status, json]);
  });

  test("the same name on another path is fine, the same again or in another team isn't", async () => {
    await addDomain({});
    expect(await addDomain({})).toEqual([400, { msg: "策略已存在" }]);
    expect(await addDomain({ domain_path: "/x" })).toMatchObject([201, { is_senior: true }]);
    const app = `${await tenant.createTeam("another")}/apps`;
    const { json } = await tenant.call("POST", app, { app_name: "theirs" });
    const theirs = `${app}/${z.object({ ID: z.number() }).parse(json).ID}`;
    await tenant.install(theirs);
    const other = await tenant.service("Web", theirs);
    expect(await addDomain({ service_id: other.service_id }, theirs)).toMatchObject([
      400,
      { msg: "domain be used other team" },
    ]);
  });

  test("a port that is closed to the outside must be opened with it", async () => {
    await changePort("close_outer");
    expect(await addDomain({})).toEqual([400, { msg: "没有开启对外端口" }]);
    expect((await addDomain({ whether_open: true }))[0]).toBe(201);
    expect(await ports()).toMatchObject([{ is_outer_service: true }]);
  });

  test("a change is partial, can't set a header, and moves the rule to the component that it names", async () => {
    await addDomain({});
    const id = (await rules()).find((rule) => rule.domain_name === "shop.example.com")?.http_rule_id ?? "";
    const path = `${tenant.app}/httpdomains/${id}`;
    const change = (body: Record<string, unknown>): ReturnType<Tenant["call"]> =>
      tenant.call("PUT", path, { service_id: webId, ...body });
    expect((await change({ the_weight: 7, certificate_id: 3 })).json).toMatchObject({ protocol: "https" });
    expect(await change({ domain_path: "/api" })).toMatchObject({
      status: 200,
      json: { domain_name: "shop.example.com", domain_path: "/api", the_weight: 7, rewrites: "[]" },
    });
    expect(await rules()).toMatchObject([{}, { certificate_id: 0, protocol: "http" }]);
    expect(await change({ domain_header: "h" })).toMatchObject({ status: 500, json: { error_type: "TypeError" } });
    expect(await change({ whether_open: true })).toMatchObject({ status: 500, json: { error_type: "TypeError" } });
    const { service_id: database } = await tenant.service("Database");
    expect((await change({ service_id: database })).json).toMatchObject({ service_id: database });
    expect((await tenant.call("PUT", `${tenant.app}/httpdomains/nope`, { service_id: webId })).json).toMatchObject({
      code: 404,
      msg: "no found",
      msg_show: "no found",
    });
  });

  test("are deleted once with 200, then 404; an unknown one reads as a blank one", async () => {
    const [rule] = await rules();
    const path = `${tenant.app}/httpdomains/${rule?.http_rule_id ?? ""}`;
    expect(await tenant.call("DELETE", path)).toMatchObject({ status: 200, json: { domain_name: rule?.domain_name } });
    expect(await tenant.call("DELETE", path)).toMatchObject({
      status: 404,
      json: { code: 1404, msg: "domain not found" },
    });
    expect(await tenant.call("GET", path)).toMatchObject({
      status: 200,
      json: { http_rule_id: "", domain_name: "", container_port: null },
    });
  });
});
