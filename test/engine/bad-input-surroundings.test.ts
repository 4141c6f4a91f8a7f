import type { BadInput, Failure } from "./bad-input";
import { expectFitForPeople, expectGoldenScreen, upWith } from "./bad-input";
import type { Project } from "./engine";
import type { Impostor } from "./impostor";
import { startImpostor } from "./impostor";
import { Stage } from "./stage";
import { rowsToPlay } from "../matrix-rows";

const wrongToken = "a-token-that-is-wrong";
const nobody = "http://127.0.0.1:9";
const impostors: Impostor[] = [];
let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("bad", "");
  await project.init("dev");
});

afterAll(async () => {
  await Promise.all(impostors.map((impostor) => impostor.close()));
  await stage.close();
});

afterEach(async () => {
  await stage.control.setFaults([]);
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

async function impostorUrl(contentType: string, body: string): Promise<string> {
  const impostor = await startImpostor(contentType, body);
  impostors.push(impostor);
  return impostor.url;
}

async function expectRefused(bad: BadInput): Promise<Failure> {
  const failure = await upWith(bad, stage, project);
  const { adminToken, storeKey } = stage.info;
  expectFitForPeople(failure.outcome, [adminToken, storeKey, wrongToken]);
  expectGoldenScreen(failure.screen);
  expect(failure.outcome.exitCode).toBe(1);
  return failure;
}

interface Row {
  readonly title: string;
  readonly bad: () => BadInput | Promise<BadInput>;
}

const rows: Row[] = [
  {
    title: "up with a wrong token fails with one cause and leaves nothing",
    bad: () => ({ what: "a wrong token", environment: { RAINBOND_TOKEN: wrongToken } }),
  },
  {
    title: "up without an endpoint and a token names both, and every way to give them",
    bad: () => ({
      what: "nothing configured",
      environment: { RAINBOND_ENDPOINT: undefined, RAINBOND_TOKEN: undefined },
    }),
  },
  {
    title: "up with an endpoint without a scheme fails with one cause and leaves nothing",
    bad: () => ({
      what: "no scheme in the endpoint",
      environment: { RAINBOND_ENDPOINT: "console.example:7070" },
    }),
  },
  {
    title: "up with https:// against a console that speaks plain http fails with one cause and leaves nothing",
    bad: () => ({
      what: "the wrong scheme",
      environment: { RAINBOND_ENDPOINT: stage.simulator.url.replace("http:", "https:") },
    }),
  },
  {
    title: "up with a store's address that is a web site's fails with one cause and leaves nothing",
    bad: async () => ({
      what: "a web site for a store",
      args: { marketUrl: await impostorUrl("text/html", "<h1>Our market</h1>") },
    }),
  },
  {
    title: "up with an endpoint that serves web pages fails with one cause and leaves nothing",
    bad: async () => ({
      what: "a web server",
      environment: { RAINBOND_ENDPOINT: await impostorUrl("text/html", "<h1>It works</h1>") },
    }),
  },
  {
    title: "up with an endpoint that answers empty bodies fails with one cause and leaves nothing",
    bad: async () => ({
      what: "an empty server",
      environment: { RAINBOND_ENDPOINT: await impostorUrl("application/json", "") },
    }),
  },
  {
    title: "up with an endpoint at which nobody listens fails with one cause and leaves nothing",
    bad: () => ({ what: "nobody there", environment: { RAINBOND_ENDPOINT: nobody } }),
  },
];

test.each(rowsToPlay(rows))("$title", async ({ bad }) => {
  const failure = await expectRefused(await bad());
  expect(failure.apps).toEqual([]);
  expect(await stage.writes()).toEqual([]);
  expect(await stage.server()).toEqual([]);
});

test("up with a store that nobody reaches keeps the app group, which destroy removes", async () => {
  const { unreachableStoreUrl } = stage.info;
  const failure = await expectRefused({ what: "a dead store", args: { marketUrl: unreachableStoreUrl } });
  expect(failure.apps).toHaveLength(1);
  expect(await stage.server()).toMatchObject([{ group: { ID: failure.apps[0]?.outputs["appId"] }, components: [] }]);
});

test("up while the store fails keeps the app group, and the next up installs into it, once", async () => {
  const failing = { status: 503, body: { code: 503, msg: "the store is down" } };
  await stage.control.setFaults([{ point: "store.app", times: 1000, response: failing }]);
  const failure = await expectRefused({ what: "a failing store" });
  const [before] = failure.apps;
  await stage.control.setFaults([]);
  const { outcome, apps } = await upWith({ what: "nothing" }, stage, project);
  expect(outcome).toMatchObject({ exitCode: 0 });
  expect(apps).toMatchObject([{ id: before?.id, outputs: { health: "ready" } }]);
  expect(await stage.installs()).toBe(1);
});
