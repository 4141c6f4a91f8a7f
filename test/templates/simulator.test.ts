import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { call, type Answer } from "../socket/simulator/client";
import { extraInsertions } from "../socket/simulator/insertions";
import { readRecording, readStore } from "../socket/simulator/recording";
import { playAll, problemsOf, Replay, summary } from "../socket/simulator/replay";

const folder = process.env["RAINBOND_FIXTURES"] ?? "";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ speed: 50, demo: true });
});

afterEach(async () => {
  await simulator.close();
});

test("the simulator answers the recorded steps with real templates as the console did", async () => {
  await call(simulator, "POST", "/simulator/reset");
  await call(simulator, "POST", "/simulator/store", readStore("store-fixture-extra.json", folder));
  const played = await playAll(new Replay(simulator, readRecording("console-observed-extra.json"), extraInsertions));
  expect(problemsOf(played)).toEqual([]);
  expect(played).toHaveLength(87);
  process.stdout.write(`${summary(played)}\n`);
});

const templateSchema = z.looseObject({
  apps: z.array(z.looseObject({ service_cname: z.string(), port_map_list: z.array(z.looseObject({})) })),
  plugins: z.array(z.looseObject({ plugin_image: z.looseObject({}) })).optional(),
});

type Template = z.infer<typeof templateSchema>;

function readTemplate(name: string): Template {
  return templateSchema.parse(JSON.parse(readFileSync(join(folder, "templates", name), "utf8")));
}

function withPluginKeys(template: Template): Template {
  const plugins = (template.plugins ?? []).map((plugin) => ({
    ...plugin,
    plugin_image: { ...plugin.plugin_image, hub_user: "", hub_password: "" },
  }));
  return { ...template, plugins };
}

function withClosedDatabase(template: Template): Template {
  const apps = template.apps.map((component) =>
    component.service_cname === "MySQL"
      ? { ...component, port_map_list: component.port_map_list.map((port) => ({ ...port, is_outer_service: false })) }
      : component,
  );
  return { ...template, apps };
}

/** Installs a template in a new app group and returns the answer and the names of what the group holds afterwards. */
async function install(template: Template): Promise<{ answer: Answer; components: string[] }> {
  const appModelId = Math.random().toString(16).slice(2);
  const time = "2024-01-01T00:00:00+08:00";
  const { storeKey, storeDomain, storeUrl, teamId, regionName } = simulator.info;
  const version = { version: "1", createTime: time, updateTime: time, template };
  const model = { appModelId, name: "x", createTime: time, updateTime: time, versions: [version] };
  await call(simulator, "POST", "/simulator/store", { accessKey: storeKey, domain: storeDomain, models: [model] });
  const apps = `/teams/${teamId ?? ""}/regions/${regionName}/apps`;
  const { ID: appId } = z
    .object({ ID: z.number() })
    .parse((await call(simulator, "POST", apps, { app_name: appModelId })).json);
  const answer = await call(simulator, "POST", `${apps}/${appId}/install`, {
    market_url: storeUrl,
    market_domain: storeDomain,
    market_type: "rainstore",
    market_access_key: storeKey,
    app_model_id: appModelId,
    app_model_version: "1",
  });
  const { json } = await call(simulator, "GET", `${apps}/${appId}/services`);
  const components = z.array(z.object({ service_cname: z.string(), create_status: z.string() })).parse(json);
  return { answer, components: components.map((each) => `${each.service_cname} ${each.create_status}`).sort() };
}

test("Ghost installs with its two components", async () => {
  const { answer, components } = await install(readTemplate("ghost.json"));
  expect([answer.status, components]).toEqual([200, ["ghost complete", "mariadb:latest complete"]]);
});

test("WordPress as found is refused before anything is created", async () => {
  const { answer, components } = await install(readTemplate("wordpress.json"));
  expect([answer.status, components]).toEqual([400, []]);
  expect(answer.json).toMatchObject({ msg: "install app failure" });
});

test("WordPress with its plugin's keys leaves the database as an orphan, since its outer port isn't HTTP", async () => {
  const { answer, components } = await install(withPluginKeys(readTemplate("wordpress.json")));
  expect([answer.status, components]).toEqual([400, ["MySQL creating"]]);
});

test("WordPress with its plugin's keys and the database's port closed installs", async () => {
  const { answer, components } = await install(withClosedDatabase(withPluginKeys(readTemplate("wordpress.json"))));
  expect(answer.status).toBe(200);
  expect(components).toEqual(["MySQL complete", "WordPress complete", "nginx complete"]);
});

test("WordPress with a closed port and no keys installs in a team that has the plugin", async () => {
  await install(withClosedDatabase(withPluginKeys(readTemplate("wordpress.json"))));
  const { answer } = await install(withClosedDatabase(readTemplate("wordpress.json")));
  expect(answer.status).toBe(200);
});
