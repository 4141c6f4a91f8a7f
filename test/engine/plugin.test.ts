import { delimiter, join } from "node:path";
import { z } from "zod";
import type { Outcome } from "../../tools/command";
import type { Project } from "./engine";
import { driftCommand, reportIn } from "./drift-commands";
import { storedApp } from "./installed-app";
import { demoArguments } from "./market-app-program";
import { declarePlugin, nativeProgram, nativeProject, pluginFolder } from "./plugin-stage";
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

/** A program with an app, and something that depends on its id and an address of it. */
const blog = (changes: Record<string, unknown> = {}): string => `
class Reader extends pulumi.dynamic.Resource {
  constructor(name, props) {
    super({ create: async (inputs) => ({ id: "r", outs: inputs }), update: async (_, __, inputs) => ({ outs: inputs }) }, name, props);
  }
}
const blog = new rainbond.MarketApp("blog", ${JSON.stringify({ ...demoArguments(stage.info), ...changes })});
new Reader("reader", { appId: blog.appId, address: blog.components[0].innerEndpoints[0] });
export const { appId, serviceIds } = blog;
`;

/** What a person sees, whatever number the app group got. */
const screenOf = (project: Project, outcome: Outcome): string =>
  project.screen(outcome).replaceAll(/(id=<id 1>\/rainbond)\/\d+/g, "$1/<number>");

test("an upgrade's preview knows what stays: what depends on the app's id or an address has no change", async () => {
  const project = await nativeProject(stage, "upgrade", blog());
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).outputs).toMatchObject({ health: "ready", appModelVersion: "1.0", drift: [] });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });

  await project.rewrite(nativeProgram(blog({ appModelVersion: "1.1" })));
  expect(screenOf(project, await project.pulumi(["preview", "--diff"]))).toMatchInlineSnapshot(`
   "exit code 0
   Previewing update (dev):
     pulumi:pulumi:Stack: (same)
       [urn=urn:pulumi:dev::upgrade::pulumi:pulumi:Stack::upgrade-dev]
       ~ rainbond:index:MarketApp: (update)
           [id=<id 1>/rainbond/<number>]
           [urn=urn:pulumi:dev::upgrade::rainbond:index:MarketApp::blog]
           [provider=urn:pulumi:dev::upgrade::pulumi:providers:rainbond::default_0_1_0_github_/api.github.com/pulumi-rainbond/pulumi-rainbond::<uuid>]
         ~ appModelVersion: "1.0" => "1.1"
   Resources:
       ~ 1 to update
       2 unchanged
   "
  `);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).outputs).toMatchObject({ health: "ready", appModelVersion: "1.1", drift: [] });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

test("the command that errors name for a new install works: the old one goes first", async () => {
  const project = await nativeProject(stage, "anew", blog());
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { urn, outputs } = await storedApp(project);
  const replaced = await project.up("--replace", urn);
  expect([replaced.exitCode, replaced.exitCode === 0 ? "" : project.screen(replaced)]).toEqual([0, ""]);
  expect((await storedApp(project)).outputs.appId).not.toBe(outputs.appId);
  expect(await stage.server()).toHaveLength(1);
});

test("drift is shown at the output where it is, and an update heals it", async () => {
  const project = await nativeProject(stage, "drift", blog({ settings: { Web: { minMemory: 320 } } }));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { components } = (await storedApp(project)).outputs;
  const idOf = (name: string): string => components.find((one) => one.serviceCname === name)?.serviceId ?? "";
  await stage.control.changeComponent(idOf("Database"), { image: "registry.example/other:1" });
  await stage.control.changeComponent(idOf("Web"), { minMemory: 640 });
  const preview = await project.driftPreview("--diff");
  expect(preview.exitCode).toBe(7);
  const [, planned = ""] = screenOf(project, preview).split("pulumi:pulumi:Stack: (same)");
  expect(planned).toMatchInlineSnapshot(`
   "
       [urn=urn:pulumi:dev::drift::pulumi:pulumi:Stack::drift-dev]
       ~ rainbond:index:MarketApp: (update)
           [id=<id 1>/rainbond/<number>]
           [urn=urn:pulumi:dev::drift::rainbond:index:MarketApp::blog]
           [provider=urn:pulumi:dev::drift::pulumi:providers:rainbond::default_0_1_0_github_/api.github.com/pulumi-rainbond/pulumi-rainbond::<uuid>]
         - drift   : [
         -     [0]: {
                 - actual   : "registry.example/other:1"
                 - category : "version"
                 - component: "Database"
                 - expected : "registry.example/guestbook/db:1.0"
                 - property : "image"
                 - serviceId: "<id 4>"
               }
         -     [1]: {
                 - actual   : "640"
                 - category : "settings"
                 - component: "Web"
                 - expected : "320"
                 - property : "settings.Web.minMemory"
                 - serviceId: "<id 2>"
               }
           ]
         ~ settings: {
             ~ Web: {
                 ~ minMemory: 640 => 320
               }
           }
   Resources:
       ~ 1 to update
       2 unchanged
   blog: drift (version): component Database: image "registry.example/guestbook/db:1.0" => "registry.example/other:1"
   blog: drift (settings): component Web: settings.Web.minMemory "320" => "640"
   error: no changes were expected for preview but changes were proposed
   "
  `);
  const report = await reportIn((await driftCommand(project, ["--json"])).stdout);
  expect(
    report.stacks.flatMap(({ resources }) => resources.map(({ type, findings }) => [type, findings.length])),
  ).toEqual([["MarketApp", 2]]);
  expect(await project.up("--refresh")).toMatchObject({ exitCode: 0 });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
});

test("an install is imported by its id and by its names; the program that is printed leaves nothing to do", async () => {
  const owner = await nativeProject(stage, "owner", blog());
  expect(await owner.up()).toMatchObject({ exitCode: 0 });
  const { id = "", outputs } = await storedApp(owner);
  await stage.control.forgetRequests();
  const project = await nativeProject(stage, "importer", "");
  const markets = { RAINBOND_MARKETS: `${stage.info.storeDomain}=${stage.info.storeUrl}` };
  const env = { ...markets, RAINBOND_MARKET_ACCESS_KEY: stage.info.storeKey };
  const wrong = await project.pulumi(["import", "rainbond:index:MarketApp", "blog", `${id}/999`, "--yes"], { env });
  expect(wrong.exitCode).not.toBe(0);
  expect(project.screen(wrong)).toContain(`isn't one install of app group ${outputs.appId}`);

  const nameless = await project.pulumi(["import", "rainbond:index:MarketApp", "blog", id, "--yes"]);
  expect(nameless.exitCode).not.toBe(0);
  expect(project.screen(nameless)).toContain(
    "a console doesn't tell which app store an install came from. Set RAINBOND_MARKETS",
  );
  const out = join(project.folder, "imported.yaml");
  const named = `${id.split("/").slice(0, 2).join("/")}/${String((await storedApp(owner)).outputs["appName"])}`;
  const imported = await project.pulumi(
    [
      "import",
      "rainbond:index:MarketApp",
      "blog",
      named,
      "--yes",
      "--protect=false",
      "--generate-code=false",
      "--out",
      out,
    ],
    { env },
  );
  expect([imported.exitCode, project.screen(imported)]).toEqual([0, expect.stringContaining("blog imported")]);
  const stored = await storedApp(project);
  expect(stored).toMatchObject({ id, outputs: { appId: outputs.appId, ownsApp: false, health: "ready" } });
  const { inputs } = z
    .object({ inputs: z.record(z.string(), z.unknown()) })
    .parse((await project.deployment()).resources.find(({ urn }) => urn === stored.urn));
  await project.rewrite(nativeProgram(`new rainbond.MarketApp("blog", ${JSON.stringify(inputs)});`));
  expect(await project.pulumi(["preview", "--expect-no-changes"], { env })).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
});

test.each(["owned", "given"])(
  "an app in a group that is %s moves from the dynamic class, with its secrets and nothing written",
  async (kind) => {
    const { teamId, regionName } = demoArguments(stage.info);
    const secret = `pulumi.secret("s3cr3t-value")`;
    const program = (face: string): string => `
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "${face}";
const args = ${JSON.stringify(demoArguments(stage.info))};
const group = ${kind === "given" ? `new rainbond.App("shop", ${JSON.stringify({ teamId, regionName })}).appId` : "undefined"};
new rainbond.MarketApp("blog", { ...args, appId: group, settings: { Web: { envs: { KEY: ${secret} } } } }, { customTimeouts: { delete: "5m" } });
`;
    const project = await stage.engine.program(`move-${kind}`, program("pulumi-rainbond"));
    await declarePlugin(project, `move-${kind}`);
    await project.init("dev");
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    const before = await storedApp(project);
    await stage.control.forgetRequests();

    await project.rewrite(program("pulumi-rainbond/native"));
    expect(await project.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    const after = await storedApp(project);
    expect(after.urn).toContain("::rainbond:index:MarketApp::blog");
    expect(after).toMatchObject({ id: before.id, outputs: { appId: before.outputs.appId } });
    expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
    expect(await project.pulumi(["refresh", "--yes", "--skip-preview"])).toMatchObject({ exitCode: 0 });
    expect(JSON.stringify(await project.deployment())).not.toContain("s3cr3t-value");
    // Two reads: the console tells variables in answer to a PUT of none.
    expect((await stage.writes()).map(({ path }) => path.split("/").at(-1))).toEqual(["envs", "envs"]);
    expect(await project.destroy()).toMatchObject({ exitCode: 0 });
    expect(await stage.server()).toEqual([]);
  },
);

test("an app that isn't finished moves to the plugin, which goes on with it, and back to the dynamic class", async () => {
  const program = (face: string, changes: Record<string, unknown>, options = "{}"): string => `
import * as rainbond from "${face}";
new rainbond.MarketApp("blog", ${JSON.stringify({ ...demoArguments(stage.info), ...changes })}, ${options});
`;
  const silent = { marketUrl: stage.info.unreachableStoreUrl };
  const project = await stage.engine.program("unfinished", program("pulumi-rainbond", silent));
  await declarePlugin(project, "unfinished");
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 1 });
  const begun = await storedApp(project);
  expect(begun.initErrors).toHaveLength(1);

  await project.rewrite(program("pulumi-rainbond/native", {}));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await storedApp(project)).toMatchObject({ id: begun.id, initErrors: [], outputs: { health: "ready" } });
  await stage.control.forgetRequests();

  await project.rewrite(program("pulumi-rainbond", {}, '{ aliases: [{ type: "rainbond:index:MarketApp" }] }'));
  expect(await project.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).urn).toContain("::pulumi-nodejs:dynamic/rainbond:MarketApp::blog");
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

test("pulumi takes the schema without a warning, and finds the plugin on PATH", async () => {
  const project = await stage.engine.program("schema", "");
  const schema = await project.pulumi(["package", "get-schema", join(pluginFolder, "pulumi-resource-rainbond")]);
  expect(schema).toMatchObject({ exitCode: 0, stderr: "" });
  expect(
    Object.keys(z.object({ resources: z.record(z.string(), z.unknown()) }).parse(JSON.parse(schema.stdout)).resources),
  ).toEqual(["rainbond:index:App", "rainbond:index:MarketApp"]);
  await project.init("dev");
  await project.rewrite(nativeProgram(`export const seen = rainbond.MarketApp.get("blog", "x");`));
  const PATH = [pluginFolder, project.env["PATH"]].join(delimiter);
  const up = await project.pulumi(["up", "--yes", "--skip-preview"], { env: { PATH } });
  expect(project.screen(up)).toContain(`the id "x" isn't teamId/regionName/appId`);
});
