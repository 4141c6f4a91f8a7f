import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

/** Declares the app with more arguments and these options. */
async function declare(more: Record<string, unknown>, options: Record<string, unknown>): Promise<void> {
  await project.rewrite(marketAppProgram({ ...demoArguments(stage.info), ...more }, "blog", JSON.stringify(options)));
}

/** Destroys the stack, and returns its exit code, what was on the screen, and which calls changed something. */
async function destroy() {
  await stage.control.forgetRequests();
  const outcome = await project.destroy();
  return { exitCode: outcome.exitCode, screen: project.screen(outcome), writes: await stage.writes() };
}

test("a protected app isn't destroyed, a retained one outlives its stack untouched, and adopt takes it over again without a change", async () => {
  project = await stage.engine.program("keeping", "");
  await project.init("dev");
  await declare({}, { protect: true });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { outputs } = await storedApp(project);
  const before = await stage.server();
  expect(before[0]?.components.map(({ status }) => status)).toEqual(["running", "running"]);

  const refused = await destroy();
  expect(refused).toMatchObject({ exitCode: 1, writes: [] });
  expect(refused.screen).toContain("is protected");
  expect(await stage.server()).toEqual(before);

  await declare({}, { retainOnDelete: true });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await destroy()).toMatchObject({ exitCode: 0, writes: [] });
  expect((await project.deployment()).resources.filter(({ custom }) => custom)).toEqual([]);
  expect(await stage.server()).toEqual(before);

  await stage.control.forgetRequests();
  await declare({ appId: outputs.appId, adopt: true }, {});
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const adopted = await storedApp(project);
  expect(adopted.outputs).toMatchObject({ appId: outputs.appId, serviceIds: outputs.serviceIds, health: "ready" });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect(await stage.server()).toEqual(before);
});
