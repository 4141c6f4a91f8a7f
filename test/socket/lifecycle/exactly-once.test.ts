import { NothingMade, UnfinishedError } from "../../../provider/errors";
import { updateMarketApp } from "../../../provider/lifecycle/market-app";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import { marketAppState, type MarketAppState } from "../../../provider/model";
import { demoTemplate, loadModel, orphaningTemplate } from "../simulator/templates";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

/** What Pulumi keeps of an operation that fails half-way. */
async function unfinished(work: Promise<unknown>): Promise<{ state: MarketAppState; reason: string }> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof UnfinishedError)) throw new Error(`expected an unfinished operation, not ${String(thrown)}`);
  return { state: marketAppState.parse(thrown.state), reason: thrown.message };
}

const crash = { status: 500, body: { code: 10401, msg: "boom", msg_show: "Traceback", error_type: "RuntimeError" } };

describe("in an app group of its own", () => {
  it.each([
    ["an answer that was lost", "loseResponse", undefined],
    ["a reset connection", "reset", undefined],
    ["half an answer", "truncate", undefined],
    ["a gateway's error page", "html", undefined],
    ["a crash", "respond", crash],
  ])("an install whose answer was %s is looked for, found, and not asked for again", async (_, effect, response) => {
    await bench.faultOnInstall(effect, response, true);
    const state = await bench.create();
    expect(state).toMatchObject({ health: "ready", appModelVersion: "1.0" });
    expect(await bench.services(state.appId)).toHaveLength(2);
    expect(await bench.installs()).toBe(1);
  });

  it("an install that the console never saw is a partial failure, and the next update makes it", async () => {
    await bench.faultOnInstall("reset");
    const { state, reason } = await unfinished(bench.create());
    expect(reason).toMatch(/can't install the app: POST \S+\/install/);
    expect(bench.slept).toBeGreaterThanOrEqual(30_000);
    expect(await bench.services(state.appId)).toEqual([]);
    const updated = await updateMarketApp(state, bench.inputs(), bench.surroundings());
    expect(updated).toMatchObject({ appId: state.appId, health: "ready", __rbUnfinished: undefined });
    expect(await bench.services(state.appId)).toHaveLength(2);
  });

  it.each([504, 524, 499])("a gateway that gives up with %i before the console does is waited for", async (status) => {
    await bench.faultOnInstall("html", { status });
    const surroundings = bench.surroundings();
    const { clock } = surroundings;
    let pauses = 0;
    const sleep = async (ms: number): Promise<void> => {
      pauses += 1;
      if (pauses === 3) await bench.tenant.install(bench.path((await bench.appIds())[0] ?? 0), "?is_deploy=true");
      await clock.sleep(ms);
    };
    const state = await bench.create({}, { ...surroundings, clock: { ...clock, sleep } });
    expect(await bench.services(state.appId)).toHaveLength(2);
    expect(state.health).toBe("ready");
  });

  it("a create that was never recorded is found by the next one, which says so", async () => {
    const lost = await bench.create();
    const again = await bench.create();
    expect(again).toMatchObject({ appId: lost.appId, tenantServiceGroupId: lost.tenantServiceGroupId });
    expect(await bench.installs()).toBe(1);
    expect(bench.warnings).toEqual([expect.stringMatching(/^goes on with app group \d+ \(blog-123456\)/)]);
  });

  it("a create that was never recorded is found also where only the console can tell what is in the group", async () => {
    const lost = await bench.create();
    const again = await bench.create({ marketUrl: bench.tenant.simulator.info.unreachableStoreUrl });
    expect(again.tenantServiceGroupId).toBe(lost.tenantServiceGroupId);
    expect(await bench.installs()).toBe(1);
  });

  it("what is found and doesn't get ready is a partial failure all the same", async () => {
    const lost = await bench.create();
    const [first] = lost.serviceIds;
    await bench.control.changeComponent(first ?? "", { status: "abnormal" });
    const { state } = await unfinished(bench.create());
    expect(state.tenantServiceGroupId).toBe(lost.tenantServiceGroupId);
  });

  it("another app that a kept group holds is refused by name", async () => {
    const other = await bench.loadOtherModel();
    const kept = await bench.create({ appModelId: other });
    await expect(bench.create()).rejects.toThrow(
      `holds install group ${kept.tenantServiceGroupId} (Web, Database), and that isn't exactly one install of this app. Nothing was installed. ` +
        "Remove what doesn't belong there in the web console",
    );
    expect(await bench.services(kept.appId)).toHaveLength(2);
  });

  it("two installs of this app are refused, each with the argument that takes it over; with it the other one is left alone", async () => {
    const first = await bench.create();
    await bench.tenant.install(bench.path(first.appId));
    await expect(bench.create()).rejects.toThrow("declare adopt: 1 (Web, Database) or adopt: 2 (Web, Database)");
    const adopted = await bench.create({ adopt: 1 });
    expect(adopted).toMatchObject({ appId: first.appId, tenantServiceGroupId: 1, ownsApp: true, health: "ready" });
  });

  it("a group that another resource of the run owns isn't taken, nor one whose resource still lives", async () => {
    const kept = await bench.create();
    await expect(bench.create({}, bench.surroundings({ isAlive: () => true }))).rejects.toThrow(/still exists/);
    const managed = bench.surroundings({ managerOf: () => "urn:pulumi:dev::p::t::other" });
    await expect(bench.create({}, managed)).rejects.toThrow(/belongs to urn:pulumi:dev::p::t::other/);
    expect(await bench.services(kept.appId)).toHaveLength(2);
  });
});

describe("a failed install", () => {
  it("leaves an orphan that is removed at once, and the group stays for the next attempt", async () => {
    await loadModel(bench.tenant, "tcp", { "1.0": orphaningTemplate() });
    const { state, reason } = await unfinished(bench.create({ appModelId: "tcp" }));
    expect(reason).toMatch(/400 "install app failure/);
    expect(reason).not.toContain("stays");
    expect(await bench.services(state.appId)).toEqual([]);
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.groups()).toEqual([]);
  });

  it("leaves an orphan that a killed provider couldn't remove; the next create does, though look-alikes of other apps stay", async () => {
    await loadModel(bench.tenant, "tcp", { "1.0": orphaningTemplate() });
    const { state } = await unfinished(bench.create({ appModelId: "tcp" }));
    const path = bench.path(state.appId);
    await bench.tenant.install(path, "", { app_model_id: "tcp" });
    await loadModel(bench.tenant, "tcp", { "1.0": demoTemplate("1.0") });
    const created = await bench.create({ appModelId: "tcp" });
    expect((await bench.services(created.appId)).map((one) => one.create_status)).toEqual(["complete", "complete"]);
    expect(created.health).toBe("ready");
  });

  it("that the console couldn't take back leaves complete components, which are no install: they go, too", async () => {
    const refuse = { status: 500, body: { code: 500, msg: "no" } };
    await bench.tenant.fault(
      { point: "region.createService", times: 1, response: { status: 200, body: {} } },
      { point: "region.createService", times: 1, response: refuse },
      { point: "region.deleteService", times: 2, response: refuse },
    );
    const { state } = await unfinished(bench.create());
    expect(await bench.services(state.appId)).toEqual([]);
  });

  it("names what it left behind and couldn't remove", async () => {
    await loadModel(bench.tenant, "tcp", { "1.0": orphaningTemplate() });
    await bench.tenant.fault({
      point: "region.deleteService",
      times: 9,
      response: { status: 500, body: { code: 500, msg: "no" } },
    });
    const { reason } = await unfinished(bench.create({ appModelId: "tcp" }));
    expect(reason).toMatch(
      /install app failure.*What it left behind stays: Web \(gr[0-9a-f]{6}\) couldn't be removed: can't delete component Web/,
    );
  });
});

describe("in a given app group", () => {
  let appId: number;

  beforeEach(async () => {
    appId = Number((await bench.tenant.createApp("shared")).split("/").at(-1));
    const other = await bench.loadOtherModel();
    await bench.tenant.install(bench.path(appId), "", { app_model_id: other });
    await bench.control.forgetRequests();
  });

  it("an install whose answer was lost is told from its neighbours", async () => {
    const neighbours = await bench.services(appId);
    await bench.faultOnInstall("loseResponse");
    const state = await bench.create({ appId, appName: undefined });
    expect(state.serviceIds).toHaveLength(2);
    expect(neighbours.filter(({ service_id }) => state.serviceIds.includes(service_id))).toEqual([]);
    expect(await bench.installs()).toBe(1);
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.services(appId)).toEqual(neighbours);
  });

  it("an install of another app that appears meanwhile isn't taken for ours, whose answer was lost", async () => {
    await bench.faultOnInstall("reset");
    const surroundings = bench.surroundings();
    const progress = {
      ...surroundings.progress,
      doing: (text: string) => {
        if (text.startsWith("looking"))
          byHand ??= bench.tenant.install(bench.path(appId), "", { app_model_id: "other" });
      },
    };
    let byHand: Promise<unknown> | undefined;
    await bench.loadOtherModel("other");
    const { state } = await unfinished(bench.create({ appId, appName: undefined }, { ...surroundings, progress }));
    await byHand;
    expect(state.tenantServiceGroupId).toBe(0);
    expect(await bench.services(appId)).toHaveLength(4);
  });

  it("an install that was never recorded is refused with the argument that takes it over, also when its version differs", async () => {
    const lost = await bench.create({ appId, appName: undefined });
    for (const appModelVersion of ["1.0", "1.1"]) {
      await expect(bench.create({ appId, appName: undefined, appModelVersion })).rejects.toThrow(
        `already holds an install of this app, and upgrades would change both. Nothing was installed. If it is this resource's (an earlier ` +
          `run's whose answer was lost, say), declare adopt: ${lost.tenantServiceGroupId} (Web, Database)`,
      );
    }
    expect(await bench.services(appId)).toHaveLength(4);
  });

  it("one that another resource has isn't offered, but named", async () => {
    const first = await bench.create({ appId, appName: undefined });
    const urn = "urn:pulumi:dev::p::t::first";
    const managerOf: Surroundings["managerOf"] = (_, number) =>
      number === first.tenantServiceGroupId ? urn : undefined;
    const again = (): Promise<unknown> =>
      bench.create({ appId, appName: undefined }, bench.surroundings({ managerOf }));
    await expect(again()).rejects.toThrow(
      `Nothing was installed. Install group ${first.tenantServiceGroupId} belongs to ${urn}; if both are one resource under two names, give it the ` +
        `option aliases: ["${urn}"]. Otherwise use another appId, or leave it out`,
    );
    await bench.tenant.install(bench.path(appId));
    await expect(again()).rejects.toThrow(
      /aliases: \["urn:.*"\]\. If it is this resource's .*, declare adopt: \d+ \(Web, Database\)\. Otherwise use/,
    );
  });

  it("an orphan of a failed install is removed, and an equal one that was there before stays", async () => {
    await loadModel(bench.tenant, "tcp", { "1.0": orphaningTemplate() });
    await bench.tenant.install(bench.path(appId), "", { app_model_id: "tcp" });
    const before = await bench.services(appId);
    expect(before.filter((one) => one.create_status === "creating")).toHaveLength(1);
    // Nothing is left to be kept in a state.
    await expect(bench.create({ appId, appName: undefined, appModelId: "tcp" })).rejects.toThrow(NothingMade);
    expect(await bench.services(appId)).toEqual(before);
  });
});
