import { z } from "zod";
import type { GetMarketAppArgs } from "../../../provider/model/lookups";
import { getMarketApp, getMarketApps, storeOfProgram, type Asking } from "../../../provider/lookups";
import { storeReader } from "../../../provider/store";
import { startSimulator, type Simulator } from "../../../simulator";
import { SimulatorControl } from "../../../simulator";
import { ScriptedServer } from "../scripted-server";
import { demoTemplate, modelOf, orphaningTemplate } from "../simulator/templates";

let simulator: Simulator;
let control: SimulatorControl;

/** The demo's template at a build of its own. */
function built(deploy_version: string): Record<string, unknown> {
  const template = demoTemplate("1.0", (web) => ({ ...web, deploy_version }));
  return template;
}

beforeAll(async () => {
  simulator = await startSimulator({ demo: true });
  control = new SimulatorControl(simulator.url);
  const { storeKey: accessKey, storeDomain: domain } = simulator.info;
  const models = [
    // Published last, of an older line.
    modelOf("lines", { "1.0.5": built("20250301"), "1.1.0": built("20250201"), "1.0.0": built("20250101") }),
    modelOf("tunnel", { "1.0": orphaningTemplate() }),
    modelOf("named", { stable: built("20250101") }),
    modelOf("unpublished", {}),
    modelOf("much", Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.0`, demoTemplate("1.0")]))),
    ...Array.from({ length: 25 }, (_, index) => modelOf(`page ${index}`, { "1.0": demoTemplate("1.0") })),
  ];
  await control.loadStore({ accessKey, domain, models });
});

afterAll(() => simulator.close());

function asking(marketAccessKey: string | undefined = simulator.info.storeKey): Asking {
  return { store: storeReader(), marketAccessKey };
}

function market() {
  return { marketUrl: simulator.storeUrl, marketDomain: simulator.info.storeDomain };
}

it("a file of authorities that can't be used is what fails, not a store that is silent", () => {
  const ask = (caFile: string): unknown => storeOfProgram({ marketAccessKey: undefined, caFile }, {});
  expect(() => ask("/nowhere/ca.pem")).toThrow(/^caFile: the file can't be read \(.*ENOENT/);
  expect(() => ask(__filename)).toThrow(/^caFile: .*lookups\.test\.ts holds no certificate/);
});

describe("the key for a store", () => {
  const app = () => ({ ...market(), appModelId: simulator.info.appModelId });

  test.each([
    ["of the stack, with the line's end of a file", (key: string) => storeOfProgram(stack(`${key}\n`), {})],
    ["of the environment, with a byte order mark", (key: string) => inVariable(`\ufeff${key}`, "wrong")],
    ["of the stack, where the variable holds nothing", (key: string) => inVariable("\ufeff \n", key)],
  ])("is taken as an install takes it: one %s", async (_, configured) => {
    expect(await getMarketApp(app(), configured(simulator.info.storeKey))).toMatchObject({ latest: "1.1" });
  });

  test("is the configured one where the argument is empty, and none where none is given", async () => {
    expect(await getMarketApp({ ...app(), marketAccessKey: "" }, asking())).toMatchObject({ latest: "1.1" });
    const without = { store: storeReader(), marketAccessKey: undefined };
    await expect(getMarketApp({ ...app(), marketAccessKey: "" }, without)).rejects.toThrow(/wants a key/);
  });

  const stack = (marketAccessKey: string) => ({ marketAccessKey, caFile: undefined });
  const inVariable = (variable: string, configured: string): Asking =>
    storeOfProgram(stack(configured), { RAINBOND_MARKET_ACCESS_KEY: variable });
});

test("an argument that isn't there, whatever the types say, is named", async () => {
  const nothing = z.custom<GetMarketAppArgs>().parse({ appModelId: 7 });
  await expect(getMarketApp(nothing, asking())).rejects.toThrow(
    /^marketUrl is missing: give it; marketDomain is missing: give it; appModelId: must be a text: got the number 7; quote it$/,
  );
  await expect(getMarketApps(nothing, asking())).rejects.toThrow(/^marketUrl is missing: give it; marketDomain is/);
});

describe("getMarketApp", () => {
  test("tells the versions in the console's order, the newest, its components and that it can be installed", async () => {
    const app = { ...market(), appModelId: simulator.info.appModelId };
    expect(await getMarketApp(app, asking())).toMatchObject({
      name: "Guestbook",
      versions: ["1.1", "1.0"],
      latest: "1.1",
      latestMatching: "1.1",
      components: [{ serviceCname: "Web", image: "registry.example/guestbook/web:1.1" }, { serviceCname: "Database" }],
      installable: true,
    });
  });

  test("orders by the templates' builds, so that the newest in a range is what an upgrade goes to", async () => {
    const found = await getMarketApp({ ...market(), appModelId: "lines", range: "^1.0" }, asking());
    expect(found).toMatchObject({ versions: ["1.0.5", "1.1.0", "1.0.0"], latest: "1.0.5", latestMatching: "1.0.5" });
    const older = await getMarketApp({ ...market(), appModelId: "lines", range: "<1.0.5" }, asking());
    expect(older).toMatchObject({ latest: "1.0.5", latestMatching: "1.0.0" });
  });

  test("says what can't be installed, and why", async () => {
    expect(await getMarketApp({ ...market(), appModelId: "tunnel" }, asking())).toMatchObject({
      installable: false,
      why: expect.stringContaining("opens port 22 to the outside") as unknown,
    });
  });

  test("reads at most 30 templates, and one more where the range leads beyond them", async () => {
    await control.forgetRequests();
    const found = await getMarketApp({ ...market(), appModelId: "much", range: "3" }, asking());
    expect(found).toMatchObject({ latest: "39.0", latestMatching: "3.0", installable: true });
    expect(found.versions).toHaveLength(40);
    expect(await control.requests()).toHaveLength(1 + 30 + 1);
  });

  test.each<[string, { appModelId?: string; range?: string; marketAccessKey?: string }, RegExp]>([
    ["an unknown app", { appModelId: "nothing" }, /^appModelId: .* has no such app: GET .*: 404/],
    ["a wrong key", { marketAccessKey: "wrong" }, /^marketAccessKey: .* refuses the key: GET .*: 401/],
    ["a range of what are no versions", { appModelId: "named", range: "^1" }, /^range: .*"stable"\) none is a version/],
    ["an app without versions", { appModelId: "unpublished" }, /has no version of app/],
  ])("fails over %s, and says so", async (_, changes, message) => {
    const app = { ...market(), appModelId: simulator.info.appModelId, ...changes };
    await expect(getMarketApp(app, asking())).rejects.toThrow(message);
  });

  test("names the ways to give a key where the store wants one, and a store that doesn't answer", async () => {
    const app = { ...market(), appModelId: simulator.info.appModelId };
    const without = { store: storeReader(), marketAccessKey: undefined };
    await expect(getMarketApp(app, without)).rejects.toThrow(/wants a key: GET .*: 401 .*RAINBOND_MARKET_ACCESS_KEY/);
    await expect(getMarketApp({ ...app, marketUrl: "http://127.0.0.1:9" }, asking())).rejects.toThrow(
      /doesn't answer: .*Check marketUrl/,
    );
    const page = await ScriptedServer.start([
      { status: 200, headers: { "content-type": "text/html" }, body: "<html>" },
    ]);
    await expect(getMarketApp({ ...app, marketUrl: page.url }, asking())).rejects.toThrow(/isn't an app store/);
    await page.stop();
  });
});

describe("getMarketApps", () => {
  test("lists the apps a page at a time, and those whose names hold a word", async () => {
    const search = { ...market(), search: "Model page", pageSize: 10 };
    const pages = await Promise.all([1, 2, 3].map((page) => getMarketApps({ ...search, page }, asking())));
    expect(pages.map(({ apps, total }) => [apps.length, total])).toEqual([
      [10, 25],
      [10, 25],
      [5, 25],
    ]);
    expect(new Set(pages.flatMap(({ apps }) => apps.map(({ appModelId }) => appModelId))).size).toBe(25);
    expect(await getMarketApps({ ...market(), search: "guest" }, asking())).toEqual({
      apps: [{ appModelId: simulator.info.appModelId, name: "Guestbook", versions: ["1.1", "1.0"] }],
      ...{ total: 1, page: 1, pageSize: 20 },
    });
  });

  test("refuses pages that can't be", async () => {
    await expect(getMarketApps({ ...market(), page: 0 }, asking())).rejects.toThrow(/^page: /);
    await expect(getMarketApps({ ...market(), pageSize: 101 }, asking())).rejects.toThrow(/^pageSize: /);
    await expect(getMarketApps({ ...market(), marketAccessKey: "wrong" }, asking())).rejects.toThrow(/refuses the key/);
  });
});
