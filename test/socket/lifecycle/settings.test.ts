import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

const everyKind: Settings = {
  Web: {
    envs: { TITLE: "Shop", OWN: "a b" },
    minMemory: 512,
    minCpu: 300,
    minNode: 2,
    domains: [{ host: "shop.example", path: "/" }],
  },
  Database: { envs: { DB_PASSWORD: "a-long-password" }, minMemory: 1024 },
};

/** The writes to the console, each by the end of its path, since the last `forgetRequests`; what is set is not said. */
async function writes(): Promise<string[]> {
  return (await bench.writes()).map(
    ({ method, path }) => `${method} ${path.replace(/^.*\/apps\/\d+\//, "").replace(/[0-9a-f]{32}/g, "*")}`,
  );
}

async function update(state: MarketAppState, changes: Partial<MarketAppInputs>): Promise<MarketAppState> {
  await bench.control.forgetRequests();
  return updateMarketApp(state, bench.inputs(changes), bench.surroundings());
}

async function read(state: MarketAppState): Promise<MarketAppState> {
  const seen = await readMarketApp(state, bench.surroundings());
  if (!seen) throw new Error("the app is gone");
  return seen;
}

/** What an update would be about. */
function changes(state: MarketAppState, settings: Settings | undefined): readonly string[] {
  const inputs = bench.inputs(settings ? { settings } : {});
  return planMarketApp(inputs, new Set(), state).changes;
}

describe("an install with settings", () => {
  it("has all of them before anything starts, and one build a component", async () => {
    await bench.control.forgetRequests();
    const state = await bench.create({ settings: everyKind });
    expect(await writes()).toEqual([
      expect.stringMatching(/^POST .*\/apps$/),
      "POST install",
      "PUT services/*/envs", // read
      "PUT services/*/envs",
      "POST services/*/telescopic/vertical",
      "POST services/*/telescopic/horizontal",
      "POST httpdomains",
      "PUT services/*/envs",
      "PUT services/*/envs",
      "POST services/*/telescopic/vertical",
      "POST operations",
    ]);
    expect(state).toMatchObject({ health: "ready", drift: [], settings: everyKind });
    expect(state.components.find(({ serviceCname }) => serviceCname === "Web")).toMatchObject({
      minMemory: 512,
      minCpu: 300,
      minNode: 2,
      accessUrls: expect.arrayContaining(["http://shop.example"]) as unknown,
    });
    expect(changes(state, everyKind)).toEqual([]);
    const seen = await read(state);
    expect({ ...seen, __rbNamesakes: undefined }).toEqual(state);
    expect(changes(seen, everyKind)).toEqual([]);
  });

  it("that isn't to be started gets them and isn't", async () => {
    const state = await bench.create({ settings: everyKind, isDeploy: false });
    expect(state).toMatchObject({ health: "notDeployed", drift: [], settings: everyKind });
    const started = await update(state, { settings: everyKind });
    expect(await writes()).toEqual(["PUT services/*/envs", "PUT services/*/envs", "POST operations"]);
    expect(started).toMatchObject({ health: "ready", drift: [] });
  });

  it("is refused before anything is made where a name or a size doesn't fit the template", async () => {
    const settings = { web: { minMemory: 512 }, Database: { minNode: 2 } };
    await bench.control.forgetRequests();
    await expect(bench.create({ settings })).rejects.toThrow(
      /^settings.web names no component; there is Web \(serviceKey \w+\), Database \(serviceKey \w+\); settings.Database.minNode must be 1: .* singleton \(state_singleton\).* Nothing was installed$/,
    );
    expect(await writes()).toEqual([]);
  });

  it("goes on where a call fails, and says what was applied", async () => {
    await bench.tenant.fail("region.vertical", 1, 412, { msg: "tenant_lack_of_memory" });
    const state = await unfinished(bench.create({ settings: everyKind }));
    expect(state.__rbUnfinished).toMatch(
      /^can't set memory and CPU of component Web \(gr\w+\): POST .*vertical: 412 "tenant lack of memory", the team is at its memory limit/,
    );
    expect(await bench.tenant.statuses(bench.path(state.appId))).toEqual(["undeploy", "undeploy"]);
    const ended = await update(state, { settings: everyKind });
    expect(await bench.installs()).toBe(0);
    expect(ended).toMatchObject({ health: "ready", drift: [], settings: everyKind, __rbUnfinished: undefined });
  });
});

describe("a change of settings", () => {
  let state: MarketAppState;

  beforeEach(async () => {
    state = await bench.create({ settings: everyKind });
  });

  const changed = (web: Settings[string]): Settings => ({ ...everyKind, Web: { ...everyKind["Web"], ...web } });
  const read1 = "PUT services/*/envs";

  it.each<[string, Settings[string], string[]]>([
    ["a variable", { envs: { TITLE: "New", OWN: "a b" } }, [read1, "PUT services/*/envs", read1, "POST operations"]],
    ["memory", { minMemory: 256 }, [read1, "POST services/*/telescopic/vertical", read1]],
    ["CPU", { minCpu: 0 }, [read1, "POST services/*/telescopic/vertical", read1]],
    ["replicas", { minNode: 3 }, [read1, "POST services/*/telescopic/horizontal", read1]],
    [
      "a variable and memory, by one restart",
      { envs: { TITLE: "New", OWN: "a b" }, minMemory: 256 },
      [read1, "PUT services/*/envs", "POST services/*/telescopic/vertical", read1],
    ],
    [
      "another domain",
      { domains: [{ host: "other.example", path: "/" }] },
      ["DELETE httpdomains/*", read1, "POST httpdomains", read1],
    ],
    [
      "a header of a domain, by a new rule",
      { domains: [{ host: "shop.example", path: "/", header: "x=y" }] },
      [read1, "DELETE httpdomains/*", "POST httpdomains", read1],
    ],
    ["nothing that differs", {}, []],
  ])("sets %s and nothing else", async (_, web, expected) => {
    const settings = changed(web);
    const after = await update(state, { settings });
    expect(await writes()).toEqual(expected);
    expect(after).toMatchObject({ health: "ready", drift: [], settings });
    expect(changes(after, settings)).toEqual([]);
    expect(changes(await read(after), settings)).toEqual([]);
  });

  it("leaves what isn't declared any more as it is, says so, and removes the domains that it made", async () => {
    const plan = planMarketApp(bench.inputs(), new Set(), state);
    expect(plan).toMatchObject({ changes: ["settings"], replaces: [] });
    expect(plan.remarks.map(({ text }) => text)).toEqual([
      "settings.Web.envs.TITLE, settings.Web.envs.OWN, settings.Web.minMemory, settings.Web.minCpu, settings.Web.minNode, " +
        "settings.Database.envs.DB_PASSWORD, settings.Database.minMemory aren't declared any more and stay as they are; Rainbond's API removes no variable",
    ]);
    const after = await update(state, {});
    expect(await writes()).toEqual(["DELETE httpdomains/*"]);
    expect(after.settings).toBeUndefined();
    expect(after.components.find(({ serviceCname }) => serviceCname === "Web")).toMatchObject({
      minMemory: 512,
      minNode: 2,
    });
    expect(changes(after, undefined)).toEqual([]);
  });
});
