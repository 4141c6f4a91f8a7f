import { linkTo } from "../../../cli/inventory/link";
import type { Scope } from "../../../cli/inventory/scope";
import { teamsTable } from "../../../cli/teams/table";
import { listTeams, type TeamList } from "../../../cli/teams/teams";
import { Town } from "../inventory/town";

let town: Town;

beforeEach(async () => {
  town = await Town.open();
});

afterEach(() => town.close());

async function look(scope: Partial<Scope> = {}): Promise<TeamList> {
  return listTeams({ team: [], region: [], app: [], ...scope }, linkTo(town.environment), () => undefined);
}

test("every team is listed in each of its regions, with its app groups, and nothing is written", async () => {
  const teamId = await town.openTeam("博客");
  const blog = await town.makeGroup({ teamId, regionName: "other" }, "Blog");
  const wiki = await town.makeGroup({ teamId, regionName: "other" }, "Wiki");
  await town.control.forgetRequests();
  const list = await look();
  expect(list.failures).toEqual([]);
  expect(list.places.filter((place) => place.teamId === teamId)).toMatchObject([
    {
      teamAlias: "博客",
      regionName: "other",
      apps: [
        { appId: blog, appName: "Blog" },
        { appId: wiki, appName: "Wiki" },
      ],
    },
    { teamAlias: "博客", regionName: "rainbond", apps: [] },
  ]);
  expect(new Set(list.places.map((place) => place.teamId)).size).toBe(2);
  expect(await town.writes()).toEqual([]);
  const lines = teamsTable(list, false).split("\n");
  const row = lines.find((line) => line.includes("Wiki")) ?? "";
  expect(row).toMatch(new RegExp(`^ *博客 \\(\\w+\\) +${teamId} +other +${blog} \\(Blog\\), ${wiki} \\(Wiki\\)$`));
});

test("what is asked for and isn't there is said, and a region that fails hides no other", async () => {
  const teamId = await town.openTeam("Blog");
  expect((await look({ region: ["rainbond", "nowhere"] })).failures).toEqual([
    "--region: none of the teams was opened in a region nowhere",
  ]);
  await expect(look({ team: ["nobody"] })).rejects.toThrow(/--team: the token's user is in no team nobody; there are /);
  const match = { method: "GET", path: `/openapi/v1/teams/${teamId}/regions/other/apps` };
  const response = { status: 500, body: {} };
  await town.control.setFaults([{ point: "console", match, times: 100, effect: "respond", response }]);
  const list = await look({ team: [teamId] });
  expect(list.places.map(({ regionName }) => regionName)).toEqual(["rainbond"]);
  expect(list.failures).toEqual([
    expect.stringMatching(/^team Blog \(\w+\), region other: can't list the app groups: GET /),
  ]);
  expect(teamsTable(list, false)).toContain("couldn't be looked at: team Blog");
});

test("a team that was opened in no region is listed, too", async () => {
  await town.ask("POST", "/teams", { tenant_name: "新团队" });
  const list = await look({ team: ["新团队"] });
  expect(list).toMatchObject({ failures: [], places: [], unopened: [{ teamAlias: "新团队" }] });
  const id = list.unopened[0]?.teamId ?? "none";
  expect(teamsTable(list, false)).toMatch(new RegExp(`^opened in no region: team 新团队 \\(\\w+\\) ${id}\\. Open it`));
  expect((await look()).unopened).toHaveLength(1);
});
