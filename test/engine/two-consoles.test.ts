import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import type { Project } from "./engine";
import { Stage } from "./stage";

const folder = mkdtempSync(join(tmpdir(), "two-consoles-"));
const stagingFile = join(folder, "staging.json");
const stateFile = join(folder, "production.json");

/** Staging is the stage's own console, which the environment names too. */
let stage: Stage;
/** Another console, whose team has the same id, and whose app groups get the same ones. */
let production: Simulator;
let project: Project;
let tokens: { RAINBOND_TOKEN_STAGING: string; RAINBOND_TOKEN_PRODUCTION: string };

beforeAll(async () => {
  stage = await Stage.open({}, { stateFile: stagingFile });
  await stage.control.forgetRequests();
  const saved = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(stagingFile, "utf8")));
  await writeFile(stateFile, JSON.stringify({ ...saved, enterpriseId: "f".repeat(32) }));
  production = await startSimulator({ demo: true, speed: 50, stateFile });
  project = await stage.engine.example("two-consoles");
  tokens = {
    RAINBOND_TOKEN_STAGING: stage.info.adminToken,
    RAINBOND_TOKEN_PRODUCTION: production.info.adminToken,
  };
});

afterAll(async () => {
  await stage.close();
  await production.close();
  rmSync(folder, { recursive: true });
});

/** Settings of one console, in the namespace that the example gives it. */
function settingsOf(environment: string, { url, info }: Simulator): Record<string, string> {
  const { teamId = "", regionName } = info;
  const settings = { endpoint: url, teamId, regionName, appModelVersion: "1.0" };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${environment}:${key}`, value]));
}

const pulumi = (...args: string[]) => project.pulumi(args, { env: tokens });
const up = (...args: string[]) => pulumi("up", "--yes", "--skip-preview", ...args);

/** Looks at both consoles, and expects that the production's alone is in the way. */
async function expectRefreshWithoutProduction(because: string, variables: NodeJS.ProcessEnv = {}): Promise<void> {
  const args = ["refresh", "--yes", "--skip-preview"];
  const { exitCode, stdout, stderr } = await project.pulumi(args, { env: { ...tokens, ...variables } });
  expect(exitCode).not.toBe(0);
  expect(stdout).toMatch(/MarketApp blog-production .*refreshing failed.*\n/);
  expect(stdout).not.toMatch(/MarketApp blog-staging .*failed/);
  expect(stdout + stderr).toContain(because);
}

test("one app on two consoles: each with its own token, and one that is down keeps nothing from the other", async () => {
  const { storeUrl, storeDomain, storeKey, appModelId } = stage.info;
  const store = { marketUrl: storeUrl, marketDomain: storeDomain, marketAccessKey: storeKey, appModelId };
  await project.init("dev", {
    ...Object.fromEntries(Object.entries(store).map(([key, value]) => [`two-consoles:${key}`, value])),
    ...settingsOf("staging", stage.simulator),
    ...settingsOf("production", production),
    "production:destroyProtection": "true",
  });
  expect(await up()).toMatchObject({ exitCode: 0 });
  const { stdout: state } = await pulumi("stack", "export");
  for (const token of Object.values(tokens)) expect(state).not.toContain(token);
  expect(await stage.server()).toHaveLength(1);
  const outputs = await project.outputs();
  expect(outputs["productionUrl"]).not.toEqual(outputs["stagingUrl"]);
  const { resources } = await project.deployment();
  const apps = resources.filter(({ urn }) => urn.includes("MarketApp"));
  expect(new Set(apps.map(({ id }) => id)).size).toBe(1);
  expect(apps).toHaveLength(2);

  await expectRefreshWithoutProduction(': 401 "', { RAINBOND_TOKEN_PRODUCTION: "revoked" });
  const { url } = production;
  await production.close();
  await expectRefreshWithoutProduction(`GET ${url}/openapi/v1/teams/`);
  await project.configure({ "staging:appModelVersion": "1.1" });
  const urn = "urn:pulumi:dev::two-consoles::pulumi-nodejs:dynamic/rainbond:MarketApp::blog-staging";
  expect(await up("--refresh", "--target", urn)).toMatchObject({ exitCode: 0 });
  production = await startSimulator({ stateFile, speed: 50, port: Number(new URL(url).port) });
});

test("an app that moves from its console's provider to the default one is neither touched nor replaced", async () => {
  const { teamId, info } = stage;
  await project.configure({ "rainbond:teamId": teamId, "rainbond:regionName": info.regionName });
  const source = await readFile(join(project.folder, "index.ts"), "utf8");
  await project.rewrite(
    source.replace("{ provider })", '{ provider: environment === "staging" ? undefined : provider })'),
  );
  const before = await stage.server();
  await stage.control.forgetRequests();
  expect(await up()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/Resources:\s+\d+ unchanged\n\n/) as unknown,
  });
  expect(await stage.writes()).toEqual([]);
  expect(await stage.server()).toEqual(before);
  const { resources } = await project.deployment();
  const moved = resources.find(({ urn }) => urn.endsWith("blog-staging"));
  expect(moved?.["provider"]).toMatch(/pulumi:providers:pulumi-nodejs::default/);
});

test("what is protected on one console stays, and what isn't on the other goes", async () => {
  const refused = await pulumi("destroy", "--yes", "--skip-preview", "--continue-on-error");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain("destroy protection is on (the Provider's destroyProtection)");
  expect(await stage.server()).toEqual([]);
  const left = (await project.deployment()).resources.filter(({ type }) => type.endsWith("rainbond:MarketApp"));
  expect(left.map(({ urn }) => urn.split("::").at(-1))).toEqual(["blog-production"]);
  expect((await new SimulatorControl(production.url).requests()).filter(({ method }) => method === "DELETE")).toEqual(
    [],
  );
});

test("a console that is known only once something else is made is no failure of the preview, and is used in the update", async () => {
  const { teamId, info } = stage;
  const program = await stage.engine.program(
    "late",
    `
import * as rainbond from "pulumi-rainbond";
const at = ${JSON.stringify({ teamId, regionName: info.regionName })};
const first = new rainbond.App("first", at);
const token = first.appId.apply(() => ${JSON.stringify(info.adminToken)});
const late = new rainbond.Provider("late", { ...at, endpoint: first.endpoint, token });
new rainbond.App("second", {}, { provider: late });
`,
  );
  await program.init("dev");
  expect(await program.pulumi(["preview"])).toMatchObject({ exitCode: 0 });
  expect(await program.up()).toMatchObject({ exitCode: 0 });
  expect((await stage.server()).map(({ group }) => group.group_name.replace(/-.*/, "")).sort()).toEqual([
    "first",
    "second",
  ]);
});
