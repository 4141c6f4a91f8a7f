import { z } from "zod";
import { updateMarketApp } from "../../../provider/lifecycle/market-app";
import type { MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { demoTemplate, loadModel } from "../simulator/templates";
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

/** What was written to the console since the last `forgetRequests`, by the ends of the paths. */
async function ends(): Promise<string[]> {
  return (await bench.writes()).map(({ path }) => path.split("/").at(-1) ?? "");
}

it.each<[string, Settings[string], Record<string, unknown>, RegExp, string[]]>([
  [
    "memory that the cluster fails to set",
    { minMemory: 512, minNode: 2 },
    { point: "region.vertical", response: { status: 500, body: { msg: "boom" } } },
    /^can't set memory and CPU of component Web \(gr\w+\): POST .*vertical: 500 /,
    ["vertical", "horizontal"],
  ],
  [
    "replicas that the cluster fails to set",
    { minMemory: 512, minNode: 2 },
    { point: "region.horizontal", response: { status: 500, body: { msg: "boom" } } },
    /^can't set the replicas of component Web \(gr\w+\): POST .*horizontal: 507 /,
    ["horizontal"],
  ],
  [
    "a variable that is refused",
    { envs: { OWN: "mine" } },
    {
      ...{ point: "console", match: { method: "PUT", path: "/openapi/*/envs" }, effect: "respond" },
      response: { status: 400, body: { code: 400, msg: "update or create envs error", msg_show: "环境变量添加失败" } },
    },
    /^can't set the variables OWN of component Web \(gr\w+\): PUT .*envs: 400 "update or create envs error/,
    ["envs", "envs", "operations"],
  ],
])(
  "%s: the error has the console's words, and the next update goes on from there",
  async (_, settings, fault, said, then) => {
    const state = await bench.create();
    // The first call with that path only reads.
    const reading = { point: "console", match: { method: "PUT", path: "/openapi/*/envs" }, effect: "delay", ms: 1 };
    await bench.tenant.fault(...(settings.envs ? [{ ...reading, times: 1 }] : []), { ...fault, times: 1 });
    const failed = await unfinished(update(state, { settings: web(settings) }));
    expect(failed.__rbUnfinished).toMatch(said);
    const ended = await update(failed, { settings: web(settings) });
    expect(await ends()).toEqual(then);
    expect(ended).toMatchObject({ settings: web(settings), drift: [], health: "ready", __rbUnfinished: undefined });
  },
);

it("a size of CPU alone is refused where the component has no memory limit, and nothing is half-restarted", async () => {
  const state = await bench.create();
  const { service_id } = await bench.tenant.service("Web", bench.path(state.appId));
  await bench.tenant.change(service_id, { minMemory: 0 });
  await expect(update(state, { settings: web({ minCpu: 300 }) })).rejects.toThrow(
    /^settings.Web.minCpu can't be set alone: component Web has no memory limit \(0\).*Declare minMemory too$/,
  );
  expect(await ends()).toEqual([]);
});

it("a note that is longer than the console takes back is cut, and the variable is set", async () => {
  const note = "注".repeat(120);
  const envs = [{ name: note, attr_name: "TITLE", attr_value: "Guestbook", is_change: true }];
  const template = demoTemplate("1.0", (each) => ({ ...each, service_env_map_list: envs }));
  await loadModel(bench.tenant, "noted", { "1.0": template });
  const settings = web({ envs: { TITLE: "Shop" } });
  const state = await bench.create({ appModelId: "noted", settings });
  expect(state).toMatchObject({ settings, drift: [], health: "ready" });
  const { path } = await bench.tenant.service("Web", bench.path(state.appId));
  const { json } = await bench.tenant.call("PUT", `${path}/envs`, { envs: [] });
  const seen = z.object({ envs: z.array(z.object({ name: z.string(), note: z.string() })) }).parse(json).envs;
  expect(seen.find(({ name }) => name === "TITLE")?.note).toBe("注".repeat(100));
});

it("connection information that came with the template is set like any other variable", async () => {
  const settings = web({ envs: { WEB_HOST: "elsewhere.example" } });
  const state = await bench.create({ settings });
  expect(state).toMatchObject({ settings, drift: [], health: "ready" });
  const { service_id } = await bench.tenant.service("Web", bench.path(state.appId));
  expect(await bench.control.podEnvs(service_id)).toMatchObject({ WEB_HOST: "elsewhere.example" });
});

it("a rule that somebody removes just before this resource does is gone, which is all that was wanted", async () => {
  const settings = web({ domains: [{ host: "shop.example", path: "/" }] });
  const state = await bench.create({ settings });
  const response = { status: 404, body: { code: 1404, msg: "domain not found", msg_show: "域名不存在" } };
  const match = { method: "DELETE", path: "/openapi/*/httpdomains/*" };
  await bench.tenant.fault({ point: "console", times: 1, match, effect: "respond", after: true, response });
  const after = await update(state, {});
  expect(after.settings).toBeUndefined();
  expect(after.__rbSettings).toMatchObject({ rules: [], components: [] });
});

it("an upgrade leaves settings as they are, by no call more than it takes to see that", async () => {
  const settings = web({
    envs: { TITLE: "Shop" },
    minMemory: 512,
    minNode: 2,
    domains: [{ host: "shop.example", path: "/" }],
  });
  const state = await bench.create({ settings });
  const upgraded = await update(state, { settings, appModelVersion: "1.1" });
  expect(await ends()).toEqual(["upgrade", "envs"]);
  expect(upgraded).toMatchObject({ appModelVersion: "1.1", settings, drift: [], health: "ready" });
});

it("an upgrade and other settings with it are one update: a component that is built anew isn't restarted besides", async () => {
  const state = await bench.create({ settings: web({ envs: { TITLE: "Shop" } }) });
  const settings = web({ envs: { TITLE: "New" } });
  const upgraded = await update(state, { settings, appModelVersion: "1.1" });
  expect(await ends()).toEqual(["upgrade", "envs", "envs"]);
  expect(upgraded).toMatchObject({ appModelVersion: "1.1", settings, drift: [], health: "ready" });
  const { service_id } = await bench.tenant.service("Web", bench.path(state.appId));
  expect(await bench.control.podEnvs(service_id)).toMatchObject({ TITLE: "New" });
});
