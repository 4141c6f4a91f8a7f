import { z } from "zod";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

const web = (settings: Settings[string]): Settings => ({ Web: settings });

async function update(state: MarketAppState, changes: Partial<MarketAppInputs>): Promise<MarketAppState> {
  await bench.control.forgetRequests();
  return updateMarketApp(state, bench.inputs(changes), bench.surroundings());
}

async function read(state: MarketAppState): Promise<MarketAppState> {
  const seen = await readMarketApp(state, bench.surroundings());
  if (!seen) throw new Error("the app is gone");
  return seen;
}

/** What was written to the console since the last `forgetRequests`, by the ends of the paths. */
async function ends(): Promise<string[]> {
  return (await bench.writes()).map(({ path }) => path.split("/").at(-1) ?? "");
}

const partOf = async (state: MarketAppState, name: string): Promise<{ path: string; service_id: string }> =>
  bench.tenant.service(name, bench.path(state.appId));

const envsSchema = z.object({ envs: z.array(z.object({ name: z.string(), value: z.string(), note: z.string() })) });

async function envOf(state: MarketAppState, name: string): Promise<unknown> {
  const { json } = await bench.tenant.call("PUT", `${(await partOf(state, "Web")).path}/envs`, { envs: [] });
  return envsSchema.parse(json).envs.find((env) => env.name === name);
}

async function faultOnce(method: string, path: string, fault: Record<string, unknown>): Promise<void> {
  await bench.tenant.fault({ point: "console", times: 1, match: { method, path }, ...fault });
}

describe("variables", () => {
  it("keep the note that people read beside them", async () => {
    const state = await bench.create({ settings: web({ envs: { TITLE: "Shop" } }) });
    expect(await envOf(state, "TITLE")).toEqual({ name: "TITLE", value: "Shop", note: "Title of the page" });
  });

  it("are set once where the component has one that the console's answer fails over, and are read otherwise then", async () => {
    const state = await bench.create();
    const { service_id } = await partOf(state, "Web");
    await bench.tenant.change(service_id, { envs: { "a.b": "c", EMPTY: "" } });
    const settings = web({ envs: { TITLE: "Shop" } });
    const set = await update(state, { settings });
    expect(await ends()).toEqual(["envs", "envs", "operations"]);
    expect(set).toMatchObject({ drift: [], settings, health: "ready" });
    await bench.tenant.change(service_id, { envs: { TITLE: "Other" } });
    expect((await read(set)).drift).toMatchObject([{ property: "settings.Web.envs.TITLE", actual: "Other" }]);
  });

  it("that nobody can read are no drift, and are set once", async () => {
    const state = await bench.create();
    await bench.tenant.change((await partOf(state, "Web")).service_id, { envs: { EMPTY: "" } });
    await bench.tenant.fault({
      point: "console",
      times: 100,
      match: { method: "GET", path: "/openapi/v1/mcp/*" },
      effect: "respond",
      response: { status: 404, body: { code: 404, msg: "component not found" } },
    });
    const settings = web({ envs: { WEB_HOST: "web.example" } });
    const set = await update(state, { settings });
    expect(await ends()).toEqual(["envs", "envs", "operations"]);
    expect(set).toMatchObject({ drift: [], settings });
    expect(await read(set)).toMatchObject({ drift: [], settings });
  });

  it.each<[string, Record<string, string>, string]>([
    ["declared otherwise before", { TITLE: "Shop" }, "New"],
    ["declared for the first time", {}, "New"],
    ["that a person had changed", { TITLE: "Shop" }, "Shop"],
  ])("that a killed update had set reach the pods by the next one: one %s", async (_, before, value) => {
    const state = await bench.create({ settings: web({ envs: { OWN: "mine", ...before } }) });
    const { service_id } = await partOf(state, "Web");
    const found = value === before["TITLE"] ? "a person's" : undefined;
    if (found !== undefined) await bench.tenant.change(service_id, { envs: { TITLE: found } });
    const seen = await read(state);
    await bench.tenant.change(service_id, { envs: { TITLE: value } });
    const settings = web({ envs: { OWN: "mine", TITLE: value } });
    const after = await update(seen, { settings });
    expect(await ends()).toEqual(["envs", "operations"]);
    expect(await bench.control.podEnvs(service_id)).toMatchObject({ OWN: "mine", TITLE: value });
    await update(after, { settings: web({ ...settings["Web"], minNode: 2 }) });
    expect(await ends()).toEqual(["envs", "horizontal"]);
  });

  it.each(["loseResponse", "html"])("whose answer is lost (%s) reach the pods by the next update", async (effect) => {
    const state = await bench.create();
    const settings = web({ envs: { OWN: "mine" } });
    const surroundings = bench.surroundings();
    // The first call only reads.
    await bench.tenant.fault(
      { point: "console", times: 1, match: { method: "PUT", path: "/openapi/*/envs" }, effect: "delay", ms: 1 },
      { point: "console", times: 1, match: { method: "PUT", path: "/openapi/*/envs" }, effect, after: true },
    );
    const failed = await unfinished(updateMarketApp(state, bench.inputs({ settings }), surroundings));
    expect(failed.__rbSettings?.restarts).toHaveLength(1);
    const ended = await update(failed, { settings });
    expect(await ends()).toEqual(["envs", "operations"]);
    expect(ended).toMatchObject({ drift: [], settings, __rbUnfinished: undefined });
    expect(ended.__rbSettings?.restarts).toEqual([]);
  });
});

describe("sizes", () => {
  it("wait while the cluster is busy with the component", async () => {
    const state = await bench.create();
    await bench.tenant.fail("region.vertical", 2, 409, { msg: "操作过于频繁，请稍后再试" });
    const settings = web({ minMemory: 512 });
    expect(await update(state, { settings })).toMatchObject({ drift: [], settings });
    expect(await ends()).toEqual(["vertical", "vertical", "vertical"]);
  });

  it("of a component that the console is still making fail, since it would say yes and do nothing, and the next update goes on", async () => {
    const state = await bench.create();
    const { service_id } = await partOf(state, "Web");
    await bench.tenant.change(service_id, { createStatus: "creating" });
    const settings = web({ minMemory: 512, minNode: 2 });
    await expect(update(state, { settings })).rejects.toThrow(
      /^settings.Web.minMemory, settings.Web.minNode: not set, since the console is still making component Web \(create_status creating\)/,
    );
    expect(await ends()).toEqual([]);
    await bench.tenant.change(service_id, { createStatus: "complete" });
    const ended = await update(state, { settings });
    expect(await ends()).toEqual(["vertical", "horizontal"]);
    expect(ended).toMatchObject({ settings, drift: [] });
    expect(await read(ended)).toMatchObject({ settings, drift: [] });
  });

  it("are done where so many replicas run already, which the console goes on showing wrong", async () => {
    const state = await bench.create();
    await bench.tenant.fail("region.horizontal", 1, 400, { code: 10104, msg: "horizontal no change" });
    const settings = web({ minNode: 3 });
    const set = await update(state, { settings });
    expect(set).toMatchObject({ drift: [], settings, health: "ready" });
    const seen = await read(set);
    expect(seen).toMatchObject({ drift: [], settings });
    expect(planMarketApp(bench.inputs({ settings }), new Set(), seen).changes).toEqual([]);
    await update(seen, { settings: web({ minNode: 3, minMemory: 512 }) });
    expect(await ends()).toEqual(["vertical"]);
    await bench.tenant.change((await partOf(state, "Web")).service_id, { minNode: 7 });
    expect((await read(set)).drift).toMatchObject([{ property: "settings.Web.minNode", expected: "3", actual: "7" }]);
  });

  it("of which the team has no more fail with the console's words, and the next update goes on", async () => {
    const state = await bench.create({ settings: web({ minNode: 1 }) });
    await bench.tenant.fail("region.vertical", 1, 412, { msg: "tenant_lack_of_memory" });
    const settings = web({ minMemory: 512, minNode: 2 });
    await expect(update(state, { settings })).rejects.toThrow(
      /at its memory limit\. Ask the enterprise's administrator/,
    );
    expect(await update(state, { settings })).toMatchObject({ settings, drift: [] });
  });

  it("are refused in a plan where they don't fit, and a name goes on meaning its component when people rename that", async () => {
    const settings = { ...web({ minMemory: 512 }), Database: { minMemory: 512 } };
    const state = await bench.create({ settings });
    const plan = (declared: Settings, of = state): readonly string[] =>
      planMarketApp(bench.inputs({ settings: declared }), new Set(), of).changes;
    expect(() => plan({ ...settings, Database: { minNode: 2 } })).toThrow(/^settings.Database.minNode must be 1/);
    expect(() => plan({ ...settings, web: { minNode: 2 } })).toThrow(
      /^settings.web names no component; there is Web \(serviceAlias gr\w+/,
    );
    const twice = state.components.find(({ serviceCname }) => serviceCname === "Web")?.serviceAlias ?? "";
    expect(() => plan({ ...settings, [twice]: {} })).toThrow(/names the same component as settings.Web/);
    await bench.tenant.change((await partOf(state, "Web")).service_id, { cname: "前端" });
    const seen = await read(state);
    expect(plan(settings, seen)).toEqual([]);
    const changed = { ...settings, Web: { minMemory: 256 } };
    expect(await update(seen, { settings: changed })).toMatchObject({ settings: changed, drift: [] });
  });
});

it("a name goes on meaning its component when people give that name to another one", async () => {
  const settings = web({ minMemory: 512 });
  const state = await bench.create({ settings });
  const [one, other] = [await partOf(state, "Web"), await partOf(state, "Database")];
  await bench.tenant.change(one.service_id, { cname: "Old" });
  await bench.tenant.change(other.service_id, { cname: "Web" });
  const changed = web({ minMemory: 256 });
  const updated = await update(await read(state), { settings: changed });
  expect(updated).toMatchObject({ settings: changed, drift: [] });
  const sizes = updated.components.map(({ serviceId, minMemory }) => [serviceId, minMemory]);
  expect(sizes).toContainEqual([one.service_id, 256]);
  expect(updated.__rbSettings?.components.map(({ serviceId }) => serviceId)).toEqual([one.service_id]);
});

describe("restarts and starts", () => {
  it.each<[string, Settings[string], string]>([
    ["deploy", {}, "construct \\(构建\\)"],
    ["upgrade", { envs: { OWN: "mine" } }, "update \\(更新\\)"],
  ])("that the token may not ask for name the right that lacks (%s), and go on later", async (action, more, right) => {
    const before = action === "deploy" ? undefined : await bench.create();
    const settings = web({ minNode: 2, ...more });
    const response = { status: 403, body: { code: 10402, msg: "no permissions ", msg_show: "没有操作权限" } };
    await faultOnce("POST", "/openapi/*/operations", { effect: "respond", response });
    const failed = await unfinished(before ? update(before, { settings }) : bench.create({ settings }));
    expect(failed.__rbUnfinished).toMatch(
      new RegExp(`403 "no permissions"\\. Give the token's user a role in the team that has the right ${right}$`),
    );
    expect(await update(failed, { settings })).toMatchObject({ health: "ready", settings, drift: [] });
    expect(await ends()).toEqual(action === "deploy" ? ["operations"] : ["envs", "operations"]);
  });
});
