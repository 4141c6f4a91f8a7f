import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { parseDeployment } from "./deployment";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

const literal = 'exports.handler = () => require("pulumi-rainbond/host").marketApp;';
const outputsSchema = z.object({
  appId: z.object({ value: z.number() }),
  components: z.object({ value: z.array(z.looseObject({ serviceId: z.string(), image: z.string() })) }),
});

let stage: Stage;
let project: Project;
let stack: Stack;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("automated", marketAppProgram(demoArguments(stage.info)));
  const envVars = Object.fromEntries(
    Object.entries(stage.engine.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  stack = await LocalWorkspace.createStack({ stackName: "dev", workDir: project.folder }, { envVars });
});

afterAll(() => stage.close());

test("an app installs, shows its drift, is healed and goes again through the Automation API", async () => {
  const preview = await stack.preview();
  expect(preview.changeSummary).toMatchObject({ create: 2 });
  expect(await stage.server()).toEqual([]);

  const up = await stack.up();
  expect(up.summary.resourceChanges).toMatchObject({ create: 2 });
  const { appId, components } = outputsSchema.parse(up.outputs);
  expect((await stage.components(appId.value)).map(({ status }) => status)).toEqual(["running", "running"]);
  expect((await stack.previewRefresh()).changeSummary).toEqual({ same: 2 });

  const [component] = components.value;
  await stage.control.changeComponent(component?.serviceId ?? "", { image: "registry.example/other:2" });
  const events: EngineEvent[] = [];
  const drift = await stack.previewRefresh({ onEvent: (event) => events.push(event) });
  expect(drift.changeSummary).toMatchObject({ update: 1 });
  const seen = events.flatMap(({ resOutputsEvent }) => {
    const { metadata } = resOutputsEvent ?? {};
    return metadata?.type.endsWith("rainbond:MarketApp") ? [metadata] : [];
  });
  expect(seen).toHaveLength(1);
  expect(JSON.stringify(seen[0]?.old?.outputs)).toContain(`"image":"${component?.image ?? ""}"`);
  expect(JSON.stringify(seen[0]?.new?.outputs)).toContain(`"image":"registry.example/other:2"`);

  const healed = await stack.up({ refresh: true });
  expect(healed.summary.result).toBe("succeeded");
  expect(await stage.components(appId.value)).toContainEqual(
    expect.objectContaining({ service_id: component?.serviceId, image: component?.image }),
  );
});

test("the state holds the literal provider text and no secret", async () => {
  const { stdout: json } = await project.pulumi(["stack", "export"]);
  const { adminToken, storeKey } = stage.info;
  expect(json).not.toContain(adminToken);
  expect(json).not.toContain(storeKey);
  const app = parseDeployment(json).resources.find(({ type }) => type.endsWith("rainbond:MarketApp"));
  expect(app?.type).toBe("pulumi-nodejs:dynamic/rainbond:MarketApp");
  expect(app?.inputs["__provider"]).toBe(literal);
  expect(app?.outputs["__provider"]).toBe(literal);
  expect(Buffer.byteLength(literal)).toBeLessThan(100);
});

test("destroy leaves the server as it was", async () => {
  await stack.destroy();
  expect(await stage.server()).toEqual([]);
});
