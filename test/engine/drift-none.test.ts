import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { lookForDrift } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

/** An app group with an install that Pulumi doesn't know, running. */
async function installByHand(): Promise<number> {
  const { ID: appId } = z
    .object({ ID: z.number() })
    .parse(await stage.console("POST", "/apps", { app_name: "by-hand" }));
  const { storeUrl, storeDomain, storeKey, appModelId } = stage.info;
  await stage.console("POST", `/apps/${appId}/install?is_deploy=true`, {
    ...{ market_url: storeUrl, market_domain: storeDomain, market_type: "rainstore", market_access_key: storeKey },
    ...{ app_model_id: appModelId, app_model_version: "1.0" },
  });
  for (let looks = 0; looks < 600; looks++) {
    if ((await stage.components(appId)).every(({ status }) => status === "running")) return appId;
    await setTimeout(100);
  }
  throw new Error("the install by hand doesn't come to run");
}

/** A program with an app for each operation; `changes` are what of the demo's arguments each declares differently. */
function program(changes: Readonly<Record<string, Record<string, unknown>>>): string {
  const apps = Object.entries(changes).map(([name, args]) => [name, { ...demoArguments(stage.info), ...args }]);
  return `
import * as rainbond from "pulumi-rainbond";
for (const [name, args] of ${JSON.stringify(apps)}) new rainbond.MarketApp(name as string, args as rainbond.MarketAppArgs);
`;
}

async function expectNothingTwice(project: Project): Promise<void> {
  const clean = { pulumi: 0, report: { outcome: "clean", summary: { resources: { clean: 4 } } } };
  for (let look = 0; look < 2; look++) expect(await lookForDrift(project)).toMatchObject(clean);
}

test("after a create, an upgrade, a resume and an adoption, and after a refresh of all that, none of the commands sees a change, twice", async () => {
  const { unreachableStoreUrl } = stage.info;
  const project = await stage.engine.program(
    "none",
    program({ upgraded: {}, resumed: { marketUrl: unreachableStoreUrl } }),
  );
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 1 });
  const begun = (await project.deployment()).resources.find(({ urn }) => urn.endsWith("::resumed"));
  expect(begun?.initErrors).toHaveLength(1);

  const adopted = { appId: await installByHand(), adopt: true };
  await project.rewrite(program({ created: {}, upgraded: { appModelVersion: "1.1" }, resumed: {}, adopted }));
  const up = await project.up();
  expect([project.screen(up), up.exitCode]).toEqual([expect.anything(), 0]);
  expect(await stage.installs()).toBe(5); // each app's, the one by hand, and the one that failed

  await stage.control.forgetRequests();
  await expectNothingTwice(project);
  expect(await project.pulumi(["refresh", "--yes"])).toMatchObject({ exitCode: 0 });
  await expectNothingTwice(project);
  expect(await stage.writes()).toEqual([]);
});
