import { SeveralFailures, UnfinishedError } from "../../../provider/errors";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import { waitUntilReady } from "../../../provider/lifecycle/settle/wait";
import { marketAppState, type MarketAppState } from "../../../provider/model";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

async function unfinished(work: Promise<unknown>): Promise<{ state: MarketAppState; reasons: readonly string[] }> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof UnfinishedError)) throw new Error(`expected an unfinished operation, not ${String(thrown)}`);
  return { state: marketAppState.parse(thrown.state), reasons: thrown.reasons };
}

/** An app that is made, but not built. */
const notBuilt = (): Promise<MarketAppState> => bench.create({ isDeploy: false });

async function pin(state: MarketAppState, change: { status?: string | null; failNextBuild?: boolean }): Promise<void> {
  for (const serviceId of state.serviceIds) await bench.control.changeComponent(serviceId, change);
}

describe("a failed build", () => {
  it("ends the wait at once, and the error has its words, the end of its log and what to do", async () => {
    const state = await notBuilt();
    await pin(state, { failNextBuild: true });
    const startedAt = bench.slept;
    const { reasons } = await unfinished(updateMarketApp(state, bench.inputs(), bench.limited()));
    const [serviceId] = state.serviceIds;
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toMatch(
      new RegExp(
        `^a build failed: component Web \\(gr\\w+\\) is "closed": its build-service ended with failure "build failure" \\(GET http\\S+/services/${serviceId ?? ""}/events\\); ` +
          `its log ends with ".*pull image registry.example/guestbook/web:1.0 failed: not found / build-service ends: failure \\(build failure\\)"\\. Check that the cluster can pull`,
      ),
    );
    expect(bench.slept - startedAt).toBeLessThan(20_000);
  });

  it("of an upgrade fails the upgrade though the old replicas run on; the old version stays, and the next update builds", async () => {
    const state = await bench.create();
    await pin(state, { failNextBuild: true });
    const inputs = bench.inputs({ appModelVersion: "1.1" });
    const failed = await unfinished(updateMarketApp(state, inputs, bench.limited()));
    expect(failed.reasons[0]).toMatch(
      /^a build failed: component Web \(gr\w+\) is "running": its build-service ended with failure/,
    );
    expect(failed.state.appModelVersion).toBe("1.0");
    const read = await readMarketApp(failed.state, bench.surroundings());
    expect(planMarketApp(inputs, new Set(), read ?? state).changes).toContain("unfinished");
    await bench.control.forgetRequests();
    const updated = await updateMarketApp(read ?? state, inputs, bench.limited());
    expect(updated).toMatchObject({ appModelVersion: "1.1", health: "ready", drift: [], __rbUnfinished: undefined });
    expect((await bench.writes()).map(({ path }) => path.split("/").at(-1))).toEqual(["operations"]);
  });

  it("of an earlier attempt doesn't fail the next one", async () => {
    const state = await notBuilt();
    await pin(state, { failNextBuild: true });
    const failed = await unfinished(updateMarketApp(state, bench.inputs(), bench.limited()));
    expect(await updateMarketApp(failed.state, bench.inputs(), bench.limited())).toMatchObject({ health: "ready" });
  });
});

it("says each phase on the row, and what is waited for", async () => {
  await bench.create();
  expect(bench.progress.filter((line, index, all) => line !== all[index - 1])).toEqual([
    "making the app group",
    "installing into app group 1",
    "0/2 running",
    "2/2 running",
  ]);
});

/** A clock that moves on by a second whenever so many are asleep, and wakes them all. */
function clockOf(sleepers: number): Surroundings["clock"] {
  let nowMs = 0;
  let asleep: (() => void)[] = [];
  return {
    now: () => nowMs,
    sleep: () =>
      new Promise((resolve) => {
        asleep.push(resolve);
        if (asleep.length < sleepers) return;
        nowMs += 1_000;
        for (const wake of asleep) wake();
        asleep = [];
      }),
  };
}

it("asks for the components of a group once, however many wait there", async () => {
  const path = await bench.tenant.createApp("shared");
  const appId = Number(path.split("/").at(-1));
  for (let made = 0; made < 6; made += 1) await bench.tenant.install(path);
  const at = { teamId: bench.inputs().teamId, regionName: bench.inputs().regionName, appId };
  const surroundings = bench.surroundings({ clock: clockOf(6), timeoutMs: 60_000, deadline: 4_000 });
  await bench.control.forgetRequests();
  const waits = [1, 2, 3, 4, 5, 6].map((tenantServiceGroupId) =>
    waitUntilReady(
      { at, tenantServiceGroupId, isDeploy: true, earlierEvents: [], isNew: false, builds: new Set() },
      surroundings,
    ),
  );
  const ends = await Promise.allSettled(waits);
  expect(ends.map((end) => end.status === "rejected" && end.reason instanceof SeveralFailures)).toEqual(
    Array(6).fill(true),
  );
  const asked = (await bench.control.requests()).filter((request) => request.path.endsWith("/services"));
  // The first look of each is its own; the four after a pause are shared.
  expect(asked).toHaveLength(6 + 4);
});
