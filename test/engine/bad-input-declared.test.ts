import type { BadInput } from "./bad-input";
import { expectFitForPeople, expectGoldenScreen, upWith } from "./bad-input";
import type { Project } from "./engine";
import { Stage } from "./stage";
import { rowsToPlay } from "../matrix-rows";

const wrongKey = "a-key-that-is-wrong";
const paddedKey = " a-padded-key ";

const rows: BadInput[] = [
  { what: "an unknown team", args: { teamId: "0123456789abcdef0123456789abcdef" } },
  { what: "a team given by its name", args: { teamId: "demo" } },
  { what: "an unknown region", args: { regionName: "nowhere" } },
  { what: "a region in which the team isn't open", args: { regionName: "other" } },
  { what: "an unknown app group", args: { appId: 4711 } },
  { what: "an unknown model", args: { appModelId: "fedcba9876543210fedcba9876543210" } },
  { what: "an unknown version", args: { appModelVersion: "9.9" } },
  { what: "a wrong key for the app store", args: { marketAccessKey: wrongKey } },
  {
    what: "several bad inputs at once",
    args: {
      teamId: "demo",
      regionName: "the main region",
      appId: "4711",
      appModelId: undefined,
      appModelVersion: "",
      marketUrl: "hub.example",
      marketAccessKey: paddedKey,
      isDeploy: "yes",
      appModelversion: "1.0",
    },
  },
];

let stage: Stage;
let project: Project;

beforeAll(async () => {
  // The compiler would find some of it first.
  stage = await Stage.open({ PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
  project = await stage.engine.program("bad", "");
  await project.init("dev");
});

afterAll(() => stage.close());

afterEach(async () => {
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

test.each(rowsToPlay(rows))("up with $what fails with one cause, sends no write and leaves nothing", async (bad) => {
  const failure = await upWith(bad, stage, project);
  const { adminToken, storeKey } = stage.info;
  expectFitForPeople(failure.outcome, [adminToken, storeKey, wrongKey, paddedKey]);
  expectGoldenScreen(failure.screen);
  expect(failure.outcome.exitCode).toBe(1);
  expect(failure.apps).toEqual([]);
  expect(await stage.writes()).toEqual([]);
  expect(await stage.server()).toEqual([]);
});

test("after all these failures the right inputs install, the key of the store among them", async () => {
  const { outcome, apps } = await upWith({ what: "nothing" }, stage, project);
  expect(outcome).toMatchObject({ exitCode: 0 });
  expect(apps).toHaveLength(1);
});
