import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome } from "../../tools/command";
import { storedApp } from "../engine/installed-app";
import type { Project } from "../engine/engine";
import { demoArguments, marketAppProgram } from "../engine/market-app-program";
import { Stage, type ServerComponent } from "../engine/stage";
import { Gate, until } from "../host/gate";

/** How long nothing changes: longer than the minute after which what hangs elsewhere counts as left behind. */
const standstillMs = 75_000;

let stage: Stage;
let gate: Gate;

beforeEach(async () => {
  stage = await Stage.open({}, { speed: 1 });
  gate = await Gate.before(stage.simulator.url);
});

afterEach(async () => {
  await gate.close();
  await stage.close();
});

const isInstall = (method: string, path: string): boolean => method === "POST" && /\/install(\?|$)/.test(path);

/** The cluster takes up nothing new until `goOn`. */
const standStill = (): Promise<void> => stage.simulator.changeClock({ speed: 1e-6 });
const goOn = (): Promise<void> => stage.simulator.changeClock({ speed: 1 });

async function projectWith(program: string): Promise<Project> {
  const project = await stage.engine.program("slow", program);
  await project.init("dev");
  await stage.control.forgetRequests();
  return project;
}

/** An `up` whose calls go through the gate. */
const upThroughGate = (project: Project): Promise<Outcome> =>
  project.pulumi(["up", "--yes", "--skip-preview"], { env: { RAINBOND_ENDPOINT: gate.url } });

const appsMade = async (): Promise<number> => (await stage.server()).flatMap(({ components }) => components).length;

const deletions = async (): Promise<unknown[]> => (await stage.writes()).filter(({ method }) => method === "DELETE");

const statuses = (components: ServerComponent[]): string[] => components.map(({ status }) => status);

test("an install whose connection is lost while the cluster stands still for more than a minute is waited for, and comes up whole", async () => {
  const project = await projectWith(marketAppProgram(demoArguments(stage.info)));
  const atGate = gate.hold(isInstall);
  const up = upThroughGate(project);
  const call = await atGate;
  await standStill();
  call.cut();
  await until(async () => (await appsMade()) > 0);
  await sleep(standstillMs);
  expect(await deletions()).toEqual([]);
  await goOn();
  expect(await up).toMatchObject({ exitCode: 0 });
  expect(await stage.installs()).toBe(1);
  expect((await storedApp(project)).outputs).toMatchObject({ health: "ready" });
  expect((await stage.server()).map(({ components }) => statuses(components))).toEqual([["running", "running"]]);
});

test("what a person installs meanwhile stays where ours is refused, and is named by its adopt line, though it stands still", async () => {
  const made = await stage.console("POST", "/apps", { app_name: "shared" });
  const appId = Number(Reflect.get(Object(made), "ID"));
  const program = marketAppProgram(
    { ...demoArguments(stage.info), appId },
    "blog",
    `{ customTimeouts: { create: "${standstillMs / 1000}s" } }`,
  );
  const project = await projectWith(program);
  const atGate = gate.hold(isInstall);
  const up = upThroughGate(project);
  const call = await atGate;
  await standStill();
  const theirs = installByHand(appId);
  await until(async () => (await appsMade()) === 2);
  const response = { status: 400, body: { code: 400, msg: "install app failure", msg_show: "quota" } };
  const match = { method: "POST", path: "/openapi/*/install" };
  await stage.control.setFaults([{ point: "console", match, times: 1, effect: "respond", response }]);
  call.release();
  const { exitCode, stdout } = await up;
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining("declare adopt: 1 (")]);
  expect(await deletions()).toEqual([]);
  await goOn();
  await theirs;
  await until(async () => statuses(await stage.components(appId)).every((status) => status === "running"));
});

function installByHand(appId: number): Promise<unknown> {
  const { storeUrl, storeDomain, storeKey, appModelId } = stage.info;
  const store = { market_url: storeUrl, market_domain: storeDomain, market_type: "rainstore" };
  const model = { market_access_key: storeKey, app_model_id: appModelId, app_model_version: "1.0" };
  return stage.console("POST", `/apps/${appId}/install?is_deploy=true`, { ...store, ...model });
}

test("two apps of which one needs the other go in one destroy, though the one that needs is slow to stop", async () => {
  const args = JSON.stringify(demoArguments(stage.info));
  const project = await projectWith(`
const rainbond = require("pulumi-rainbond");
for (const name of ["needed", "needing"]) new rainbond.MarketApp(name, ${args});
`);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const [needed, needing] = (await stage.server())
    .sort((one, other) => one.group.group_name.localeCompare(other.group.group_name))
    .map(({ components }) => components.map(({ service_id }) => service_id));
  const [slow = ""] = needing ?? [];
  await stage.control.changeComponent(slow, { dependsOn: needed ?? [], status: "stopping" });
  const destroy = project.destroy();
  await until(async () => (await stage.writes()).some(({ status }) => status === 412));
  await stage.control.changeComponent(slow, { status: "closed" });
  expect(await destroy).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});
