import { allSaid, progressOf } from "../../provider/run/engine-log";
import { EngineStandIn } from "./engine-stand-in";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::博客";

let engine: EngineStandIn;
/** By how much the clock is put forward. */
let aheadMs = 0;

beforeAll(async () => {
  engine = await EngineStandIn.start();
  // Where Pulumi puts the engine's address.
  process.argv.push(engine.address);
  const now = performance.now.bind(performance);
  jest.spyOn(performance, "now").mockImplementation(() => now() + aheadMs);
});

afterAll(() => {
  process.argv.pop();
  engine.stop();
});

/** What is shown on the row while the work goes on. */
async function shownOf(work: () => void): Promise<string[]> {
  const before = engine.said.length;
  work();
  await allSaid();
  return engine.said.slice(before).map(({ text }) => text);
}

test("a phase is said once, and again when another one was said in between", async () => {
  const progress = progressOf(urn);
  const lines = await shownOf(() => {
    for (const phase of ["0/2 running", "0/2 running", "1/2 running", "0/2 running", "0/2 running"])
      progress.doing(phase);
  });
  expect(lines).toEqual(["0/2 running, 0 s", "1/2 running, 0 s", "0/2 running, 0 s"]);
});

test("the clock of a phase that lasts goes on, less and less often, at least once a minute", async () => {
  const progress = progressOf(urn);
  const lines = await shownOf(() => {
    for (let second = 0; second <= 600; second++) {
      progress.doing("0/2 running");
      aheadMs += 1_000;
    }
  });
  const seconds = lines.map((line) => Number(/, (\d+) s$/.exec(line)?.[1]));
  const pauses = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[0]).toBe(10);
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(60);
  expect(pauses.at(-1)).toBeLessThanOrEqual(61);
});

test("a line that stays is said once, whatever is said beside it, and no screen obeys what it holds", async () => {
  const progress = progressOf(urn);
  const lines = await shownOf(() => {
    progress.warn("component Web\n::error::x is abnormal");
    progress.doing("1/2 running");
    progress.warn("component Web\n::error::x is abnormal");
  });
  expect(lines).toEqual(["博客: component Web : :error::x is abnormal", "1/2 running, 0 s"]);
  expect(engine.said.at(-2)).toMatchObject({ urn, isEphemeral: false });
});
