import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments } from "./market-app-program";
import { nativeProject, pluginFolder } from "./plugin-stage";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

async function succeeds(project: Project): Promise<void> {
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
}

/** Writes a program in YAML in place of the project's, with the plugin where this checkout has it. */
async function writeYaml(project: Project, text: string): Promise<void> {
  await writeFile(join(project.folder, "Pulumi.yaml"), text.replace("../../dist/plugin", pluginFolder));
}

async function configure(project: Project): Promise<void> {
  const { teamId, regionName, marketUrl, marketDomain, marketAccessKey, appModelId } = demoArguments(stage.info);
  await project.configure({
    ...{ "rainbond:teamId": String(teamId), "rainbond:regionName": String(regionName) },
    ...{ "rainbond:marketAccessKey": String(marketAccessKey), marketUrl: String(marketUrl) },
    ...{ marketDomain: String(marketDomain), appModelId: String(appModelId) },
  });
}

test("the example in YAML installs an app that a program in TypeScript uses, and the other way round; nothing is left to do", async () => {
  const yaml = await stage.engine.example("yaml");
  const text = await readFile(join(yaml.folder, "Pulumi.yaml"), "utf8");
  await writeYaml(yaml, text);
  await yaml.init("dev");
  await configure(yaml);
  await succeeds(yaml);
  expect(await yaml.driftPreview()).toMatchObject({ exitCode: 0 });

  const user = await nativeProject(
    stage,
    "user",
    `
const components = new pulumi.StackReference("organization/yaml/dev").requireOutput("components");
new rainbond.App("frontend");
export const address = components.apply((all) => all[0].innerEndpoints[0]);
`,
  );
  await configure(user);
  await succeeds(user);
  const { address } = await user.outputs();
  expect(address).toMatch(/^[\w-]+:\d+$/);

  await writeYaml(
    yaml,
    `${text}
  fromUser: \${user.outputs["address"]}
  team: \${teams.teams[0].teamId}
  k8sApp: \${group.k8sApp}
  newest: \${found.latest}
  inRange: \${found.latestMatching}
  images: \${found.components[0].image}
  apps: \${listed.total}
variables:
  teams:
    fn::invoke:
      function: rainbond:getTeams
      arguments: {}
  group:
    fn::invoke:
      function: rainbond:getApp
      arguments:
        app: \${blog.appId}
  found:
    fn::invoke:
      function: rainbond:getMarketApp
      arguments:
        marketUrl: \${marketUrl}
        marketDomain: \${marketDomain}
        appModelId: \${appModelId}
        range: 1.0.x
  listed:
    fn::invoke:
      function: rainbond:getMarketApps
      arguments:
        marketUrl: \${marketUrl}
        marketDomain: \${marketDomain}
`.replace(
      "resources:\n",
      "resources:\n  user:\n    type: pulumi:pulumi:StackReference\n    properties: { name: organization/user/dev }\n",
    ),
  );
  await succeeds(yaml);
  const { fromUser, team, k8sApp, ...found } = await yaml.outputs();
  expect([fromUser, team]).toEqual([address, stage.teamId]);
  expect(k8sApp).toMatch(/^blog-/);
  const image: unknown = expect.stringMatching(/^registry\.example\/guestbook\/\w+:1\.0$/);
  expect(found).toMatchObject({ newest: "1.1", inRange: "1.0", images: image, apps: 1 });
  expect(await user.destroy()).toMatchObject({ exitCode: 0 });
  expect(await yaml.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

test("what is wrong in a program in YAML is said in one line, with the property's path", async () => {
  const yaml = await stage.engine.example("yaml");
  const text = await readFile(join(yaml.folder, "Pulumi.yaml"), "utf8");
  await writeYaml(yaml, text.replace("outputs:", "      settings: { Web: { minMemory: 65 } }\noutputs:"));
  await yaml.init("wrong");
  await configure(yaml);
  const outcome = await yaml.up();
  expect(outcome.exitCode).not.toBe(0);
  expect(yaml.screen(outcome)).toContain("settings.Web.minMemory must be a whole number of megabytes");
});

test("a replacement that the command line asks for of a resource without deleteBeforeReplace loses nothing, and says what to declare", async () => {
  await stage.forgetServer();
  const yaml = await stage.engine.example("yaml");
  const text = await readFile(join(yaml.folder, "Pulumi.yaml"), "utf8");
  await writeYaml(yaml, text);
  await yaml.init("anew");
  await configure(yaml);
  await succeeds(yaml);
  const before = await storedApp(yaml);
  const replaced = await yaml.up("--replace", before.urn);
  expect(yaml.screen(replaced)).toMatch(
    /app group \d+ isn't removed, and nothing was made anew: .* give the resource the option deleteBeforeReplace: true/s,
  );
  expect((await storedApp(yaml)).outputs.serviceIds).toEqual(before.outputs.serviceIds);
  expect(await stage.server()).toHaveLength(1);
  expect(await yaml.driftPreview()).toMatchObject({ exitCode: 0 });

  await writeYaml(
    yaml,
    text.replace("    properties:\n", "    options:\n      deleteBeforeReplace: true\n    properties:\n"),
  );
  const anew = await yaml.up("--replace", before.urn);
  expect([anew.exitCode, anew.exitCode === 0 ? "" : yaml.screen(anew)]).toEqual([0, ""]);
  expect((await storedApp(yaml)).outputs.serviceIds).not.toEqual(before.outputs.serviceIds);
  expect(await stage.server()).toHaveLength(1);
});
