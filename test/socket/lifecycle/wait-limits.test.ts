import { SeveralFailures, UnfinishedError } from "../../../provider/errors";
import { updateMarketApp } from "../../../provider/lifecycle/market-app";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import type { MarketAppState } from "../../../provider/model";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

const limitMs = 100_000;
/** The most that a wait may outlast its limit. */
const graceMs = 10_000;

/** What a wait fails with, after at least so long and at most ten seconds more. */
async function failureAfter(leastMs: number, work: () => Promise<unknown>): Promise<readonly string[]> {
  const startedAt = bench.slept;
  const thrown: unknown = await work().catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error(`expected a wait that fails, not ${String(thrown)}`);
  expect(bench.slept - startedAt).toBeGreaterThanOrEqual(leastMs);
  expect(bench.slept - startedAt).toBeLessThan(leastMs + graceMs);
  return thrown instanceof SeveralFailures || thrown instanceof UnfinishedError ? thrown.reasons : [thrown.message];
}

async function pin(serviceIds: readonly string[], status: string | null): Promise<void> {
  for (const serviceId of serviceIds) await bench.control.changeComponent(serviceId, { status });
}

/** Surroundings in which every component is as pinned from the first pause on. */
function pinning(status: string): Surroundings {
  const surroundings = bench.limited(limitMs);
  const { clock } = surroundings;
  const sleep = async (ms: number): Promise<void> => {
    for (const appId of await bench.appIds()) {
      await pin(
        (await bench.services(appId)).map(({ service_id }) => service_id),
        status,
      );
    }
    await clock.sleep(ms);
  };
  return { ...surroundings, clock: { ...clock, sleep } };
}

const statuses: readonly [status: string, endsAfterMs: number, reason: RegExp][] = [
  ["waiting", limitMs, /^not ready after 100 s: component \w+ \(gr[0-9a-f]{6}\) is "waiting".*customTimeouts/],
  ["stopping", limitMs, /^not ready after 100 s: .*is "stopping".*customTimeouts/],
  ["closed", limitMs / 5, /^nothing is under way: .*is "closed".*pulumi up does/],
  ["abnormal", limitMs / 5, /^a component doesn't start: .*is "abnormal".*its log in the web console/],
];

/** The operations that wait for components, each begun so that only the wait is left. */
const waits: readonly [what: string, begin: () => Promise<(surroundings: Surroundings) => Promise<MarketAppState>>][] =
  [
    ["a first install", () => Promise.resolve((surroundings) => bench.create({}, surroundings))],
    [
      "an upgrade",
      async () => {
        const state = await bench.create();
        return (surroundings) => updateMarketApp(state, bench.inputs({ appModelVersion: "1.1" }), surroundings);
      },
    ],
    [
      "what an earlier run left unfinished",
      async () => {
        const state = await bench.create({ isDeploy: false });
        return (surroundings) => updateMarketApp(state, bench.inputs(), surroundings);
      },
    ],
  ];

describe.each(waits)("the wait of %s", (_, begin) => {
  it.each(statuses)("ends where every component stays %s", async (status, endsAfterMs, reason) => {
    const work = await begin();
    const reasons = await failureAfter(endsAfterMs, () => work(pinning(status)));
    expect(reasons).toEqual([expect.stringMatching(reason), expect.stringMatching(reason)]);
    expect(reasons[0]).toContain("component Web (");
    expect(reasons[1]).toContain("component Database (");
  });

  it("ends where the cluster says nothing", async () => {
    const work = await begin();
    const down = { status: 500, body: { msg: "down" } };
    await bench.tenant.fault({ point: "region.servicesStatus", times: 1e6, response: down });
    const [reason] = await failureAfter(limitMs, () => work(bench.limited(limitMs)));
    expect(reason).toMatch(/^not ready after 100 s: component Web \(\w+\) has no status.*look at the region/);
  });
});

it("a limit that passes while everything runs, but not yet for long enough, gives its reason", async () => {
  const surroundings = bench.limited(limitMs);
  const { clock, deadline } = surroundings;
  const sleep = async (ms: number): Promise<void> => {
    await clock.sleep(ms);
    const components = (await Promise.all((await bench.appIds()).map((appId) => bench.services(appId)))).flat();
    if (components.length > 0 && components.every(({ status }) => status === "running")) bench.slept = deadline + 1;
  };
  const thrown: unknown = await bench
    .create({}, { ...surroundings, clock: { ...clock, sleep } })
    .catch((error: unknown) => error);
  if (!(thrown instanceof UnfinishedError)) throw new Error(`expected an unfinished operation, not ${String(thrown)}`);
  expect(thrown.reasons).toHaveLength(2);
  expect(thrown.reasons[0]).toMatch(
    /^not ready after 100 s, though everything runs by now: component \w+ \(gr\w+\) is "running"/,
  );
});

it("the wait for components that don't stop ends before the limit, and what the console refuses stays", async () => {
  const state = await bench.create();
  await pin(state.serviceIds, "running");
  const [reason] = await failureAfter(limitMs, () => removeMarketApp(state, bench.limited(limitMs)));
  expect(reason).toMatch(
    /^Web \(gr\w+\) is "running" and doesn't stop: DELETE \S+: 409 "delete error"; Database .*0 of 2 components were deleted.*force=1 with your token/,
  );
  expect(await bench.services(state.appId)).toHaveLength(2);
});

it("the wait for a console whose database stays locked ends", async () => {
  const state = await bench.create();
  const locked = { code: 10401, msg: "database is locked", msg_show: "", error_type: "OperationalError" };
  const match = { method: "POST", path: "/openapi/*/upgrade" };
  const response = { status: 500, body: locked };
  await bench.tenant.fault({ point: "console", match, times: 1e6, effect: "respond", response });
  const inputs = bench.inputs({ appModelVersion: "1.1" });
  const [reason] = await failureAfter(limitMs, () => updateMarketApp(state, inputs, bench.limited(limitMs)));
  expect(reason).toMatch(/database was busy/);
});

describe("in a given app group", () => {
  /** Shorter than the minute after which what hangs counts as left behind. */
  const shortMs = 30_000;

  it("the wait names what isn't made also of an install of which something has run", async () => {
    const path = await bench.tenant.createApp("shared");
    await bench.tenant.run(path);
    const { service_id: web } = await bench.tenant.service("Web", path);
    await bench.tenant.change(web, { createStatus: "creating" });
    const appId = Number(path.split("/").at(-1));
    const create = bench.create({ appId, appName: undefined }, bench.limited(2_000));
    await expect(create).rejects.toThrow(/under way in app group 1 \(.*Web \(gr\w+\).*\), and the time limit is over/);
  });

  it("the wait for an install that is under way there ends, and nothing was installed", async () => {
    const path = await bench.tenant.createApp("shared");
    await bench.tenant.hold();
    const installing = await bench.tenant.beginInstall({}, path);
    await bench.tenant.until(async () => (await bench.tenant.services(path)).length === 2);
    await bench.control.forgetRequests();
    const appId = Number(path.split("/").at(-1));
    const create = () => bench.create({ appId, appName: undefined }, bench.withoutSimulator(shortMs));
    const [reason] = await failureAfter(shortMs, create);
    expect(reason).toMatch(/an install is still under way in app group 1 \(.*time limit is over/);
    expect(await bench.installs()).toBe(0);
    await bench.tenant.release();
    expect((await installing.answer).status).toBe(200);
  });

  it("the look for an install whose answer was lost ends", async () => {
    const appId = Number((await bench.tenant.createApp("shared")).split("/").at(-1));
    await bench.faultOnInstall("reset");
    const [reason] = await failureAfter(shortMs, () =>
      bench.create({ appId, appName: undefined }, bench.limited(limitMs)),
    );
    expect(reason).toMatch(/can't install the app: POST \S+\/install/);
  });
});
