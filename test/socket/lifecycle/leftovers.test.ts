import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { MarketAppInputs, MarketAppState } from "../../../provider/model";
import type { Service } from "../simulator/tenant";
import { rowsToPlay } from "../../matrix-rows";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

type Shape = "none" | "one" | "all";
const count = { none: 0, one: 1, all: 2 };

/** What an install leaves that met the lock, when nobody was left to clear it away. */
async function leave(shape: Shape, appId: number): Promise<Service[]> {
  const before = await bench.services(appId);
  await bench.tenant.fault({ point: "database.installRollback", times: 1, shape });
  await bench.tenant.install(bench.path(appId), "?is_deploy=true");
  const after = await bench.services(appId);
  const left = after.filter(({ service_id }) => !before.some((one) => one.service_id === service_id));
  expect(left).toHaveLength(count[shape]);
  return left;
}

/** The state of a create whose install was never seen by the console. */
async function begun(changes: Partial<MarketAppInputs>): Promise<MarketAppState> {
  await bench.faultOnInstall("reset");
  return unfinished(bench.create(changes));
}

const renamed = "urn:pulumi:prod::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

/** What people do after a failed install. Each ends with the app installed, but for the last. */
const remedies: readonly [what: string, act: (state: MarketAppState, inputs: MarketAppInputs) => Promise<unknown>][] = [
  ["up", (state, inputs) => updateMarketApp(state, inputs, bench.surroundings())],
  [
    "refresh and up",
    async (state, inputs) => {
      const read = await readMarketApp(state, bench.surroundings());
      if (!read) throw new Error("a refresh has lost the app");
      expect(planMarketApp(inputs, new Set(), read).changes).not.toEqual([]);
      return updateMarketApp(read, inputs, bench.surroundings());
    },
  ],
  [
    "up in a stack that was renamed",
    (state, inputs) => updateMarketApp(state, { ...inputs, __rbUrn: renamed }, bench.surroundings({ urn: renamed })),
  ],
  ["destroy", (state) => removeMarketApp(state, bench.surroundings())],
];

const shapes: readonly Shape[] = ["none", "one", "all"];
const cases = shapes.flatMap((shape) =>
  [true, false].flatMap((omitsUnknown) =>
    remedies.flatMap(([what, act]) =>
      [false, true].map((hasNumber) => ({ shape, omitsUnknown, what, act, hasNumber })),
    ),
  ),
);
const title =
  "$shape of its components, omitted by the cluster: $omitsUnknown, number in the state: $hasNumber; then $what";

function withNumber(state: MarketAppState, left: readonly Service[], isWanted: boolean): MarketAppState {
  const [first] = left;
  return isWanted && first ? { ...state, tenantServiceGroupId: first.tenant_service_group_id } : state;
}

describe("what an install left behind in a group of its own is cleared away", () => {
  it.each(rowsToPlay(cases))(title, async ({ shape, omitsUnknown, what, act, hasNumber }) => {
    const state = await begun({});
    await bench.control.changeRegion("rainbond", { omitsUnknown });
    const left = await leave(shape, state.appId);
    await bench.control.forgetRequests();
    const startedAt = bench.slept;
    await act(withNumber(state, left, hasNumber), bench.inputs());
    if (what === "destroy") expect(await bench.groups()).toEqual([]);
    else await expectOneInstall(state.appId, []);
    expect(bench.slept - startedAt).toBeLessThan(60_000);
  });

  it.each(shapes)("%s: also by a create that knows nothing of it", async (shape) => {
    const state = await begun({});
    await leave(shape, state.appId);
    expect(await bench.create()).toMatchObject({ appId: state.appId, health: "ready" });
    await expectOneInstall(state.appId, []);
  });
});

describe("what an install left behind in a given group, beside a neighbour that stays as it is", () => {
  let appId: number;

  beforeEach(async () => {
    appId = Number((await bench.tenant.createApp("shared")).split("/").at(-1));
    const other = await bench.loadOtherModel();
    await bench.tenant.install(bench.path(appId), "?is_deploy=true", { app_model_id: other });
    await bench.tenant.clock({ advance: 60 });
  });

  it.each(rowsToPlay(cases))(title, async ({ shape, omitsUnknown, what, act, hasNumber }) => {
    const changes = { appId, appName: undefined };
    const neighbours = await bench.services(appId);
    const state = await begun(changes);
    await bench.control.changeRegion("rainbond", { omitsUnknown });
    const left = await leave(shape, appId);
    await act(withNumber(state, left, hasNumber), bench.inputs(changes));
    // Without its number nothing tells that it is this resource's.
    const kept = [...neighbours, ...(hasNumber ? [] : left)];
    if (what === "destroy") expect(byId(await bench.services(appId))).toEqual(byId(kept));
    else await expectOneInstall(appId, kept);
  });
});

async function expectOneInstall(appId: number, others: readonly Service[]): Promise<void> {
  const there = await bench.services(appId);
  const ids = new Set(others.map(({ service_id }) => service_id));
  expect(byId(there.filter(({ service_id }) => ids.has(service_id)))).toEqual(byId(others));
  const ours = there.filter(({ service_id }) => !ids.has(service_id));
  expect(ours.map(({ service_cname, status }) => `${service_cname} ${String(status)}`).sort()).toEqual([
    "Database running",
    "Web running",
  ]);
}

function byId(services: readonly Service[]): Service[] {
  return [...services].sort((a, b) => (a.service_id < b.service_id ? -1 : 1));
}

describe("an install that the lock undid", () => {
  it.each(shapes)("leaving %s of its components is asked for again by itself", async (shape) => {
    await bench.tenant.fault({ point: "database.installRollback", times: 2, shape });
    const state = await bench.create();
    expect(state).toMatchObject({ health: "ready" });
    await expectOneInstall(state.appId, []);
    expect(await bench.installs()).toBe(3);
  });

  it("is asked for three times at most, and the next update goes on", async () => {
    await bench.tenant.fault({ point: "database.installRollback", times: 3, shape: "all" });
    const state = await unfinished(bench.create());
    expect(await bench.installs()).toBe(3);
    expect(await bench.services(state.appId)).toEqual([]);
    expect(state.__rbUnfinished).toMatch(
      /400 "install app failure: database is locked".*writing to the console at the same time/,
    );
    expect(await updateMarketApp(state, bench.inputs(), bench.surroundings())).toMatchObject({ health: "ready" });
  });

  it("isn't told from the template's failures by its status or code, but by its words", async () => {
    await bench.faultOnInstall("respond", {
      status: 400,
      body: { code: 400, msg: "install app failure", msg_show: "安装应用发生异常the template is wrong" },
    });
    await unfinished(bench.create());
    expect(await bench.installs()).toBe(1);
  });
});

it("a deletion that met the lock is asked for again", async () => {
  const state = await bench.create();
  const match = { method: "DELETE", path: "/openapi/*/services/*" };
  await bench.tenant.fault({ point: "database.lock", match, times: 2 });
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
});

it.each(["stop", "start", "deploy"])("an operation that met the lock is asked for again: %s", async (action) => {
  const match = { method: "POST", path: "/openapi/*/operations" };
  const state = await bench.create({ isDeploy: action !== "deploy" });
  if (action === "start") {
    await bench.tenant.call("POST", `${bench.path(state.appId)}/operations`, { action: "stop" });
    await bench.tenant.clock({ advance: 60 });
  }
  await bench.tenant.fault({ point: "database.lock", match, times: 2 });
  if (action === "stop") {
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.groups()).toEqual([]);
  } else {
    const read = await readMarketApp(state, bench.surroundings());
    expect(await updateMarketApp(read ?? state, bench.inputs(), bench.surroundings())).toMatchObject({
      health: "ready",
    });
  }
});
