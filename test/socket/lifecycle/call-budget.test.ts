import { readMarketApp } from "../../../provider/lifecycle/market-app";
import { removeMarketApp } from "../../../provider/lifecycle/remove";
import type { MarketAppState } from "../../../provider/model";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(async () => {
  await bench.close();
});

/** The calls to the console that the work makes, without team and region. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
  await bench.control.forgetRequests();
  await work();
  const requests = await bench.control.requests();
  const toConsole = requests.filter(({ path }) => path.startsWith("/openapi/"));
  return toConsole.map(({ method, path }) => `${method} ${path.replace(/^.*\/regions\/[^/]*/, "")}`);
}

/** A look at the group while something is waited for. */
const isLook = (call: string): boolean => /^GET \/apps\/\d+\/services$/.test(call);

describe("the calls to the console for an app of two components in a group of its own", () => {
  it("are at most seven for an install that isn't built", async () => {
    const calls = await callsOf(() => bench.create({ skipAwait: true, isDeploy: false }));
    expect(calls.length).toBeLessThanOrEqual(7);
  });

  it("are at most seven and two a look for an install that is waited for", async () => {
    const calls = await callsOf(() => bench.create());
    const looks = calls.filter(isLook).length;
    expect(looks).toBeGreaterThan(3);
    expect(calls.length).toBeLessThanOrEqual(7 + 2 * looks);
  });

  it("are two for a read, and one for all apps of the team", async () => {
    const states: MarketAppState[] = [];
    for (const name of ["blog", "wiki"]) {
      const urn = `urn:pulumi:dev::p::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;
      states.push(await bench.create({ appName: name, __rbUrn: urn }, bench.surroundings({ urn })));
    }
    const surroundings = bench.surroundings();
    const calls = await callsOf(() => Promise.all(states.map((state) => readMarketApp(state, surroundings))));
    expect(calls.length).toBe(2 * states.length + 1);
  });

  it("are the same for a read where the console tells variables to assistants alone, and one more for all components of the run", async () => {
    const settings = { Web: { envs: { A: "1" } }, Database: { envs: { B: "2" } } };
    const state = await bench.create({ settings });
    const match = { method: "PUT", path: "/openapi/*/envs" };
    const body = { detail: "参数错误", err: { attr_value: ["不能为空"] }, code: 20400 };
    await bench.tenant.fault({
      point: "console",
      match,
      times: 99,
      effect: "respond",
      response: { status: 400, body },
    });
    const calls = await callsOf(() => readMarketApp(state, bench.surroundings()));
    expect(calls.filter((call) => call.includes("/teams?"))).toHaveLength(1);
  });

  it("are one and one a component for a read that finds its group gone, beside one for all apps of the team", async () => {
    const state = await bench.create();
    await bench.tenant.createApp("another");
    await removeMarketApp(state, bench.surroundings());
    const surroundings = bench.surroundings();
    const states = Array.from({ length: 12 }, (_, index) => ({ ...state, appId: 100 + index }));
    const calls = await callsOf(() => Promise.all(states.map((one) => readMarketApp(one, surroundings))));
    expect(calls.length).toBeLessThanOrEqual(1 + 12 * (1 + 2));
  });

  it("are at most four and one a component for a delete, beside the looks while they stop", async () => {
    const idle = await bench.create({ skipAwait: true, isDeploy: false });
    expect((await callsOf(() => removeMarketApp(idle, bench.surroundings()))).length).toBeLessThanOrEqual(4 + 2);

    const running = await bench.create();
    const calls = await callsOf(() => removeMarketApp(running, bench.surroundings()));
    // The first look finds them running, the last one that the group is empty.
    const whileStopping = calls.filter(isLook).length - 2;
    expect(calls.length - whileStopping).toBeLessThanOrEqual(4 + 2);
  });

  it("are as many in a shared group that holds three other apps as in one that holds one, though none was ever built", async () => {
    const app = await bench.tenant.createApp("shared");
    const appId = Number(app.split("/").at(-1));
    const install = { appId, appName: undefined, skipAwait: true, isDeploy: false };
    const counts: number[] = [];
    for (const beside of ["1", "2", "3"]) {
      await bench.tenant.install(app, "", { app_model_id: await bench.loadOtherModel(beside.repeat(32)) });
      const surroundings = bench.surroundings();
      const calls = await callsOf(() =>
        bench.create(install, surroundings).then((state) => removeMarketApp(state, surroundings)),
      );
      counts.push(calls.length);
      expect(calls.filter((call) => call.includes("/events"))).toEqual([]);
    }
    expect(new Set(counts).size).toBe(1);
  });
});
