import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../../simulator";
import { call } from "./client";
import { demoTemplate } from "./templates";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a template file becomes a model of the store", async () => {
  const file = join(folder, "template.json");
  writeFileSync(file, JSON.stringify(demoTemplate("1.1")));
  const simulator = await startSimulator({ templateFiles: [file] });
  expect(simulator.info).toMatchObject({ appModelId: "5e1f0de3c0a84b7c9d2b6a1f4c8e7035", versions: ["1.1"] });
  await simulator.close();
});

test("with the demo its team's id is a text, in what is typed as well, and named after a reset too", async () => {
  const simulator = await startSimulator({ demo: true });
  const { teamId }: { teamId: string } = simulator.info;
  expect((await call(simulator, "GET", "/teams")).json).toMatchObject({ tenants: [{ tenant_id: teamId }] });
  await call(simulator, "POST", "/simulator/reset");
  expect(simulator.info.teamId).toBe(teamId);
  await simulator.close();
});

test("latency is added to every call", async () => {
  const simulator = await startSimulator({ latencyMs: 80 });
  const start = performance.now();
  await call(simulator, "GET", "/teams");
  expect(performance.now() - start).toBeGreaterThanOrEqual(79);
  await simulator.close();
});

test("the database is of the kind that is asked for, and begins with the shape that is", async () => {
  const simulator = await startSimulator({ database: "mysql", lockSeed: 2, writeMs: 0 });
  const { json } = await call(simulator, "GET", "/simulator/database");
  expect(json).toEqual({ model: "mysql", seed: 2, writeMs: 0 });
  await simulator.close();
});
