import { linkTo } from "../../../cli/inventory/link";
import { managersBy } from "../../../cli/inventory/managers";
import type { Inventory } from "../../../cli/inventory/report";
import type { Scope } from "../../../cli/inventory/scope";
import { managedIn } from "../../../cli/inventory/stack-states";
import { survey } from "../../../cli/inventory/survey";
import { inventoryTable } from "../../../cli/inventory/table";
import type { Fault } from "../../../simulator";
import { populate, type Population } from "./population";
import { otherModel, pathOf, Town } from "./town";

let town: Town;
let population: Population;

beforeAll(async () => {
  town = await Town.open();
  population = await populate(town);
});

afterAll(() => town.close());

async function look(scope: Partial<Scope> = {}): Promise<Inventory> {
  return survey({ team: [], region: [], app: [], ...scope }, managersBy([]), linkTo(town.environment), () => undefined);
}

const keyOf = (place: { teamId: string; regionName: string; appId: number }, number: number): string =>
  `${place.teamId}/${place.regionName}/${place.appId}/${number}`;

test("everything on the console is listed once, with its components, and nothing is written", async () => {
  const { entries, failures } = await look();
  expect(failures).toEqual([]);
  const there = new Map<string, string[]>();
  for (const one of await town.components()) {
    const key = keyOf(one, one.groupId);
    there.set(key, [...(there.get(key) ?? []), one.serviceId].sort());
  }
  const listed = entries.map((one) => [
    keyOf(one, one.tenantServiceGroupId),
    one.components.map(({ serviceId }) => serviceId).sort(),
  ]);
  expect(listed).toHaveLength(there.size);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(there));
  expect(new Set(entries.map(({ teamId }) => teamId)).size).toBe(25);
  expect(await town.writes()).toEqual([]);
});

test("what can be managed has no obstacle, and everything else says why it can't", async () => {
  const { entries } = await look();
  const free = new Map([...population.manageable.keys()].map((appId) => [appId, 0]));
  for (const { appId, obstacles } of entries) if (obstacles.length === 0) free.set(appId, (free.get(appId) ?? 0) + 1);
  expect(free).toEqual(population.manageable);
  const why = (appId: number): string[] =>
    entries.filter((one) => one.appId === appId).map(({ kind, obstacles }) => [kind, ...obstacles].join(": "));
  const left: unknown = expect.stringMatching("^leftBehind: what a failed install left behind: it never ran");
  const local: unknown = expect.stringMatching(
    "^install: its app group holds an install from the console's own library, .*/upgrade: 400",
  );
  const twin: unknown = expect.stringMatching(
    "^install: its app group holds 2 installs of this app, and an upgrade would change",
  );
  const byHand: unknown = expect.stringMatching("^handMade: made by hand");
  expect(Object.fromEntries([3, 11, 13, 17, 18, 19, 23, 29, 37].map((appId) => [appId, why(appId)]))).toEqual({
    3: [twin, twin],
    11: [left],
    13: ["install", left],
    17: [local],
    18: [local, local],
    19: [byHand],
    23: [byHand, "install"],
    29: ["install"],
    37: [expect.stringMatching("^install: the console can't say which app it is: .*404")],
  });
});

test("a component that a person moved keeps its install from being managed, in both app groups, as does another build source", async () => {
  const [one, two] = (await town.components()).filter(({ appId }) => appId === 45);
  const { teamId, regionName } = population.places.get(45) ?? { teamId: "", regionName: "" };
  const elsewhere = await town.makeGroup({ teamId, regionName }, "elsewhere");
  await town.control.changeComponent(one?.serviceId ?? "", { appId: elsewhere });
  const moved = await look({ team: [teamId], region: [regionName] });
  await town.control.changeComponent(one?.serviceId ?? "", { appId: 45 });
  expect(moved.entries.map(({ appId, obstacles }) => [appId, obstacles.at(-1)])).toEqual([
    [45, expect.stringMatching(`other components of this install are in app group ${elsewhere}`)],
    [elsewhere, expect.stringMatching("other components of this install are in app group 45")],
  ]);
  await town.control.changeComponent(two?.serviceId ?? "", { serviceSource: "docker_image" });
  const replaced = await look({ app: ["45"] });
  await town.control.changeComponent(two?.serviceId ?? "", { serviceSource: "market" });
  expect(replaced.entries[0]?.obstacles).toEqual([
    expect.stringMatching("^the build source of component .* was replaced"),
  ]);
});

test("what others wrote steers neither a terminal nor a CI system, also where it keeps an install from being managed", async () => {
  const [web, database] = (await town.components()).filter(({ appId }) => appId === 43);
  const hostile = "\u001b[2JWeb\n::error::gone\u202e";
  await town.control.changeComponent(web?.serviceId ?? "", { cname: hostile, createStatus: "creating" });
  for (const { serviceId = "", modelVersion } of [
    { ...web, modelVersion: "dev\n##[error]a" },
    { ...database, modelVersion: "x" },
  ])
    await town.control.changeComponent(serviceId, { modelVersion });
  const inventory = await look({ app: ["43"] });
  await town.control.changeComponent(web?.serviceId ?? "", { cname: "Web", createStatus: "complete" });
  for (const one of [web, database]) await town.control.changeComponent(one?.serviceId ?? "", { modelVersion: "1.0" });
  expect(inventory.entries.flatMap(({ obstacles }) => obstacles)).toEqual([
    expect.stringContaining('"dev # #[error]a"'),
    expect.stringMatching(/^component .*Web : :error::gone \(\w+\).* was never made/),
  ]);
  for (const text of [inventoryTable(inventory, false), ...inventory.entries.flatMap(({ obstacles }) => obstacles)]) {
    for (const steering of ["\u001b", "\u202e", "\n::error", "##["]) expect(text).not.toContain(steering);
  }
});

test("team, model, version and health are told", async () => {
  const { entries } = await look({ app: ["7"] });
  const { appModelId } = town.simulator.info;
  const known = {
    teamAlias: '团队 `${3}` "3',
    regionName: "rainbond",
    appName: "博客-系统",
    version: "1.0",
    health: "ready",
  };
  expect(entries).toMatchObject([
    { ...known, kind: "install", appModelId, modelName: "Guestbook", managedBy: [] },
    { ...known, kind: "install", appModelId: "0123456789abcdef0123456789abcdef" },
  ]);
  expect((await look({ app: ["41"] })).entries).toMatchObject([{ health: "stopped", obstacles: [] }]);
  expect((await look({ app: ["29"] })).entries).toMatchObject([{ health: "notDeployed", obstacles: [] }]);
});

test("a team is asked for by its id, name or display name, an app group by its number or name, and what isn't there is said", async () => {
  const { entries } = await look({ team: ['团队 `${0}` "0'] });
  expect(new Set(entries.map(({ appId }) => appId))).toEqual(new Set([1, 2]));
  const [first] = entries;
  expect((await look({ team: [first?.teamName ?? ""], region: ["other"] })).entries).toHaveLength(1);
  expect((await look({ team: [first?.teamId ?? ""], app: ["default"] })).entries).toHaveLength(2);
  await expect(look({ team: ["nobody"] })).rejects.toThrow("is in no team nobody; there are");
  expect((await look({ team: [first?.teamId ?? ""], region: ["moon"], app: ["99999"] })).failures).toEqual([
    "--app: there is no app group 99999",
    "--region: none of the teams was opened in a region moon",
  ]);
});

test("a table a team, in columns also where names are wide", async () => {
  const { teamId, regionName } = population.places.get(7) ?? { teamId: "", regionName: "" };
  const inventory = await look({ team: [teamId], region: [regionName] });
  const [title, , head, ...rows] = inventoryTable(inventory, false).split("\n");
  expect(title).toMatch(/^团队 `\$\{3\}` "3 \(\w+\) [0-9a-f]{32}$/);
  expect(head).toMatch(/^ {2}region {4}app group {6}install {2}app /);
  expect(rows[0]).toMatch(/^ {2}rainbond {2}博客-系统 \(7\) {2}\d+/);
});

describe("on a console that isn't well", () => {
  test("a team that is deleted meanwhile, a region that is closed and a sick cluster are failures, and the rest is listed", async () => {
    const respond = (path: string, status: number, body: unknown): Fault => ({
      ...({ point: "console", match: { method: "GET", path }, times: 100, effect: "respond" } as const),
      response: { status, body },
    });
    const gone = population.places.get(1)?.teamId ?? "";
    const sick = population.places.get(5) ?? { teamId: "", regionName: "" };
    await town.control.setFaults([
      respond(`/openapi/v1/teams/${gone}/regions`, 404, { code: 404, msg: "no found team", msg_show: "团队不存在" }),
      respond(`/openapi/v1${pathOf(sick, 5)}/services`, 400, {
        code: 400,
        msg: { httpcode: 500 },
        msg_show: "数据中心操作故障",
      }),
    ]);
    await town.control.changeRegion("other", { status: "3" });
    const { entries, failures } = await look();
    await town.control.changeRegion("other", { status: "1" });
    await town.control.setFaults([]);
    expect(failures).toHaveLength(1 + 24 + 1);
    expect(failures.filter((failure) => failure.includes("no found team"))).toHaveLength(1);
    expect(failures.filter((failure) => failure.includes("region other"))).toHaveLength(24);
    expect(failures.filter((failure) => failure.includes("app group 5"))).toHaveLength(1);
    const odd = [...population.places.keys()].filter((appId) => appId % 2 === 1 && ![1, 5, 31].includes(appId));
    expect([...new Set(entries.map(({ appId }) => appId))].sort((a, b) => a - b)).toEqual(odd);
  });

  test("a store that is silent leaves apps and versions unknown, never invented", async () => {
    await town.control.setFaults([
      { point: "store.app", times: 100, response: { status: 503, body: { msg: "down" } } },
    ]);
    const { entries } = await look({ app: ["1"] });
    await town.control.setFaults([]);
    expect(entries).toMatchObject([{ kind: "install", appModelId: null, version: "1.0" }]);
    expect(entries[0]?.obstacles).toEqual([
      expect.stringMatching(/^the console can't say which app it is: .*GET .*\/upgrade: /),
    ]);
  });
});

test("a token that sees nothing, and one that isn't right, are errors that say so", async () => {
  const as = (token: string): Promise<Inventory> =>
    survey(
      { team: [], region: [], app: [] },
      managersBy([]),
      linkTo({ ...town.environment, RAINBOND_TOKEN: token }),
      () => undefined,
    );
  await expect(as(town.simulator.info.plainToken)).rejects.toThrow("the token's user is in no team");
  await expect(as("wrong")).rejects.toThrow("401");
});

test("who manages it is told by the note of a MarketApp and by the stacks, not by the note of an App", async () => {
  const teamId = await town.openTeam("managed");
  const place = { teamId, regionName: "rainbond" };
  const urn = (type: string): string => `urn:pulumi:prod::shop::pulumi-nodejs:dynamic/rainbond:${type}::blog`;
  for (const type of ["MarketApp", "App"]) {
    const appId = await town.makeGroup(place, type, `Made by Pulumi: project shop. ${urn(type)}`);
    await town.install(place, appId);
  }
  await town.settle();
  const { entries } = await look({ team: [teamId] });
  expect(entries.map(({ appName, managedBy }) => [appName, managedBy])).toEqual([
    ["MarketApp", [urn("MarketApp")]],
    ["App", []],
  ]);
  const [, ofApp] = entries;
  const outputs = { ...place, appId: ofApp?.appId, tenantServiceGroupId: ofApp?.tenantServiceGroupId };
  const id = `${teamId}/rainbond/${ofApp?.appId ?? ""}`;
  const resource = { urn: urn("MarketApp"), type: "pulumi-nodejs:dynamic/rainbond:MarketApp", id, outputs };
  const others = [
    { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::s", type: "pulumi:pulumi:Stack" },
    { ...resource, outputs: {} },
  ];
  const managed = managedIn(JSON.stringify({ version: 3, deployment: { resources: [...others, resource] } }));
  const scope = { team: [teamId], region: [], app: ["App"] };
  const known = await survey(scope, managersBy(managed), linkTo(town.environment), () => undefined);
  expect(known.entries.map(({ managedBy }) => managedBy)).toEqual([[urn("MarketApp")]]);
  expect(managedIn(JSON.stringify({ version: 3, deployment: {} }))).toEqual([]);
});

describe("in a stack's state", () => {
  const place = { teamId: "0".repeat(32), regionName: "rainbond", appId: 7, tenantServiceGroupId: 12 };
  const resource = {
    ...{ urn: "urn:pulumi:prod::shop::rainbond:index:MarketApp::blog", type: "rainbond:index:MarketApp" },
    ...{ id: `${place.teamId}/rainbond/7`, outputs: place },
  };
  const managed = (changes: object): unknown =>
    managedIn(JSON.stringify({ version: 3, deployment: { resources: [{ ...resource, ...changes }] } }));

  test("a MarketApp has its install, also where its team and region are secret", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const expected = [{ urn: resource.urn, ...place }];
    expect(managed({})).toEqual(expected);
    expect(managed({ outputs: { ...place, teamId: secret, regionName: secret, appId: secret } })).toEqual(expected);
  });

  test("it has each install of its app group where the number is secret: it may be any of them", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const resources = [{ ...resource, outputs: { ...place, tenantServiceGroupId: secret } }];
    const managersOf = managersBy(managedIn(JSON.stringify({ version: 3, deployment: { resources } })));
    const group = { appId: 7, name: "g", note: "", k8sApp: "g" };
    expect(managersOf(place, 12, group)).toEqual([resource.urn]);
    expect(managersOf({ ...place, appId: 8 }, 12, group)).toEqual([]);
  });

  test("what it only reads by get is managed by somebody else, or nobody", () => {
    expect(managed({ external: true })).toEqual([]);
  });

  test("one that never came to an install has none", () => {
    expect(managed({ outputs: {} })).toEqual([]);
    expect(managed({ outputs: undefined })).toEqual([]);
  });
});

test("a note is found again among the lines that a person wrote around it", async () => {
  const teamId = await town.openTeam("noted");
  const place = { teamId, regionName: "rainbond" };
  const urn = "urn:pulumi:prod::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";
  const appId = await town.makeGroup(place, "noted", `Owner: Bob\nMade by Pulumi: project shop. ${urn}\r\n找 Bob`);
  await town.install(place, appId);
  await town.settle();
  expect((await look({ team: [teamId] })).entries.map(({ managedBy }) => managedBy)).toEqual([[urn]]);
});

test("a team of a hundred app groups costs three calls each and two more", async () => {
  const place = { teamId: await town.openTeam("big"), regionName: "rainbond" };
  for (let group = 0; group < 100; group++) await town.install(place, await town.makeGroup(place, `big-${group}`));
  await town.settle();
  await town.control.forgetRequests();
  expect((await look({ team: [place.teamId], region: ["rainbond"] })).entries).toHaveLength(100);
  const asked = (await town.control.requests()).filter(({ path }) => path.startsWith("/openapi/v1/teams/"));
  expect(asked.length).toBeLessThanOrEqual(2 + 3 * 100);
});

test("teams are read to their last page", async () => {
  const aliases = Array.from({ length: 230 }, (_, index) => `many-${index}`);
  for (const alias of aliases) await town.ask("POST", "/teams", { tenant_name: alias });
  const listed = (await linkTo(town.environment).console.listTeams()).map(({ alias }) => alias);
  expect(listed.filter((alias) => alias.startsWith("many-")).sort()).toEqual(aliases.sort());
});

test("an install that was moved whole beside another app isn't taken for that one, which the console alone counts there", async () => {
  const place = { teamId: await town.openTeam("movers"), regionName: "rainbond" };
  const groups = { blog: await town.makeGroup(place, "blog"), shop: await town.makeGroup(place, "shop") };
  await town.install(place, groups.blog);
  await town.install(place, groups.shop, otherModel);
  await town.settle();
  for (const { appId, serviceId } of await town.components())
    if (appId === groups.blog) await town.control.changeComponent(serviceId, { appId: groups.shop });
  const { entries } = await look({ team: [place.teamId] });
  expect(entries.map(({ appId, appModelId, obstacles }) => [appId, appModelId, obstacles])).toEqual([
    [groups.shop, null, [expect.stringMatching("^the console doesn't say which of the group's apps it is")]],
    [groups.shop, otherModel, []],
  ]);
});
