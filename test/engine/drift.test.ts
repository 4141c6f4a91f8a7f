import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import type { ServerComponent } from "./stage";
import { Stage } from "./stage";

let stage: Stage;
let project: Project;
let appId: number;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("drift", marketAppProgram(demoArguments(stage.info)));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  ({ appId } = (await storedApp(project)).outputs);
});

afterAll(() => stage.close());

async function web(): Promise<ServerComponent> {
  const component = (await stage.components(appId)).find((one) => one.service_cname === "Web");
  if (!component) throw new Error("The app has no component Web");
  return component;
}

/** An update that looks first leaves nothing to see. */
async function healed(): Promise<ServerComponent[]> {
  expect(await project.up("--refresh")).toMatchObject({ exitCode: 0 });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  return stage.components(appId);
}

/** Waits until the console shows this status of Web. */
async function webIs(status: string): Promise<void> {
  if ((await web()).status === status) return;
  await setTimeout(20);
  await webIs(status);
}

test("an image that was changed and a component that was stopped are both given back by one up --refresh", async () => {
  const { service_id, image } = await web();
  await stage.control.changeComponent(service_id, { image: "registry.example/other:2" });
  await stage.console("POST", `/apps/${appId}/operations`, { action: "stop", service_ids: [service_id] });
  await webIs("closed");
  expect(await healed()).toContainEqual(expect.objectContaining({ service_cname: "Web", image, status: "running" }));
});

test("up --refresh refuses to go back from a version that somebody upgraded to, and names the version to declare", async () => {
  await upgradeByHand("1.1");
  const up = await project.up("--refresh");
  expect(up.exitCode).toBe(1);
  expect(project.screen(up)).toContain(`Declare appModelVersion: "1.1"`);
  await project.rewrite(marketAppProgram({ ...demoArguments(stage.info), appModelVersion: "1.1" }));
  await healed();
  expect((await storedApp(project)).outputs).toMatchObject({ appModelVersion: "1.1", drift: [] });
});

async function upgradeByHand(version: string): Promise<void> {
  const models = z.tuple([z.looseObject({ market_name: z.string() })]);
  const [{ market_name }] = models.parse(await stage.console("GET", `/apps/${appId}/upgrade`));
  const update = { market_name, app_model_id: stage.info.appModelId, app_model_version: version };
  await stage.console("POST", `/apps/${appId}/upgrade`, { update_versions: [update] });
  await webIs("running");
}

test("with a component deleted, up --refresh names the command that replaces the app, and that command does", async () => {
  const { service_id } = await web();
  await stage.console("POST", `/apps/${appId}/operations`, { action: "stop", service_ids: [service_id] });
  await webIs("closed");
  await stage.console("DELETE", `/apps/${appId}/services/${service_id}`);
  const up = await project.up("--refresh");
  expect(up.exitCode).toBe(1);
  const command = /pulumi up --replace '([^']+)'/.exec(project.screen(up));
  expect(command).not.toBeNull();
  expect(await project.up("--replace", command?.[1] ?? "")).toMatchObject({ exitCode: 0 });
  ({ appId } = (await storedApp(project)).outputs);
  expect(await stage.components(appId)).toHaveLength(2);
  expect(await stage.server()).toHaveLength(1);
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
});

test("a whole app that is gone is installed again by up --refresh", async () => {
  await stage.console("POST", `/apps/${appId}/operations`, { action: "stop" });
  await webIs("closed");
  for (const cname of ["Web", "Database"]) {
    const component = (await stage.components(appId)).find((one) => one.service_cname === cname);
    await stage.console("DELETE", `/apps/${appId}/services/${component?.service_id ?? cname}`);
  }
  await stage.console("DELETE", `/apps/${appId}`);
  expect(await project.up("--refresh")).toMatchObject({ exitCode: 0 });
  ({ appId } = (await storedApp(project)).outputs);
  expect(await stage.components(appId)).toHaveLength(2);
  expect(await stage.server()).toHaveLength(1);
});
