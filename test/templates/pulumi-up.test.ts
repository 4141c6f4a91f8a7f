import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Outcome } from "../../tools/command";
import { expectCalmLife } from "../engine/calm-life";
import { lookForDrift } from "../engine/drift-commands";
import type { Project } from "../engine/engine";
import { storedApp } from "../engine/installed-app";
import { demoArguments, marketAppProgram } from "../engine/market-app-program";
import { Stage } from "../engine/stage";

const fixtures = process.env["RAINBOND_FIXTURES"] ?? resolve(__dirname, "..", "..", "..", "shared", "fixtures");

const wordpressSchema = z.looseObject({
  apps: z.array(
    z.looseObject({
      port_map_list: z.array(z.looseObject({ protocol: z.string(), is_outer_service: z.boolean() })),
    }),
  ),
  plugins: z.array(z.looseObject({ plugin_image: z.looseObject({}) })),
});

const builtSchema = z.looseObject({
  apps: z.array(z.looseObject({ deploy_version: z.string(), share_image: z.string() })),
});

type WordPress = z.infer<typeof wordpressSchema>;

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, "templates", `${name}.json`), "utf8"));
}

function withPluginKeys(template: WordPress): WordPress {
  const plugins = template.plugins.map((plugin) => ({
    ...plugin,
    plugin_image: { ...plugin.plugin_image, hub_user: "", hub_password: "" },
  }));
  return { ...template, plugins };
}

/** Ports that aren't HTTP are closed to the outside. */
function withClosedPort(template: WordPress): WordPress {
  const apps = template.apps.map((app) => ({
    ...app,
    port_map_list: app.port_map_list.map((port) =>
      port.protocol === "http" ? port : { ...port, is_outer_service: false },
    ),
  }));
  return { ...template, apps };
}

/** The template as it would be after its publisher built its components anew. */
function newer<Template extends z.infer<typeof builtSchema>>(template: Template): Template {
  const apps = template.apps.map((app) => ({
    ...app,
    deploy_version: "20300101000000",
    share_image: `${app.share_image}-next`,
  }));
  return { ...template, apps };
}

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
  const found = wordpressSchema.parse(read("wordpress"));
  await loadModel("ghost", read("ghost"));
  await loadModel("as-found", found);
  await loadModel("with-keys", withPluginKeys(found));
  await loadModel("with-keys-closed", withClosedPort(withPluginKeys(found)));
  await loadModel("as-found-closed", withClosedPort(found));
});

afterAll(() => stage.close());

/** Loads a model whose version "1.0" is the first template, and "1.1" the second. */
async function loadModel(appModelId: string, ...templates: unknown[]): Promise<void> {
  const time = "2025-01-01T00:00:00+08:00";
  const versions = templates.map((template, minor) => ({
    ...{ version: `1.${minor}`, createTime: time, updateTime: time, template },
  }));
  const model = { appModelId, name: appModelId, createTime: time, updateTime: time, versions };
  const { storeKey: accessKey, storeDomain: domain } = stage.info;
  await stage.control.loadStore({ accessKey, domain, models: [model] });
}

async function declared(appModelId: string): Promise<Project> {
  const project = await stage.engine.program("blog", marketAppProgram({ ...demoArguments(stage.info), appModelId }));
  return project;
}

async function newStack(name: string, appModelId: string): Promise<Project> {
  const project = await declared(appModelId);
  await project.init(name);
  return project;
}

async function expectInstalled(project: Project, cnames: string[]): Promise<void> {
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { outputs } = await storedApp(project);
  expect(outputs.health).toBe("ready");
  expect(outputs.components.map((one) => one.serviceCname).sort()).toEqual(cnames);
  await expectNoDrift(project);
  expect(await project.pulumi(["refresh", "--yes"])).toMatchObject({ exitCode: 0 });
  await expectNoDrift(project);
}

/** None of the three ways to look for drift sees a change. */
async function expectNoDrift(project: Project): Promise<void> {
  const stack = (await project.pulumi(["stack", "--show-name"])).stdout.trim();
  expect(await lookForDrift(project, stack)).toMatchObject({ pulumi: 0, report: { outcome: "clean" } });
}

/** An `up` whose check asks no app store, so that the console itself says what it stumbles over. */
function upUnasked(project: Project): Promise<Outcome> {
  return project.pulumi(["up", "--yes", "--skip-preview"], { env: { RAINBOND_VALIDATE: "off" } });
}

async function expectCleanEnd(project: Project): Promise<void> {
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
}

// Each test goes on with the team that the one before it left: the plugin is what a team gets once.

test("Ghost with its database installs and goes again", async () => {
  const project = await newStack("ghost", "ghost");
  await expectInstalled(project, ["ghost", "mariadb:latest"]);
  await expectCleanEnd(project);
});

test("a preview of WordPress as found names the port that can't be opened, and warns of the plugin; nothing is written", async () => {
  const project = await newStack("foreseen", "as-found");
  await stage.control.forgetRequests();
  const preview = await project.pulumi(["preview"]);
  expect(preview.exitCode).toBe(1);
  expect(project.screen(preview)).toMatch(/appModelVersion value .*component MySQL opens port 3306 to the outside/);
  expect(project.screen(preview)).toMatch(
    /says no login of its image: the install fails unless the team has the plugin/,
  );
  expect(await stage.writes()).toEqual([]);
});

test("WordPress as found is refused, in words that name its plugin, and destroy leaves nothing", async () => {
  const project = await newStack("found", "as-found");
  const up = await upUnasked(project);
  expect(up.exitCode).toBe(1);
  expect(project.screen(up)).toMatch(
    /can't install the app: .*install plugin failure.*Mend what these words name: a part of the template \(by another appModelVersion\)/,
  );
  expect(project.screen(up)).not.toMatch(/^\s+at |Traceback/m);
  await expectCleanEnd(project);
});

test("WordPress with the plugin's keys is refused, the orphan that the console leaves is removed", async () => {
  const project = await newStack("keys", "with-keys");
  await stage.control.forgetRequests();
  const up = await upUnasked(project);
  expect(up.exitCode).toBe(1);
  expect(project.screen(up)).toMatch(/can't install the app: .*400/);
  const deleted = (await stage.writes()).filter(
    ({ method, path }) => method === "DELETE" && path.includes("/services/"),
  );
  expect(deleted).toHaveLength(1);
  expect((await stage.server()).map(({ components }) => components)).toEqual([[]]);
  await expectCleanEnd(project);
});

test("an orphan that up couldn't remove goes with the next destroy", async () => {
  const project = await newStack("orphan", "with-keys");
  const path = "/openapi/v1/teams/*/services/*";
  await stage.control.setFaults([{ point: "console", match: { method: "DELETE", path }, times: 100, effect: "reset" }]);
  expect(await upUnasked(project)).toMatchObject({ exitCode: 1 });
  expect((await stage.server()).map(({ components }) => components.length)).toEqual([1]);
  await stage.control.setFaults([]);
  await expectCleanEnd(project);
});

test("WordPress with the plugin's keys and the port closed installs, its database with both replicas", async () => {
  const project = await newStack("closed", "with-keys-closed");
  await expectInstalled(project, ["MySQL", "WordPress", "nginx"]);
  const { outputs } = await storedApp(project);
  const database = outputs.components.find((one) => one.serviceCname === "MySQL");
  expect(database).toMatchObject({ extendMethod: "state_multiple", minNode: 2 });
  await expectCleanEnd(project);
});

test("WordPress without the plugin's keys installs in a team that has the plugin", async () => {
  const project = await newStack("again", "as-found-closed");
  await expectInstalled(project, ["MySQL", "WordPress", "nginx"]);
  await expectCleanEnd(project);
});

test("after every operation on either, and after a refresh, none of the commands sees a change, twice", async () => {
  const ghost = builtSchema.parse(read("ghost"));
  const wordpress = builtSchema.parse(withClosedPort(wordpressSchema.parse(read("wordpress"))));
  await loadModel("ghosttwice", ghost, newer(ghost));
  await loadModel("wordpresstwice", wordpress, newer(wordpress));
  await stage.control.forgetRequests();
  await expectCalmLife(stage, ["ghosttwice", "wordpresstwice"]);
});
