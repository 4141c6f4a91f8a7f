import fc from "fast-check";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { DriftPolicy, MarketAppInputs, MarketAppState } from "../../../provider/model";
import type { Service } from "../simulator/tenant";
import { unfinished, Workbench } from "./workbench";

/** What people and the cluster do to one component, and what each deed is found as. */
const deeds = {
  nothing: undefined,
  rename: undefined,
  "give memory": undefined,
  "scale up": undefined,
  "show another command": undefined,
  "let it start": undefined,
  "change the image": "version",
  "change the shown version": "version",
  "change the build source": "version",
  stop: "stopped",
  break: "unhealthy",
  crash: "unhealthy",
  "break a part": "unhealthy",
  delete: "missing",
  "move to another group": "missing",
} as const;
type Deed = keyof typeof deeds;

/** Those that an update takes back. */
const healable: readonly Deed[] = ["change the image", "change the shown version", "stop"];
const names = Object.keys(deeds).filter((name): name is Deed => name in deeds);
const reaction = fc.constantFrom("detect" as const, "warn" as const, "ignore" as const);
const policies: fc.Arbitrary<DriftPolicy> = fc.record({
  missing: reaction,
  version: reaction,
  settings: reaction,
  stopped: reaction,
  unhealthy: reaction,
  extra: reaction,
});

/** What was done to one install: a deed a component, an upgrade in the web console or none, strangers in its group. */
interface Story {
  readonly deeds: readonly [Deed, Deed];
  readonly isUpgraded: boolean;
  readonly strangers: number;
}

const stories: fc.Arbitrary<Story> = fc
  .record({
    deeds: fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)),
    isUpgraded: fc.boolean(),
    strangers: fc.nat(2),
  })
  // What was changed in a component after somebody upgraded it can't be told from the upgrade.
  .filter((story) => !story.isUpgraded || !story.deeds.some((deed) => deed.startsWith("change the")));

let bench: Workbench;

async function withBench(work: () => Promise<void>): Promise<void> {
  bench = await Workbench.open();
  try {
    await work();
  } finally {
    await bench.close();
  }
}

async function perform(deed: Deed, { service_id: id }: Service, state: MarketAppState): Promise<void> {
  const app = bench.path(state.appId);
  switch (deed) {
    case "nothing":
      return;
    case "rename":
      return bench.control.changeComponent(id, { cname: "Renamed" });
    case "give memory":
      return bench.control.changeComponent(id, { minMemory: 4096 });
    case "scale up":
      return bench.control.changeComponent(id, { minNode: 3 });
    case "show another command":
      return bench.control.changeComponent(id, { cmd: "sleep" });
    case "let it start":
      return bench.control.changeComponent(id, { status: "waiting" });
    case "change the image": {
      await bench.tenant.call("PUT", `${app}/services/${id}/docker-image-change`, {
        image: "registry.example/other:2",
      });
      return;
    }
    case "change the shown version":
      return bench.control.changeComponent(id, { version: "byhand" });
    case "change the build source":
      return bench.control.changeComponent(id, { serviceSource: "docker_image", image: "registry.example/mine:1" });
    case "stop": {
      await bench.tenant.call("POST", `${app}/operations`, { action: "stop", service_ids: [id] });
      return bench.tenant.clock({ advance: 10 });
    }
    case "break":
      return bench.control.changeComponent(id, { status: "abnormal" });
    case "crash":
      return bench.control.changeComponent(id, { crash: {} });
    case "break a part":
      return bench.control.changeComponent(id, { status: "some_abnormal" });
    case "move to another group": {
      const elsewhere = await bench.tenant.createApp();
      return bench.control.changeComponent(id, { appId: Number(elsewhere.split("/").at(-1)) });
    }
    case "delete":
      return bench.control.deleteComponent(id);
  }
}

/** Does all of it, and returns what is to be found: categories and ids, in the order of findings. */
async function play(story: Story, state: MarketAppState): Promise<string[]> {
  const services = await bench.services(state.appId);
  const inOrder = state.serviceIds.flatMap((id) => services.filter((one) => one.service_id === id));
  if (story.isUpgraded) {
    await bench.control.upgradeInstall(state.tenantServiceGroupId, "1.1");
    await bench.tenant.clock({ advance: 20 });
  }
  const expected: string[] = [];
  for (const [index, service] of inOrder.entries()) {
    const deed = story.deeds[index] ?? "nothing";
    await perform(deed, service, state);
    if (deeds[deed] !== undefined) expected.push(`${deeds[deed]} ${service.service_id}`);
  }
  const isSeen = story.isUpgraded && story.deeds.some((deed) => deeds[deed] !== "missing");
  const made = [];
  for (let index = 0; index < story.strangers; index++) {
    made.push(`extra ${await bench.control.makeComponent(state.appId, `Stranger ${index}`)}`);
  }
  return [...(isSeen ? ["version "] : []), ...expected, ...made].sort();
}

async function read(state: MarketAppState): Promise<MarketAppState> {
  const seen = await readMarketApp(state, bench.surroundings());
  if (!seen) throw new Error("the app is there, and was taken for gone");
  return seen;
}

/** The state without what a read remembers for the next one. */
function shown({ __rbNamesakes, ...state }: MarketAppState): Partial<MarketAppState> {
  return state;
}

const found = ({ drift }: MarketAppState): string[] => drift.map((one) => `${one.category} ${one.serviceId}`).sort();

describe("whatever is done to an install on the server", () => {
  test("each deed is found once, under its one category, and counts as its policy says", async () => {
    await fc.assert(
      fc.asyncProperty(stories, policies, async (story, driftPolicy) => {
        await withBench(async () => {
          const state = await bench.create({ driftPolicy });
          const expected = await play(story, state);
          const seen = await read(state);
          expect(found(seen)).toEqual(expected);
          expect(found(await read(seen))).toEqual(expected);
          const plan = planMarketApp(bench.inputs({ driftPolicy }), new Set(), seen);
          const isDetected = seen.drift.some(({ category }) => driftPolicy[category] === "detect");
          expect(plan.changes.length > 0).toBe(isDetected);
          expect(plan.replaces).toEqual([]);
        });
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test("one update heals what can be healed, and then there is nothing to find or to do", async () => {
    const some = fc.constantFrom(...healable);
    await fc.assert(
      fc.asyncProperty(some, some, async (...both) => {
        await withBench(async () => {
          const state = await bench.create();
          await play({ deeds: both, isUpgraded: false, strangers: 0 }, state);
          const healed = await updateMarketApp(await read(state), bench.inputs(), bench.surroundings());
          expect(shown(healed)).toEqual(shown(state));
          await expectNothingToDo(healed);
        });
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});

describe("an image that is put back", () => {
  beforeEach(async () => {
    bench = await Workbench.open();
  });

  afterEach(() => bench.close());

  const operations = { point: "console", match: { method: "POST", path: "/openapi/*/operations" } };
  const refusesBuilds = {
    ...{ ...operations, times: 1, effect: "respond" },
    response: { status: 403, body: { code: 10402, msg: "no permissions ", msg_show: "" } },
  };

  /** An app whose web page runs another image, as the last refresh found it. */
  async function withOtherImage(): Promise<{ seen: MarketAppState; image: string; running: () => Promise<string> }> {
    const state = await bench.create();
    const web = state.components.find(({ serviceCname }) => serviceCname === "Web");
    const path = `${bench.path(state.appId)}/services/${web?.serviceId ?? ""}`;
    await bench.control.changeComponent(web?.serviceId ?? "", { image: "registry.example/other:2" });
    await bench.tenant.call("POST", `${path}/build`, {});
    await bench.tenant.clock({ advance: 60 });
    const running = async (): Promise<string> => (await bench.control.visit(web?.accessUrls[0] ?? "")).text;
    expect(await running()).toContain("other:2");
    return { seen: await read(state), image: web?.image ?? "", running };
  }

  test.each<[string, (failed: MarketAppState, seen: MarketAppState) => Promise<MarketAppState>]>([
    ["failed", (failed) => Promise.resolve(failed)],
    ["failed and was refreshed", (failed) => read(failed)],
    ["was killed", (_, seen) => Promise.resolve(seen)],
  ])("is built by the next update where the one that was to ask for that %s", async (_, kept) => {
    const { seen, image, running } = await withOtherImage();
    await bench.tenant.fault(refusesBuilds);
    const failed = await unfinished(updateMarketApp(seen, bench.inputs(), bench.surroundings()));
    const healed = await updateMarketApp(await kept(failed, seen), bench.inputs(), bench.surroundings());
    expect(healed).toMatchObject({ health: "ready", drift: [] });
    expect(await running()).toContain(image);
    await expectNothingToDo(healed);
  });

  it("is built also where another image is no change any more, and what else was changed since stays as it is", async () => {
    const { seen, image, running } = await withOtherImage();
    await bench.tenant.fault(refusesBuilds);
    const failed = await unfinished(updateMarketApp(seen, bench.inputs(), bench.surroundings()));
    const database = seen.components.find(({ serviceCname }) => serviceCname === "Database");
    await bench.control.changeComponent(database?.serviceId ?? "", { image: "registry.example/theirs:3" });
    const inputs = bench.inputs({ driftPolicy: { ...seen.driftPolicy, version: "warn" } });
    const healed = await updateMarketApp(failed, inputs, bench.surroundings());
    expect(healed.__rbRebuilds).toBeUndefined();
    expect(await running()).toContain(image);
    expect(healed.components.map((one) => one.image)).toContain("registry.example/theirs:3");
  });

  it("is built by the same update where the console's database was locked", async () => {
    const { seen, image, running } = await withOtherImage();
    await bench.tenant.fault({ ...operations, times: 1, effect: "html", response: { status: 500 } });
    const healed = await updateMarketApp(seen, bench.inputs(), bench.surroundings());
    expect(healed).toMatchObject({ health: "ready", drift: [] });
    expect(await running()).toContain(image);
  });
});

async function expectNothingToDo(state: MarketAppState, inputs: MarketAppInputs = bench.inputs()): Promise<void> {
  for (const seen of [await read(state), await read(await read(state))]) {
    expect(shown(seen)).toEqual(shown(state));
    expect(planMarketApp(inputs, new Set(), seen)).toEqual({ changes: [], replaces: [], remarks: [] });
  }
}

describe("where nothing was done", () => {
  beforeEach(async () => {
    bench = await Workbench.open();
  });

  afterEach(() => bench.close());

  test.each([{}, { isDeploy: false }, { skipAwait: true }])(
    "nothing is found after an install with %j",
    async (changes) => {
      const state = await bench.create(changes);
      await bench.tenant.clock({ advance: 60 });
      expect(found(await read(state))).toEqual([]);
      expect(planMarketApp(bench.inputs(changes), new Set(), await read(state)).changes).toEqual([]);
    },
  );

  test("nothing is found while an install that nobody waits for is built and started", async () => {
    const state = await bench.create({ skipAwait: true });
    for (let seconds = 0; seconds < 12; seconds++) {
      expect(found(await read(state))).toEqual([]);
      await bench.tenant.clock({ advance: 1 });
    }
  });

  test("nothing is found after an upgrade, and after another one that the web console began", async () => {
    const upgraded = { appModelVersion: "1.1" };
    const state = await updateMarketApp(await bench.create(), bench.inputs(upgraded), bench.surroundings());
    await expectNothingToDo(state, bench.inputs(upgraded));
    const other = await bench.create({ __rbUrn: `${bench.inputs().__rbUrn}2`, appName: "other" });
    await bench.control.upgradeInstall(other.tenantServiceGroupId, "1.1");
    await bench.tenant.clock({ advance: 20 });
    const seen = await read(other);
    expect(found(seen)).toEqual(["version "]);
    const after = await updateMarketApp(seen, { ...bench.inputs(upgraded), appName: "other" }, bench.surroundings());
    expect(found(await read(after))).toEqual([]);
  });
});

describe("what an update can't heal", () => {
  beforeEach(async () => {
    bench = await Workbench.open();
  });

  afterEach(() => bench.close());

  test("a stranger that is to be detected stops an update before it writes, and is named; else it stays a warning", async () => {
    const driftPolicy = { ...bench.inputs().driftPolicy, extra: "detect" as const };
    const state = await bench.create({ driftPolicy });
    await bench.control.makeComponent(state.appId, "Mine");
    const seen = await read(state);
    await bench.control.forgetRequests();
    await expect(updateMarketApp(seen, bench.inputs({ driftPolicy }), bench.surroundings())).rejects.toThrow(
      /holds Mine, made by hand.*extra: "warn"/,
    );
    expect(await bench.writes()).toEqual([]);
    const relaxed = await updateMarketApp(seen, bench.inputs(), bench.surroundings());
    expect(planMarketApp(bench.inputs(), new Set(), await read(relaxed))).toMatchObject({
      changes: [],
      remarks: [{ isWarning: true, text: expect.stringContaining("component Mine was made by hand") as unknown }],
    });
  });

  test("an app that is gone is a finding where that is no change, and an update then names the command that installs it anew", async () => {
    const driftPolicy = { ...bench.inputs().driftPolicy, missing: "warn" as const };
    const state = await bench.create({ driftPolicy });
    for (const id of state.serviceIds) await bench.control.deleteComponent(id);
    await bench.tenant.call("DELETE", bench.path(state.appId));
    expect(await readMarketApp({ ...state, driftPolicy: bench.inputs().driftPolicy }, bench.surroundings())).toBe(
      undefined,
    );
    const seen = await read(state);
    expect(seen).toMatchObject({ components: [], drift: [{ category: "missing", component: "", property: "app" }] });
    expect(planMarketApp(bench.inputs({ driftPolicy }), new Set(), seen).changes).toEqual([]);
    await expect(updateMarketApp(seen, bench.inputs(), bench.surroundings())).rejects.toThrow(
      /app group \d+ is gone. Nothing was changed.*pulumi up --replace 'urn/,
    );
  });

  test("another version that is no change stays as it is found when an update starts a component", async () => {
    const driftPolicy = { ...bench.inputs().driftPolicy, version: "warn" as const };
    const state = await bench.create({ driftPolicy });
    await play({ deeds: ["change the image", "stop"], isUpgraded: false, strangers: 0 }, state);
    const seen = await read(state);
    expect(found(seen).map((one) => one.split(" ")[0])).toEqual(["stopped", "version"]);
    const started = await updateMarketApp(seen, bench.inputs({ driftPolicy }), bench.surroundings());
    expect(started).toMatchObject({ health: "ready", appModelVersion: "1.0", drift: [{ category: "version" }] });
    expect(shown(await read(started))).toEqual(shown(started));
    expect(started.components.map(({ image }) => image)).toContain("registry.example/other:2");
    expect(planMarketApp(bench.inputs({ driftPolicy }), new Set(), started).changes).toEqual([]);
  });
});
