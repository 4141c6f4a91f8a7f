import { Gate } from "../host/gate";
import { isWhole } from "../matrix-rows";
import { modelOf, wideTemplate } from "../socket/simulator/templates";
import type { Outcome } from "../../tools/command";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

const wide = "5".repeat(32);

let stage: Stage;
let gate: Gate;

/** A console on sqlite, as most are, before which a gate sees what overlaps. */
beforeEach(async () => {
  stage = await Stage.open();
  gate = await Gate.before(stage.simulator.url);
  stage.engine.variables["RAINBOND_ENDPOINT"] = gate.url;
  const { storeKey, storeDomain } = stage.info;
  const versions = { "1.0": wideTemplate("1.0", 5), "1.1": wideTemplate("1.1", 5) };
  await stage.control.loadStore({ accessKey: storeKey, domain: storeDomain, models: [modelOf(wide, versions)] });
});

afterEach(async () => {
  await gate.close();
  await stage.close();
});

function program(count: number, appModelId: string, appModelVersion: string): string {
  const args = { ...demoArguments(stage.info), appModelId, appModelVersion };
  return `
const rainbond = require("pulumi-rainbond");
for (let number = 1; number <= ${count}; number++) new rainbond.MarketApp("app" + number, ${JSON.stringify(args)});
`;
}

async function expectSuccess(project: Project, outcome: Promise<Outcome>): Promise<void> {
  const ended = await outcome;
  expect([ended.exitCode, ended.exitCode === 0 ? "" : project.screen(ended)]).toEqual([0, ""]);
}

async function versions(): Promise<string[]> {
  return (await stage.server()).flatMap(({ components }) =>
    components.map(({ status, version }) => `${status} ${version}`),
  );
}

/** Every write that met the lock, as the console answers then. */
async function locks(): Promise<string[]> {
  const failed = (await stage.writes()).filter(({ status }) => status === null || status >= 400);
  return failed.map(({ method, path, status }) => `${method} ${path} ${String(status)}`);
}

const sizes: [what: string, apps: number, components: number][] = [
  ["twelve apps", 12, 2],
  // Minutes of work.
  ...(isWhole ? [["fifty apps of five components", 50, 5] satisfies [string, number, number]] : []),
];

test.each(sizes)(
  "%s install, upgrade and go, each in one command, without two writes at once",
  async (_, count, parts) => {
    const appModelId = parts === 5 ? wide : stage.info.appModelId;
    const project = await stage.engine.program("many", program(count, appModelId, "1.0"));
    await project.init("dev");
    await expectSuccess(project, project.up());
    expect(await versions()).toEqual(Array(count * parts).fill("running 1.0"));
    await expectSuccess(project, project.driftPreview());
    await project.rewrite(program(count, appModelId, "1.1"));
    await expectSuccess(project, project.up());
    expect((await versions()).filter((one) => one !== "running 1.1")).toEqual([]);
    await expectSuccess(project, project.driftPreview());
    await expectSuccess(project, project.destroy());
    expect(await stage.server()).toEqual([]);
    expect(await stage.installs()).toBe(count);
    expect(await locks()).toEqual([]);
    expect(gate.most.writes).toBe(1);
    expect(gate.most.reads).toBeGreaterThan(1);
  },
);

test("eight writes at once meet the lock, and still all is right after one more up, and gone after one more destroy", async () => {
  stage.engine.variables["RAINBOND_MAX_CONCURRENT_WRITES"] = "8";
  const project = await stage.engine.program("many", program(12, stage.info.appModelId, "1.0"));
  await project.init("dev");
  const first = await project.up();
  expect(await locks()).not.toEqual([]);
  if (first.exitCode !== 0) await expectSuccess(project, project.up());
  expect(await versions()).toEqual(Array(24).fill("running 1.0"));
  expect(await stage.server()).toHaveLength(12);
  await expectSuccess(project, project.driftPreview());
  const gone = await project.destroy();
  if (gone.exitCode !== 0) await expectSuccess(project, project.destroy());
  expect(await stage.server()).toEqual([]);
});

test("two stacks of one machine come up at once, without a lock", async () => {
  const projects = await Promise.all(
    ["red", "blue"].map((name) => stage.engine.program(name, program(6, stage.info.appModelId, "1.0"))),
  );
  await Promise.all(projects.map((project) => project.init("dev")));
  await Promise.all(projects.map((project) => expectSuccess(project, project.up())));
  expect(await versions()).toEqual(Array(24).fill("running 1.0"));
  await Promise.all(projects.map((project) => expectSuccess(project, project.destroy())));
  expect(await stage.server()).toEqual([]);
  expect(await locks()).toEqual([]);
});
