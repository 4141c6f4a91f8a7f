import { storedApp } from "./installed-app";
import type { Project } from "./engine";
import { Stage } from "./stage";

let stage: Stage;
let project: Project;
let appId: number;

/** An app that somebody installed by hand, and the example for it. */
beforeAll(async () => {
  stage = await Stage.open();
  const { info, teamId } = stage;
  const made = await stage.console("POST", "/apps", { app_name: "by-hand" });
  appId = Number(Reflect.get(Object(made), "ID"));
  const store = { market_url: info.storeUrl, market_domain: info.storeDomain, market_type: "rainstore" };
  const model = { market_access_key: info.storeKey, app_model_id: info.appModelId, app_model_version: "1.0" };
  await stage.console("POST", `/apps/${appId}/install?is_deploy=true`, { ...store, ...model });
  project = await stage.engine.example("adopt");
  await project.init("dev", {
    "rainbond:teamId": teamId,
    "rainbond:regionName": info.regionName,
    appId: String(appId),
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    appModelId: info.appModelId,
    appModelVersion: "1.0",
  });
  await stage.control.forgetRequests();
});

afterAll(() => stage.close());

test("the example takes over what was installed by hand, upgrades it by code, and destroy leaves it running", async () => {
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect((await storedApp(project)).outputs).toMatchObject({ appId, health: "ready", ownsApp: false });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });

  await project.configure({ appModelVersion: "1.1" });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const upgraded = await stage.components(appId);
  expect((await storedApp(project)).outputs.appModelVersion).toBe("1.1");

  await stage.control.forgetRequests();
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect(await stage.components(appId)).toEqual(upgraded);
});

test("taken over again and deleted from the state, it runs on", async () => {
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { urn } = await storedApp(project);
  await stage.control.forgetRequests();
  expect(await project.pulumi(["state", "delete", urn, "--yes"])).toMatchObject({ exitCode: 0 });
  expect(await project.pulumi(["destroy", "--yes", "--skip-preview"])).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect(await stage.components(appId)).toHaveLength(2);
});
