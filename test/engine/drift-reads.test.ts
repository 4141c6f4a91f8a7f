import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { marketAppProvider } from "../../provider/resources/provider-text";
import type { MarketAppInputs, MarketAppState } from "../../provider/model";
import { createMarketApp } from "../../provider/lifecycle/market-app";
import { Workbench } from "../socket/lifecycle/workbench";
import { demoTemplate, loadModel } from "../socket/simulator/templates";
import { driftCommand, reportIn } from "./drift-commands";
import { Engine } from "./engine";

const groups = 10;
const appsInGroup = 10;
const stackUrn = "urn:pulumi:dev::many::pulumi:pulumi:Stack::many-dev";
const providerUrn = "urn:pulumi:dev::many::pulumi:providers:pulumi-nodejs::default";
const providerId = "00000000-0000-4000-8000-000000000000";
const type = "pulumi-nodejs:dynamic/rainbond:MarketApp";

let bench: Workbench;
let engine: Engine;

beforeAll(async () => {
  bench = await Workbench.open();
  // The apps are put there at once; how is not what is looked at.
  await bench.tenant.database({ model: "mysql" });
  const { url, info } = bench.tenant.simulator;
  engine = await Engine.create({ RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken });
});

afterAll(async () => {
  await engine.dispose();
  await bench.close();
});

interface Installed {
  readonly inputs: MarketAppInputs;
  readonly state: MarketAppState;
}

/** Ten apps of ten models in one app group. */
async function fillGroup(models: readonly string[], group: number): Promise<Installed[]> {
  const path = await bench.tenant.createApp(`group-${group}`);
  const appId = Number(path.split("/").at(-1));
  const installed: Installed[] = [];
  for (const [index, appModelId] of models.entries()) {
    const __rbUrn = `urn:pulumi:dev::many::${type}::app-${group}-${index}`;
    const inputs = bench.inputs({ appId, appName: undefined, appModelId, skipAwait: true, __rbUrn });
    installed.push({ inputs, state: await createMarketApp(inputs, bench.surroundings()) });
  }
  return installed;
}

/** The models, each with component keys of its own. */
async function loadModels(): Promise<string[]> {
  const ids = Array.from({ length: appsInGroup }, (_, index) => String(index).repeat(32));
  for (const id of ids) {
    const text = JSON.stringify(demoTemplate("1.0"))
      .replace(/7b0c4e5d/g, id.slice(0, 8))
      .replace(/c3d9a8f1/g, `a${id.slice(0, 7)}`);
    await loadModel(bench.tenant, id, { "1.0": JSON.parse(text) as unknown });
  }
  return ids;
}

function stateOf(installed: readonly Installed[]): unknown {
  const apps = installed.map(({ inputs, state }) => ({
    ...{ urn: inputs.__rbUrn, custom: true, type, parent: stackUrn, provider: `${providerUrn}::${providerId}` },
    id: `${state.teamId}/${state.regionName}/${state.appId}`,
    inputs: { ...inputs, __provider: marketAppProvider },
    outputs: { ...state, __provider: marketAppProvider },
  }));
  const stack = { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack" };
  const provider = { urn: providerUrn, custom: true, id: providerId, type: "pulumi:providers:pulumi-nodejs" };
  return { version: 3, deployment: { resources: [stack, provider, ...apps] } };
}

test("100 apps in ten groups of one team are looked at with at most 24 calls to the console", async () => {
  const models = await loadModels();
  const filling = Array.from({ length: groups }, (_, group) => fillGroup(models, group));
  const installed = (await Promise.all(filling)).flat();
  await bench.tenant.clock({ advance: 60 });
  const project = await engine.program("many", "");
  await project.init("dev");
  const file = join(project.folder, "state.json");
  await writeFile(file, JSON.stringify(stateOf(installed)));
  expect(await project.pulumi(["stack", "import", "--file", file])).toMatchObject({ exitCode: 0 });
  await bench.control.forgetRequests();

  const outcome = await driftCommand(project, ["--json"]);
  const asked = (await bench.control.requests()).filter(({ path }) => path.startsWith("/openapi/"));
  expect((await reportIn(outcome.stdout)).summary.resources).toEqual({ clean: 100, warning: 0, drift: 0, error: 0 });
  expect(outcome.exitCode).toBe(0);
  expect(asked.length).toBeLessThanOrEqual(24);
});
