import { demoTemplate, modelOf } from "../socket/simulator/templates";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("looks", "");
  await project.init("dev");
});

afterAll(() => stage.close());

/** A program that installs the newest version in a range, of a market whose key is secret or whose app isn't known before it was installed. */
function floatingProgram(range: string): string {
  const { appModelVersion: _, ...args } = demoArguments(stage.info);
  return `
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";
const args = ${JSON.stringify(args)};
const marketAccessKey = pulumi.secret(args.marketAccessKey);
const found = rainbond.getMarketAppOutput({ ...args, marketAccessKey, range: ${JSON.stringify(range)} });
const app = new rainbond.MarketApp("blog", { ...args, marketAccessKey, appModelVersion: found.latestMatching });
const later = rainbond.getMarketAppOutput({ ...args, appModelId: app.appId.apply(() => args.appModelId) });
export const versions = found.versions;
export const names = later.components.apply((all) => all.map((one) => one.serviceCname));
export const upgradeAvailable = app.upgradeAvailable;
export const listed = rainbond.getMarketApps({ ...args, search: "guest" }).then(({ apps }) => apps.map(({ name }) => name));
`;
}

test("a program installs what a look-up finds, previews before its arguments are known, and shows what isn't secret", async () => {
  await project.rewrite(floatingProgram("1.0.x"));
  expect(await project.pulumi(["preview"])).toMatchObject({ exitCode: 0 });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await project.outputs()).toEqual({
    ...{ versions: ["1.1", "1.0"], names: ["Web", "Database"], upgradeAvailable: ["1.1"], listed: ["Guestbook"] },
  });
});

test("what a look-up finds with a secret key is no secret", async () => {
  const { stdout } = await project.pulumi(["stack", "output", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ versions: ["1.1", "1.0"], names: ["Web", "Database"] });
});

test("a newer version in the store is no drift and no change, and a refresh tells it", async () => {
  const { storeKey: accessKey, storeDomain: domain, appModelId } = stage.info;
  const versions = { "2.0": demoTemplate("1.1"), "1.1": demoTemplate("1.1"), "1.0": demoTemplate("1.0") };
  await stage.control.loadStore({ accessKey, domain, models: [modelOf(appModelId, versions)] });
  await project.rewrite(marketAppProgram(demoArguments(stage.info)));
  for (const command of ["refresh --preview-only --expect-no-changes", "preview --refresh --expect-no-changes"]) {
    expect(await project.pulumi(command.split(" "))).toMatchObject({ exitCode: 0 });
  }
  expect(await project.pulumi(["refresh", "--yes"])).toMatchObject({ exitCode: 0 });
  const { resources } = await project.deployment();
  const [app] = resources.filter(({ type }) => type.endsWith(":MarketApp"));
  expect(app?.outputs["upgradeAvailable"]).toEqual(["2.0", "1.1"]);
});

test("a look-up that fails is one line that says why", async () => {
  await project.rewrite(floatingProgram("^7"));
  const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
  expect(exitCode).not.toBe(0);
  const text = stdout + stderr;
  expect(text).toMatch(/getMarketApp: range: no version is in "\^7"; there are "2\.0", "1\.1", "1\.0"/);
  expect(text).not.toMatch(/^\s+at /m);
  expect(text).not.toContain(stage.info.storeKey);
});
