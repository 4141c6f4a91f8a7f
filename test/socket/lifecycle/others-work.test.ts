import { UnfinishedError } from "../../../provider/errors";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import { messageOf } from "../../message-of";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

/** An install by another person, which the console is in the middle of until `release`. */
async function installUnderWay(appId: number): Promise<{ answer: Promise<unknown> }> {
  const path = bench.path(appId);
  const before = (await bench.services(appId)).length;
  await bench.tenant.hold();
  const installing = await bench.tenant.beginInstall({}, path);
  await bench.tenant.until(async () => (await bench.services(appId)).length === before + 2);
  return installing;
}

describe("a component that a person moved to another app group", () => {
  it("is drift that says where it is, and no update is to heal it by installing anew", async () => {
    const { state, elsewhere } = await bench.withMoved();
    const read = await readMarketApp(state, bench.surroundings());
    expect(read?.drift).toMatchObject([
      { category: "missing", component: "Web", actual: `in app group ${elsewhere} (elsewhere)` },
    ]);
    expect(planMarketApp(bench.inputs(), new Set(), read ?? state).remarks[0]?.text).toContain(
      `component Web was moved: it is in app group ${elsewhere} (elsewhere)`,
    );
    const message = await messageOf(updateMarketApp(read ?? state, bench.inputs(), bench.surroundings()));
    expect(message).toContain(`a person moved component Web to app group ${elsewhere} (elsewhere)`);
    expect(message).toContain("Move it back in the web console");
  });

  it("goes with its install, and the group that it was moved to stays", async () => {
    const { state, elsewhere } = await bench.withMoved();
    await bench.control.makeComponent(elsewhere, "Theirs");
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.groups()).toEqual(["elsewhere"]);
    expect((await bench.services(elsewhere)).map((one) => one.service_cname)).toEqual(["Theirs"]);
    expect(bench.warnings).toContain(
      `component Web was moved to app group ${elsewhere} (elsewhere), and is removed there`,
    );
  });

  it("isn't gone, though its given group lists nothing of the install any more", async () => {
    const appId = await bench.newGroup("shared");
    const elsewhere = await bench.newGroup("elsewhere");
    const state = await bench.create({ appId, appName: undefined });
    await bench.moveTo(elsewhere, state.serviceIds);
    const read = await readMarketApp(state, bench.surroundings());
    expect(read?.drift.map(({ actual }) => actual)).toEqual(Array(2).fill(`in app group ${elsewhere} (elsewhere)`));
  });
});

describe("two apps of one run, of which one needs the other", () => {
  it("go together, also where the one that needs is slow to stop", async () => {
    const other = await bench.loadOtherModel();
    const needed = await bench.create();
    const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::shop";
    const needing = await bench.create({ appModelId: other, appName: "shop", __rbUrn: urn });
    const [web] = needing.serviceIds;
    await bench.control.changeComponent(web ?? "", { dependsOn: [needed.serviceIds[0] ?? ""], status: "stopping" });
    const removals = new Set<object>();
    const both = [needed, needing].map((state) => removeMarketApp(state, bench.surroundings({ removals })));
    await bench.tenant.until(async () => (await bench.writes()).some(({ status }) => status === 412));
    await bench.control.changeComponent(web ?? "", { status: "closed" });
    await Promise.all(both);
    expect(await bench.groups()).toEqual([]);
  });

  it("fail within their limit where each needs the other, and say so", async () => {
    const other = await bench.loadOtherModel();
    const one = await bench.create();
    const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::shop";
    const another = await bench.create({ appModelId: other, appName: "shop", __rbUrn: urn });
    for (const [from, to] of [
      [one, another],
      [another, one],
    ] as const) {
      for (const serviceId of from.serviceIds) {
        await bench.control.changeComponent(serviceId, { dependsOn: [...to.serviceIds] });
      }
    }
    const removals = new Set<object>();
    const ends = await Promise.allSettled(
      [one, another].map((state) => removeMarketApp(state, bench.limited(300_000, { removals }))),
    );
    expect(ends.map((end) => end.status)).toEqual(["rejected", "rejected"]);
  });
});

describe("an install that may still be under way", () => {
  it("in a group of its own is waited for to the limit, and nothing of it is deleted", async () => {
    await bench.faultOnInstall("reset");
    const state = await unfinished(bench.create());
    const installing = await installUnderWay(state.appId);
    await bench.control.forgetRequests();
    const message = await messageOf(updateMarketApp(state, bench.inputs(), bench.withoutSimulator(200_000)));
    expect(message).toMatch(
      /an install is still under way in app group \d+ \(Database \(gr\w+\), Web \(gr\w+\)\)|Web \(gr/,
    );
    expect(message).toContain("the console still counts it");
    expect(await bench.writes()).toEqual([]);
    await bench.tenant.release();
    await installing.answer;
    expect(await updateMarketApp(state, bench.inputs(), bench.surroundings())).toMatchObject({ health: "ready" });
    expect(await bench.services(state.appId)).toHaveLength(2);
  });

  it.each([
    ["stands still", false],
    ["runs", true],
  ])("is another person's after a definite refusal of ours, and stays, where it %s", async (_, isDone) => {
    const appId = await bench.newGroup("shared");
    const surroundings = bench.withoutSimulator(300_000);
    let theirs: { answer: Promise<unknown> } | undefined;
    const install: Surroundings["console"]["install"] = async (...args) => {
      theirs = await installUnderWay(appId);
      if (isDone) {
        await bench.tenant.release();
        await theirs.answer;
      }
      await bench.faultOnInstall("respond", {
        status: 400,
        body: { code: 400, msg: "install app failure", msg_show: "安装应用发生异常quota" },
      });
      return surroundings.console.install(...args);
    };
    const console = { ...surroundings.console, install };
    const message = await messageOf(bench.create({ appId, appName: undefined }, { ...surroundings, console }));
    expect(message).toContain("declare adopt: 1 (");
    expect(message).not.toMatch(/delete/i);
    if (!isDone) await bench.tenant.release();
    await theirs?.answer;
    expect(await bench.services(appId)).toHaveLength(2);
  });
});

describe("an install that has lost a component", () => {
  it("never passes for the whole: not in the next create, not in an update, not when it is adopted, not in a read", async () => {
    const whole = await bench.create();
    const lacking = { ...whole, __rbApplied: undefined, __rbUnfinished: "lost its answer" };
    await bench.control.deleteComponent(whole.serviceIds[0] ?? "");
    const lacks = /lacks component (Web|Database) of version "1.0".*pulumi up --replace 'urn/;
    await unfinished(bench.create());
    expect(await messageOf(bench.create())).toMatch(lacks);
    expect(await messageOf(updateMarketApp(lacking, bench.inputs(), bench.surroundings()))).toMatch(lacks);
    const adopting = { appId: whole.appId, appName: undefined, adopt: true as const };
    const refused: unknown = await bench.create(adopting).catch((error: unknown) => error);
    // What isn't taken over mustn't be in a state, whose destroy would delete it.
    expect(refused).not.toBeInstanceOf(UnfinishedError);
    expect(await messageOf(bench.create(adopting))).toMatch(/lacks component .*Nothing was changed.*leave adopt out/);
    const read = await readMarketApp(lacking, bench.surroundings());
    expect(read?.drift).toMatchObject([{ category: "missing", actual: "absent" }]);
  });
});

describe("a component that the cluster has lost", () => {
  it.each([
    ["leaves it out", true],
    ["calls it unknown", false],
  ])(
    "is unhealthy where the cluster %s, the wait for it ends, and destroy removes it at once",
    async (_, omitsUnknown) => {
      const state = await bench.create();
      await bench.control.changeRegion("rainbond", { omitsUnknown });
      await bench.control.changeComponent(state.serviceIds[0] ?? "", { clusterKnows: false });
      const read = await readMarketApp(state, bench.surroundings());
      expect(read?.drift).toMatchObject([{ category: "unhealthy", reason: "the cluster doesn't know it any more" }]);
      const driftPolicy = { ...bench.inputs().driftPolicy, unhealthy: "detect" as const };
      const startedAt = bench.slept;
      const message = await messageOf(updateMarketApp(read ?? state, bench.inputs({ driftPolicy }), bench.limited()));
      expect(message).toMatch(
        /^the cluster doesn't know a component: component \w+ \(gr\w+\) (is "unknow"|has no status).*pulumi up --replace/,
      );
      expect(bench.slept - startedAt).toBeLessThan(90_000);
      const before = bench.slept;
      await removeMarketApp(state, bench.surroundings());
      expect(bench.slept - before).toBeLessThan(30_000);
      expect(await bench.groups()).toEqual([]);
    },
  );
});

describe("a destroy", () => {
  it.each(["succeeded", "waiting", "upgrade", "unknow", null])(
    "gets past a component that no stop changes: %s",
    async (status) => {
      const state = await bench.create();
      const [stuck] = state.serviceIds;
      if (status === null)
        await bench.tenant.fault({
          point: "region.servicesStatus",
          times: 40,
          response: { status: 200, body: { list: [] } },
        });
      else await bench.control.changeComponent(stuck ?? "", { status });
      const startedAt = bench.slept;
      await removeMarketApp(state, bench.limited(10 * 60_000));
      expect(bench.slept - startedAt).toBeLessThan(90_000);
      expect(await bench.groups()).toEqual([]);
    },
  );

  it("names what the console refuses, with a way out that works", async () => {
    const state = await bench.create();
    const web = state.components.find(({ serviceCname }) => serviceCname === "Web")?.serviceId ?? "";
    await bench.control.changeComponent(web, { status: "abnormal" });
    const message = await messageOf(removeMarketApp(state, bench.limited(10 * 60_000)));
    expect(message).toMatch(/^Web \(gr\w+\) is "abnormal" and doesn't stop: DELETE \S+: 409 "delete error"\. /);
    const [, call = ""] = /, DELETE (\S+\?force=1) with your token/.exec(message) ?? [];
    const { adminToken } = bench.tenant.simulator.info;
    await fetch(call, { method: "DELETE", headers: { authorization: adminToken } });
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.groups()).toEqual([]);
  });

  it("asks again what a person starts meanwhile, and what only began to run after the first look", async () => {
    const state = await bench.create();
    const [one = "", other = ""] = state.serviceIds;
    await bench.control.changeComponent(one, { status: "stopping" });
    await bench.control.changeComponent(other, { status: "unknow" });
    const surroundings = bench.limited(10 * 60_000);
    let pauses = 0;
    const sleep = async (ms: number): Promise<void> => {
      pauses += 1;
      if (pauses === 2) for (const id of [one, other]) await bench.control.changeComponent(id, { status: null });
      if (pauses === 2) await start([one, other]);
      await surroundings.clock.sleep(ms);
    };
    const start = async (service_ids: string[]): Promise<void> => {
      await bench.tenant.call("POST", `${bench.path(state.appId)}/operations`, { action: "start", service_ids });
    };
    await removeMarketApp(state, { ...surroundings, clock: { ...surroundings.clock, sleep } });
    expect(await bench.groups()).toEqual([]);
  });
});

it("a name that this stack's own app has under an older name says so, with the alias to paste", async () => {
  await bench.create({ appName: "blog" });
  const urn = "urn:pulumi:dev::market-app::my:Component$pulumi-nodejs:dynamic/rainbond:MarketApp::site";
  const message = await messageOf(bench.create({ appName: "blog", __rbUrn: urn }, bench.surroundings({ urn })));
  expect(message).toContain(`was made by this stack's resource "blog"`);
  expect(message).toContain(`aliases: ["${bench.inputs().__rbUrn}"]`);
  const foreign = urn.replace("dev::", "prod::");
  const other = await messageOf(
    bench.create({ appName: "blog", __rbUrn: foreign }, bench.surroundings({ urn: foreign })),
  );
  expect(other).toContain("Choose another appName");
});

it("an unfinished install whose group a person deletes fails like a finished one, with the command that helps", async () => {
  await bench.faultOnInstall("reset");
  const state = await unfinished(bench.create());
  await bench.tenant.call("DELETE", bench.path(state.appId));
  const message = await messageOf(updateMarketApp(state, bench.inputs(), bench.surroundings()));
  expect(message).toMatch(/^app group \d+ is gone\. Nothing was changed\. .*pulumi up --replace 'urn/);
});

it("a refusal of the install in a given group leaves nothing to keep", async () => {
  const appId = await bench.newGroup("shared");
  await bench.faultOnInstall("respond", { status: 401, body: { code: 10421, msg: "no store auth token" } });
  const thrown: unknown = await bench.create({ appId, appName: undefined }).catch((error: unknown) => error);
  expect(thrown).not.toBeInstanceOf(UnfinishedError);
  expect(thrown).toMatchObject({ message: expect.stringContaining("401") as unknown });
});

it.each([
  ["a refusal", { status: 400, body: { code: 400, msg: "install app failure", msg_show: "quota" } }],
  ["a crash", { status: 500, body: { code: 10401, msg: "boom", msg_show: "Traceback", error_type: "RuntimeError" } }],
])(
  "%s of the install in a given group is kept where the look afterwards fails: something may be there",
  async (_, response) => {
    const appId = await bench.newGroup("shared");
    const forbidden = { status: 403, body: { code: 10402, msg: "no permissions " } };
    const surroundings = bench.surroundings();
    const install: Surroundings["console"]["install"] = async (...args) => {
      const at = (method: string, path: string, answer: unknown) => ({
        ...{ point: "console", times: 99, effect: "respond", response: answer },
        match: { method, path },
      });
      await bench.tenant.fault(at("POST", "/openapi/*/install", response), at("GET", "/openapi/*/services", forbidden));
      return surroundings.console.install(...args);
    };
    const console = { ...surroundings.console, install };
    await unfinished(bench.create({ appId, appName: undefined }, { ...surroundings, console }));
  },
);
