import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { lookForDrift } from "./drift-commands";
import { demoArguments } from "./market-app-program";
import type { Stage } from "./stage";

/**
 * Lives through a create, an upgrade, a resume and an adoption of the models' apps, and a refresh of all that, and expects that none of the three
 * ways to look for drift sees a change, twice in a row. Each model has a version "1.0" and a "1.1".
 */
export async function expectCalmLife(stage: Stage, appModelIds: readonly string[]): Promise<void> {
  const project = await stage.engine.program("calm", "");
  await project.init("dev");
  const { unreachableStoreUrl } = stage.info;
  await project.rewrite(
    program(stage, appModelIds, () => ({ upgraded: {}, resumed: { marketUrl: unreachableStoreUrl } })),
  );
  expect(await project.up()).toMatchObject({ exitCode: 1 });
  const begun = (await project.deployment()).resources.filter(({ urn }) => urn.endsWith("-resumed"));
  expect(begun.map(({ initErrors }) => initErrors.length)).toEqual(appModelIds.map(() => 1));

  const byHand = new Map<string, number>();
  for (const appModelId of appModelIds) byHand.set(appModelId, await installByHand(stage, appModelId));
  await project.rewrite(
    program(stage, appModelIds, (appModelId) => ({
      created: {},
      upgraded: { appModelVersion: "1.1" },
      resumed: {},
      adopted: { appId: byHand.get(appModelId), adopt: true },
    })),
  );
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  expect(await stage.installs()).toBe(5 * appModelIds.length); // each app's, the one by hand, and the one that failed

  await stage.control.forgetRequests();
  const expectCalm = async (): Promise<void> => {
    const clean = { outcome: "clean", summary: { resources: { clean: 4 * appModelIds.length } } };
    expect(await lookForDrift(project)).toMatchObject({ pulumi: 0, report: clean });
  };
  await expectCalm();
  await expectCalm();
  expect(await project.pulumi(["refresh", "--yes"])).toMatchObject({ exitCode: 0 });
  await expectCalm();
  await expectCalm();
  expect(await stage.writes()).toEqual([]);
}

/** An app group with an install that Pulumi doesn't know, running. */
async function installByHand(stage: Stage, appModelId: string): Promise<number> {
  const { ID: appId } = z
    .object({ ID: z.number() })
    .parse(await stage.console("POST", "/apps", { app_name: `by-hand-${appModelId}` }));
  const { storeUrl, storeDomain, storeKey } = stage.info;
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

/** A program with an app for each model and operation; what an operation's app declares otherwise than the demo stands beside it. */
function program(
  stage: Stage,
  appModelIds: readonly string[],
  operations: (appModelId: string) => Readonly<Record<string, Record<string, unknown>>>,
): string {
  const apps = appModelIds.flatMap((appModelId) =>
    Object.entries(operations(appModelId)).map(([operation, args]) => [
      `${appModelId}-${operation}`,
      { ...demoArguments(stage.info), appModelId, ...args },
    ]),
  );
  return `
import * as rainbond from "pulumi-rainbond";
for (const [name, args] of ${JSON.stringify(apps)}) new rainbond.MarketApp(name as string, args as rainbond.MarketAppArgs);
`;
}
