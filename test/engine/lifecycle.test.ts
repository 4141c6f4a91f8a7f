import { setTimeout } from "node:timers/promises";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

beforeEach(async () => {
  await stage.forgetServer();
  await stage.control.forgetRequests();
});

/** A stack with one app of this version; `options` is the source text of the resource's options. */
async function appProject(name: string, options = "{}"): Promise<Project> {
  const project = await stage.engine.program(name, marketAppProgram(demoArguments(stage.info), "blog", options));
  await project.init("dev");
  return project;
}

async function declareVersion(project: Project, appModelVersion: string): Promise<void> {
  await project.rewrite(marketAppProgram({ ...demoArguments(stage.info), appModelVersion }));
}

test("up waits while a component is closed and while it is waiting, and returns once it runs; destroy leaves the server as it was", async () => {
  const project = await appProject("install");
  let isOver = false;
  const up = project.up().finally(() => (isOver = true));
  const serviceId = await pinWhenItAppears("Database", "closed");
  await theProviderLooks(3);
  await stage.control.changeComponent(serviceId, { status: "waiting" });
  await theProviderLooks(3);
  expect(isOver).toBe(false);
  await stage.control.changeComponent(serviceId, { status: null });
  expect(await up).toMatchObject({ exitCode: 0 });
  const [app] = await stage.server();
  expect(app?.components.map(({ status }) => status)).toEqual(["running", "running"]);
  expect(await stage.installs()).toBe(1);
  expect((await storedApp(project)).outputs).toMatchObject({ health: "ready", appModelVersion: "1.0", drift: [] });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

/** Resolves once the provider has asked for the components so many times more. */
async function theProviderLooks(times: number): Promise<void> {
  const looks = async (): Promise<number> =>
    (await stage.control.requests()).filter(({ method, path }) => method === "GET" && path.endsWith("/services"))
      .length;
  const until = (await looks()) + times;
  while ((await looks()) < until) await setTimeout(20);
}

test("up fails and names a component that is abnormal; once it recovers, the next up waits on and installs nothing", async () => {
  const project = await appProject("abnormal", `{ customTimeouts: { create: "20s", update: "20s" } }`);
  const pinning = pinWhenItAppears("Database", "abnormal");
  const up = await project.up();
  const serviceId = await pinning;
  expect(up.exitCode).toBe(1);
  expect(project.screen(up)).toContain("component Database");
  expect(project.screen(up)).toContain('is "abnormal"');
  const failed = await storedApp(project);
  expect(failed.initErrors).toHaveLength(1);
  expect(failed.outputs.serviceIds).toContain(serviceId);
  await stage.control.changeComponent(serviceId, { status: null });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const resumed = await storedApp(project);
  expect(resumed).toMatchObject({ id: failed.id, initErrors: [], outputs: { health: "ready" } });
  expect(await stage.installs()).toBe(1);
});

/** Gives a component this status as soon as an install has made it. */
async function pinWhenItAppears(cname: string, status: string): Promise<string> {
  const found = (await stage.server()).flatMap(({ components }) => components);
  const component = found.find((one) => one.service_cname === cname && one.create_status === "complete");
  if (component) {
    await stage.control.changeComponent(component.service_id, { status });
    return component.service_id;
  }
  await setTimeout(10);
  return pinWhenItAppears(cname, status);
}

test("an upgrade gives each component its new image and version; going back fails in the preview, which names a replacement that works", async () => {
  const project = await appProject("upgrade");
  await project.up();
  const { appId } = (await storedApp(project)).outputs;
  expect(await imagesOf(appId)).toEqual([
    ["Database", "registry.example/guestbook/db:1.0", "1.0"],
    ["Web", "registry.example/guestbook/web:1.0", "1.0"],
  ]);
  await declareVersion(project, "1.1");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await imagesOf(appId)).toEqual([
    ["Database", "registry.example/guestbook/db:1.1", "1.1"],
    ["Web", "registry.example/guestbook/web:1.1", "1.1"],
  ]);
  expect((await storedApp(project)).outputs).toMatchObject({ appId, appModelVersion: "1.1", health: "ready" });

  await declareVersion(project, "1.0");
  const preview = await project.pulumi(["preview"]);
  expect(preview.exitCode).toBe(1);
  expect(project.screen(preview)).toContain(`can't go back to "1.0" in place`);
  const advice = /pulumi up --replace '(?<urn>[^']+)'/.exec(preview.stdout + preview.stderr);
  expect(await project.up("--replace", advice?.groups?.["urn"] ?? "")).toMatchObject({ exitCode: 0 });
  const replaced = (await storedApp(project)).outputs;
  expect(replaced).toMatchObject({ appModelVersion: "1.0", health: "ready" });
  expect(replaced.appId).not.toBe(appId);
  expect((await stage.server()).map(({ group }) => group.ID)).toEqual([replaced.appId]);
  expect(await stage.installs()).toBe(2);
});

async function imagesOf(appId: number): Promise<string[][]> {
  return (await stage.components(appId)).map(({ service_cname, image, version }) => [service_cname, image, version]);
}

test("an app installs into a given app group, which refuses to go before it", async () => {
  const { teamId, regionName } = demoArguments(stage.info);
  const args = demoArguments(stage.info);
  const group = `new rainbond.App("shop", ${JSON.stringify({ teamId, regionName })})`;
  const withGroup = (rest: string): string => `
import * as rainbond from "pulumi-rainbond";
const shop = ${group};
${rest}
`;
  const app = `new rainbond.MarketApp("blog", { ...${JSON.stringify(args)}, appId: shop.appId });`;
  const project = await stage.engine.program("given", withGroup(app));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { urn, outputs } = await storedApp(project);
  expect(outputs).toMatchObject({ ownsApp: false, health: "ready" });
  expect(await stage.components(outputs.appId)).toHaveLength(2);

  await project.pulumi(["state", "delete", urn, "--yes"]);
  const early = await project.destroy();
  expect(early.exitCode).toBe(1);
  expect(project.screen(early)).toMatch(
    /app group \d+ \(shop-[0-9a-f]{6}\) still holds .*Database.*Nothing was deleted/,
  );
  expect(await stage.components(outputs.appId)).toHaveLength(2);

  for (const { service_id } of await stage.components(outputs.appId))
    await stage.control.changeComponent(service_id, { status: "closed" });
  for (const cname of ["Web", "Database"]) await deleteByHand(outputs.appId, cname);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const destroyed = await project.destroy();
  expect(destroyed.exitCode).toBe(0);
  const screen = project.screen(destroyed);
  expect(screen.indexOf("MarketApp blog deleted")).toBeGreaterThan(0);
  expect(screen.indexOf("MarketApp blog deleted")).toBeLessThan(screen.indexOf("App shop deleted"));
  expect(await stage.server()).toEqual([]);
});

async function deleteByHand(appId: number, cname: string): Promise<void> {
  const component = (await stage.components(appId)).find((one) => one.service_cname === cname);
  await stage.console("DELETE", `/apps/${appId}/services/${component?.service_id ?? cname}`);
}
