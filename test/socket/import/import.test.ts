import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { choose, type Choice } from "../../../cli/import/choice";
import { importFile } from "../../../cli/import/import-file";
import type { NamedMarket } from "../../../provider/model";
import { programOf } from "../../../cli/import/program";
import { surroundingsOf } from "../../../cli/import/recorded";
import { runImport } from "../../../cli/import/run";
import type { Target } from "../../../cli/import/target";
import { linkTo } from "../../../cli/inventory/link";
import { managersBy } from "../../../cli/inventory/managers";
import { survey } from "../../../cli/inventory/survey";
import { createMarketApp } from "../../../provider/lifecycle/market-app";
import { marketAppInputs, type MarketAppState } from "../../../provider/model";
import { populate, type Population } from "../inventory/population";
import { Town } from "../inventory/town";
import { ScriptedServer } from "../scripted-server";

const fileSchema = z.object({
  resources: z.array(z.object({ name: z.string(), outputs: z.object({ __rbUrn: z.string() }) })),
});

let town: Town;
let population: Population;
let folder: string;
/** Of everything. */
let whole: Choice;
let market: NamedMarket;

beforeAll(async () => {
  town = await Town.open();
  population = await populate(town);
  const { storeDomain, storeUrl } = town.simulator.info;
  market = { marketDomain: storeDomain, marketUrl: storeUrl };
  whole = await choiceOf();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => town.close());

const target: Target = {
  ...{ folder: "/project", project: "shop", stack: "acme/shop/prod" },
  ...{ isNewProject: false, isItsProgram: false, isNewStack: false, managed: [] },
};

async function choiceOf(
  app: readonly number[] = [],
  {
    environment = {},
    markets = [market],
    into = target,
  }: { environment?: NodeJS.ProcessEnv; markets?: NamedMarket[]; into?: Target } = {},
): Promise<Choice> {
  const link = linkTo({ ...town.environment, ...environment });
  const scope = { team: [], region: [], app: app.map(String) };
  const inventory = await survey(scope, managersBy(into.managed), link, () => undefined);
  return choose(inventory, markets, into, link, () => undefined);
}

test("all that can be managed is imported, everything else is left out with its reason, and nothing is written on the server", async () => {
  const { imported, leftOut, there } = whole;
  const counts = new Map([...population.manageable.keys()].map((appId) => [appId, 0]));
  for (const { state } of imported) counts.set(state.appId, (counts.get(state.appId) ?? 0) + 1);
  expect(counts).toEqual(population.manageable);
  expect(leftOut).toHaveLength(10);
  expect(there).toEqual([]);
  expect(await town.writes()).toEqual([]);
});

test("what is recorded is what taking the install over records, in whatever way it stands", async () => {
  const { imported } = await choiceOf([1, 7, 13, 23, 29, 41]);
  expect(imported).toHaveLength(7);
  for (const { state } of imported) {
    const declared = Object.entries(state).filter(([key]) => key in marketAppInputs.shape);
    const inputs = marketAppInputs.parse(Object.fromEntries(declared));
    const adopted: MarketAppState = await createMarketApp(
      inputs,
      surroundingsOf(linkTo(town.environment), inputs.__rbUrn),
    );
    expect(state).toEqual(adopted);
    expect(state).toMatchObject({ adopt: state.tenantServiceGroupId, ownsApp: false, drift: [] });
    expect(state.__rbUnfinished).toBeUndefined();
  }
  expect(imported.filter(({ state }) => !state.isDeploy).map(({ state }) => state.appId)).toEqual([29, 41]);
  expect(await town.writes()).toEqual([]);
});

test("an app that doesn't run well is imported as it is: nobody waits for it", async () => {
  const [web] = (await town.components()).filter(({ appId }) => appId === 1);
  await town.control.changeComponent(web?.serviceId ?? "", { status: "abnormal" });
  const { imported } = await choiceOf([1]);
  await town.control.changeComponent(web?.serviceId ?? "", { status: null });
  expect(imported.map(({ state }) => [state.health, state.isDeploy])).toEqual([["unavailable", true]]);
});

test("names come from the app groups' and are the same in both files, whatever else is imported", async () => {
  const all = whole.imported;
  const some = (await choiceOf([2, 4])).imported;
  const nameOf = (state: MarketAppState): string | undefined =>
    all.find((one) => one.state.appId === state.appId)?.name;
  expect(some.map(({ name }) => name)).toEqual(some.map(({ state }) => nameOf(state)));
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  const inFile = fileSchema.parse(JSON.parse(importFile(all)));
  const inProgram = [...programOf(all).matchAll(/new rainbond\.MarketApp\("([^"]+)"/g)].map(([, name]) => name);
  expect(inFile.resources.map(({ name }) => name)).toEqual(inProgram);
  for (const { name, outputs } of inFile.resources) {
    expect(outputs.__rbUrn).toBe(`urn:pulumi:prod::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`);
  }
});

test("neither file holds the token or the store's key", () => {
  const { imported } = whole;
  const { adminToken, storeKey } = town.simulator.info;
  for (const text of [importFile(imported), programOf(imported)]) {
    expect(text).not.toContain(adminToken);
    expect(text).not.toContain(storeKey);
  }
});

describe("an install is left out, with its reason", () => {
  const reasons = async (...args: Parameters<typeof choiceOf>): Promise<readonly string[]> => {
    const { imported, leftOut } = await choiceOf(...args);
    expect(imported).toEqual([]);
    return leftOut;
  };

  test("that none of the named stores has", async () => {
    const server = await ScriptedServer.start([{ status: 404, body: '{"msg":"no such app"}' }]);
    const elsewhere = { marketDomain: "elsewhere", marketUrl: server.url };
    expect(await reasons([1], { markets: [elsewhere] })).toEqual([
      expect.stringMatching(
        /^app group 1 \(default\), install \d+: none of the app stores that --market names has its app .* at version "1.0": elsewhere says GET .* "no such app"/,
      ),
    ]);
    await server.stop();
  });

  test("that several of them may have, none of which answers", async () => {
    const { unreachableStoreUrl: marketUrl } = town.simulator.info;
    const silent = ["a", "b"].map((marketDomain) => ({ marketDomain, marketUrl }));
    expect(await reasons([1], { markets: silent })).toEqual([
      expect.stringMatching(/several of the app stores .* a doesn't answer/),
    ]);
  });

  test("that lacks a component of its version", async () => {
    const web = (await town.components()).find(({ appId }) => appId === 47);
    await town.control.deleteComponent(web?.serviceId ?? "");
    expect(await reasons([47])).toEqual([expect.stringMatching(/lacks component \w+ of version "1.0"/)]);
  });

  test("that a resource of another stack made", async () => {
    const urn = "urn:pulumi:prod::other::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";
    const place = population.places.get(1) ?? { teamId: "", regionName: "" };
    const appId = await town.makeGroup(place, "made", urn);
    await town.install(place, appId);
    await town.settle();
    await town.control.forgetRequests();
    expect(await reasons([appId])).toEqual([expect.stringContaining(`it is managed by ${urn}`)]);
  });
});

test("what the stack has already is neither imported again nor left out", async () => {
  const { imported } = await choiceOf([1]);
  const managed = imported.map(({ state }) => ({ ...state, urn: state.__rbUrn }));
  expect(await choiceOf([1], { into: { ...target, managed } })).toMatchObject({
    imported: [],
    leftOut: [],
    there: [{ appId: 1 }],
  });
});

test("a store that is silent from here, and one that refuses the key, are taken for the one that was named", async () => {
  const silent = { ...market, marketUrl: town.simulator.info.unreachableStoreUrl };
  expect((await choiceOf([1], { markets: [silent] })).imported).toHaveLength(1);
  expect((await choiceOf([1], { environment: { RAINBOND_MARKET_ACCESS_KEY: undefined } })).imported).toHaveLength(1);
  expect((await choiceOf([1], { markets: [silent, silent] })).imported).toHaveLength(1);
  const [two] = (await choiceOf([1], { markets: [silent, market, market] })).imported;
  expect(two?.state.marketUrl).toBe(market.marketUrl);
});

describe("the command", () => {
  const before = { ...process.env };
  beforeEach(() => Object.assign(process.env, town.environment));
  afterEach(() => {
    process.env = { ...before };
  });

  const run = (app: string, out = join(folder, "shop")): Promise<number> =>
    runImport({ team: [], region: [], app: [app], market: [market], out });

  test("writes a project, twice the same bytes, and ends with 0 only if all that was asked for is in it", async () => {
    expect(await run("1")).toBe(0);
    const names = (await readdir(join(folder, "shop"))).sort();
    expect(names).toEqual(["Pulumi.yaml", "import.json", "index.ts", "package.json", "tsconfig.json"]);
    expect(await run("1", join(folder, "again", "shop"))).toBe(0);
    for (const name of names) {
      const again = await readFile(join(folder, "again", "shop", name), "utf8");
      expect(again).toBe(await readFile(join(folder, "shop", name), "utf8"));
    }
    expect(await run("23", join(folder, "other"))).toBe(1);
    expect(await readFile(join(folder, "other", "index.ts"), "utf8")).toContain("appId: 23");
  });

  test("writes nothing where there is nothing to import, over other files, or where it may not", async () => {
    expect(await run("3")).toBe(1);
    expect(await run("no-such-group")).toBe(1);
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "taken", "index.ts"), "// mine");
    expect(await run("1", join(folder, "taken"))).toBe(1);
    expect(await readdir(join(folder, "taken"))).toEqual(["index.ts"]);
    await chmod(join(folder, "taken", "index.ts"), 0o400);
    expect(await run("1", join(folder, "taken", "index.ts", "below"))).toBe(1);
    expect(await readdir(folder)).toEqual(["taken"]);
  });
});
