import { z } from "zod";
import { demoTemplate, loadModel } from "./templates";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();
let web: string;

beforeEach(async () => {
  await tenant.install();
  web = (await tenant.service("Web")).path;
});

const own = [
  { note: "Title of the page", name: "TITLE", value: "Guestbook", is_change: true, scope: "inner" },
  { note: "Entries on one page", name: "PAGE_SIZE", value: "20", is_change: true, scope: "inner" },
];
const connection = [
  { note: "连接信息", name: "WEB_HOST", value: "guestbook-web", is_change: true, scope: "outer" },
  { note: "端口", name: "WEB_PORT", value: "8080", is_change: true, scope: "outer" },
];

async function putEnvs(...envs: unknown[]): Promise<unknown[]> {
  const { status, json } = await tenant.call("PUT", `${web}/envs`, { envs });
  return [status, json];
}

describe("environment variables", () => {
  test("an empty list reads them all, connections included, and there is no other way on this path", async () => {
    expect(await putEnvs()).toEqual([200, { envs: [...own, ...connection] }]);
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await tenant.call(method, `${web}/envs`)).status).toBe(405);
    }
    expect(await tenant.call("PUT", `${web}/envs`, {})).toMatchObject({
      status: 400,
      json: { err: { envs: expect.any(Array) as unknown } },
    });
  });

  test("one that exists changes its value and note only, and a missing note empties it", async () => {
    const [, json] = await putEnvs({ name: "TITLE", value: " new title ", is_change: false, scope: "build" });
    expect(json).toMatchObject({
      envs: [{ note: "", name: "TITLE", value: "new title", is_change: true, scope: "inner" }, {}, {}, {}],
    });
  });

  test.each([
    [[{ name: "A-B", value: "1" }], 400, { code: 20400 }],
    [[{ name: "A", value: "" }], 400, { err: { envs: [{ value: ["该字段不能为空。"] }] } }],
    [[{ name: "A", value: true }], 400, { err: { envs: [{ value: ["Not a valid string."] }] } }],
    [[{ name: "A", value: "1" }, { name: "B" }], 400, { err: { envs: [{}, { value: ["该字段是必填项。"] }] } }],
    [[{ name: "A", value: "1", note: "x".repeat(101) }], 400, { code: 20400 }],
    [[{ name: "A", value: "1", note: null }], 400, { err: { envs: [{ note: ["该字段不能为 null。"] }] } }],
    [
      [
        { name: "A", value: "1" },
        { name: "PATH", value: "1" },
      ],
      400,
      { code: 400, msg: "update or create envs error" },
    ],
    [
      [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
      ],
      412,
      { code: 412, msg: "update or create envs error" },
    ],
    [
      [
        { name: "A", value: "1" },
        { name: "B", value: "1", scope: "mine" },
      ],
      400,
      { code: 400, msg: { method: "POST" } },
    ],
  ])("%j is refused, and nothing is stored", async (envs, status, json) => {
    expect(await putEnvs(...envs)).toMatchObject([status, json]);
    expect(await putEnvs()).toEqual([200, { envs: [...own, ...connection] }]);
  });

  test("one that breaks the answer's own rules makes every change 400 although it is applied", async () => {
    const envs = [
      { name: "", attr_name: "a.b", attr_value: "1" },
      { name: "", attr_name: "EMPTY", attr_value: "" },
    ];
    await loadModel(tenant, "odd", { "1.0": demoTemplate("1.0", (each) => ({ ...each, service_env_map_list: envs })) });
    const app = await tenant.createApp();
    await tenant.install(app, "", { app_model_id: "odd", app_model_version: "1.0" });
    web = (await tenant.service("Web", app)).path;
    const problems = [{ name: expect.any(Array) as unknown }, { value: ["该字段不能为空。"] }, {}, {}];
    expect(await putEnvs()).toMatchObject([400, { err: { envs: problems } }]);
    expect(await putEnvs({ name: "NEW", value: "1" })).toMatchObject([400, { err: { envs: [...problems, {}] } }]);
  });

  test("a change is refused while a transaction is under way", async () => {
    await tenant.hold();
    const creation = await tenant.begin("POST", `${tenant.region}/apps`, { app_name: "second" });
    expect(await putEnvs({ name: "A", value: "1" })).toMatchObject([500, { msg: "database is locked" }]);
    await tenant.release();
    expect((await creation.answer).status).toBe(201);
  });
});

describe("what the detail for assistants tells", () => {
  test("inner variables, volumes without files, ports with addresses, sizes; found by the team's alias, whatever the app", async () => {
    const { service_id: id } = await tenant.service("Database");
    await tenant.call("POST", `${web}/volumes`, {
      volume_name: "f",
      volume_path: "/f.conf",
      volume_type: "config-file",
      volume_capacity: 0,
      file_content: "x",
    });
    const path = `/mcp/teams/demo/apps/99/components/${id}`;
    const { json } = await tenant.callPlainly("GET", path);
    const bean = z
      .object({ data: z.object({ bean: z.looseObject({ envs: z.array(z.object({ scope: z.string() })) }) }) })
      .parse(json).data.bean;
    expect(bean).toMatchObject({
      min_memory: 512,
      ports: [{ access_urls: [] }],
      volumes: [{ volume_path: expect.any(String) as unknown }],
    });
    expect(new Set(bean.envs.map((env) => env.scope))).toEqual(new Set(["inner"]));
    await tenant.fail("region.servicesStatus");
    expect((await tenant.call("GET", path)).json).toMatchObject({ data: { bean: { status_cn: "未知" } } });
    const byId = path.replace("demo", tenant.simulator.info.teamId ?? "");
    expect((await tenant.call("GET", byId)).status).toBe(404);
    await tenant.createTeam("demo");
    expect((await tenant.call("GET", path)).status).toBe(200);
  });
});

describe("scaling", () => {
  const scale = async (way: string, body: unknown, path = web): Promise<unknown[]> => {
    const { status, json } = await tenant.call("POST", `${path}/telescopic/${way}`, body);
    return [status, json];
  };

  const size = { new_memory: 64, new_gpu: null, new_cpu: null };
  const outside = "参数超出范围，请选择64~65536之间的整数值";
  test.each([
    [{ ...size, new_memory: 63 }, { new_memory: [outside] }],
    [{ ...size, new_memory: 65 }, { new_memory: ["参数不正确，请输入64的倍数"] }],
    [{ ...size, new_memory: 65538 }, { new_memory: [outside] }],
    [
      { ...size, new_gpu: -1, new_cpu: -1 },
      { new_gpu: ["请输入正整数数据"], new_cpu: ["请输入正整数数据"] },
    ],
    [{ new_memory: 64 }, { new_gpu: ["该字段是必填项。"], new_cpu: ["该字段是必填项。"] }],
  ])("%j is no size", async (body, err) => {
    expect(await scale("vertical", body)).toMatchObject([400, { code: 20400, err }]);
  });

  test("memory may be a text or no multiple of 64, and CPU follows from it where none is given; the total stays", async () => {
    expect(await scale("vertical", { new_memory: "100", new_gpu: null, new_cpu: null })).toEqual([200, undefined]);
    expect(await tenant.service("Web")).toMatchObject({ min_memory: 100, min_cpu: 15, total_memory: 256 });
    await scale("vertical", { new_memory: 512, new_gpu: 1, new_cpu: 0 });
    expect(await tenant.service("Web")).toMatchObject({ min_memory: 512, min_cpu: 0, container_gpu: 1 });
  });

  test.each([
    [0, "参数超出范围，请选择1~100之间的整数值"],
    [101, "参数超出范围，请选择1~100之间的整数值"],
    [2.5, "请填写合法的整数值。"],
    [undefined, "该字段是必填项。"],
  ])("%s isn't a number of pods", async (node, problem) => {
    expect(await scale("horizontal", { new_node: node })).toMatchObject([400, { err: { new_node: [problem] } }]);
  });

  test("more than one pod of a singleton is 409, and as many as run is 400 with 10104", async () => {
    const database = (await tenant.service("Database")).path;
    expect(await scale("horizontal", { new_node: 2 }, database)).toMatchObject([409, { code: 409 }]);
    await tenant.call("POST", `${tenant.app}/operations`, { action: "deploy" });
    await tenant.waitFor(tenant.app, "running");
    expect(await scale("horizontal", { new_node: 1 })).toMatchObject([
      400,
      { code: 10104, msg: "horizontal no change" },
    ]);
    expect(await scale("horizontal", { new_node: 3 })).toEqual([200, undefined]);
    expect(await tenant.service("Web")).toMatchObject({ min_node: 3 });
  });

  test.each([
    ["vertical", 409, { msg: "wait a moment please" }, 409, 409],
    ["vertical", 412, { msg: "tenant_lack_of_memory" }, 412, 10413],
    ["vertical", 500, { msg: "boom" }, 500, 500],
    ["horizontal", 500, { msg: "boom" }, 507, 507],
  ])("%s makes %i of the cluster %j into %i", async (way, status, body, expected, code) => {
    await tenant.fail(`region.${way}`, 1, status, body);
    const answer = await scale(way, { new_memory: 128, new_gpu: null, new_cpu: null, new_node: 2 });
    expect(answer).toMatchObject([expected, { code }]);
    expect(await tenant.service("Web")).toMatchObject({ min_memory: 256, min_node: 1 });
  });
});

describe("volumes", () => {
  const volume = { volume_name: "files", volume_path: "/files", volume_type: "share-file", volume_capacity: 5 };

  test("can be added and not read; an unknown type becomes local-path", async () => {
    const { json } = await tenant.call("POST", `${web}/volumes`, { ...volume, volume_type: "gold" });
    expect(json).toMatchObject({ data: { bean: { volume_type: "local-path", volume_path: "/files" } } });
    for (const method of ["GET", "PUT", "DELETE"])
      expect((await tenant.call(method, `${web}/volumes`)).status).toBe(405);
  });

  test.each([
    [{ volume_name: "files" }, 400],
    [{ volume_name: "no name" }, 400],
    [{ volume_path: "/files" }, 412],
    [{ volume_path: "/files/below" }, 412],
    [{ volume_path: "relative" }, 412],
    [{ volume_path: "/t" }, 412],
    [{ volume_path: "/tt" }, 412],
    [{ volume_capacity: undefined }, 400],
  ])("%j beside one that is there is %i", async (changes, status) => {
    await tenant.call("POST", `${web}/volumes`, volume);
    const answer = await tenant.call("POST", `${web}/volumes`, {
      ...volume,
      volume_name: "more",
      volume_path: "/more",
      ...changes,
    });
    expect(answer.status).toBe(status);
  });
});
