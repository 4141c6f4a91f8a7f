import { modelOf, orphaningTemplate } from "../socket/simulator/templates";
import type { BadInput } from "./bad-input";
import { expectFitForPeople, expectGoldenScreen, previewWith, upWith } from "./bad-input";
import type { Project } from "./engine";
import type { Impostor } from "./impostor";
import { startImpostor } from "./impostor";
import { Stage } from "./stage";
import { rowsToPlay } from "../matrix-rows";

const wrongKey = "a-key-that-is-wrong";

const rows: BadInput[] = [
  { what: "a wrong key for the app store", args: { marketAccessKey: wrongKey } },
  { what: "a key that no header can carry", args: { marketAccessKey: "钥匙" } },
  { what: "an unknown model", args: { appModelId: "fedcba9876543210fedcba9876543210" } },
  { what: "an unknown version", args: { appModelVersion: "1.2" } },
  { what: "the version latest", args: { appModelVersion: "latest" } },
  { what: "an app that this API can't install", args: { appModelId: "tunnel" } },
  { what: "settings of a component that isn't there", args: { settings: { Wbe: { minMemory: 256 } } } },
];

let stage: Stage;
let project: Project;
let impostor: Impostor;

beforeAll(async () => {
  stage = await Stage.open();
  const { storeKey: accessKey, storeDomain: domain } = stage.info;
  await stage.control.loadStore({ accessKey, domain, models: [modelOf("tunnel", { "1.0": orphaningTemplate() })] });
  project = await stage.engine.program("bad", "");
  await project.init("dev");
  impostor = await startImpostor("text/html", "<h1>Our market</h1>");
});

afterAll(async () => {
  await impostor.close();
  await stage.close();
});

async function expectRefused(bad: BadInput): Promise<void> {
  const { outcome, screen } = await previewWith(bad, stage, project);
  expectFitForPeople(outcome, [stage.info.adminToken, stage.info.storeKey, wrongKey]);
  expectGoldenScreen(screen);
  expect(outcome.exitCode).toBe(1);
  expect(await stage.writes()).toEqual([]);
}

test.each(rowsToPlay(rows))("a preview with $what fails, names the input, and sends no write", expectRefused);

test("a preview with a store's address that is a web site's fails and names the input", async () => {
  await expectRefused({ what: "a web site for a store", args: { marketUrl: impostor.url } });
});

test("a preview with a store that nobody reaches goes on, and so does one that isn't to ask it", async () => {
  const dead = { what: "a dead store", args: { marketUrl: "http://127.0.0.1:9" } };
  expect((await previewWith(dead, stage, project)).outcome).toMatchObject({ exitCode: 0 });
  const off = { what: "nothing asked", args: { appModelVersion: "1.2" }, environment: { RAINBOND_VALIDATE: "off" } };
  expect((await previewWith(off, stage, project)).outcome).toMatchObject({ exitCode: 0 });
});

test("a preview without changes asks neither the store nor the console, one with a wrong version fails", async () => {
  expect((await upWith({ what: "nothing" }, stage, project)).outcome).toMatchObject({ exitCode: 0 });
  expect((await previewWith({ what: "nothing" }, stage, project)).outcome).toMatchObject({ exitCode: 0 });
  expect((await stage.control.requests()).map(({ path }) => path)).toEqual([]);
  await expectRefused({ what: "an upgrade to an unknown version", args: { appModelVersion: "1.2" } });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});
