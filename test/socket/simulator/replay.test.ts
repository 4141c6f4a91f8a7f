import { startSimulator, type Simulator } from "../../../simulator";
import { call } from "./client";
import { extraInsertions, mainInsertions } from "./insertions";
import { unnoticedChanges } from "./mutation";
import { readRecording, readStore, rewriting } from "./recording";
import { insertionSchema, playAll, problemsOf, Replay, summary, type Insertion, type Replayed } from "./replay";

/** The steps of the second recording before those that install real templates. */
const extraSteps = 71;

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  await simulator.close();
});

async function playMain(): Promise<Replayed[]> {
  await call(simulator, "POST", "/simulator/store", readStore("store-fixture.json"));
  return await playAll(new Replay(simulator, readRecording("console-observed.json"), mainInsertions));
}

async function playExtra(): Promise<Replayed[]> {
  await call(simulator, "POST", "/simulator/store", readStore("store-fixture-extra.json"));
  const steps = readRecording("console-observed-extra.json").slice(0, extraSteps);
  return await playAll(new Replay(simulator, steps, extraInsertions));
}

function rewritten(insertion: Insertion, rewrite: (text: string) => string): Insertion {
  return insertionSchema.parse(JSON.parse(rewrite(JSON.stringify(insertion))));
}

describe("replay of recorded answers", () => {
  test("the simulator answers every step of the main recording as the console did", async () => {
    const played = await playMain();
    expect(problemsOf(played)).toEqual([]);
    expect(played).toHaveLength(55);
    process.stdout.write(`${summary(played)}\n`);
  });

  test("the simulator answers every step of the second recording as the console did", async () => {
    const played = await playExtra();
    expect(problemsOf(played)).toEqual([]);
    expect(played).toHaveLength(extraSteps);
    process.stdout.write(`${summary(played)}\n`);
  });

  test.each([
    ["main", playMain],
    ["second", playExtra],
  ])("a change of any compared value of the %s recording is noticed", async (_, play) => {
    const unnoticed = (await play()).flatMap((each) =>
      unnoticedChanges(each).map((path) => `${each.step.label} ${path}`),
    );
    expect(unnoticed).toEqual([]);
  });

  test("no answer is canned: two teams' steps interleave, one with other ids, names, keys and versions", async () => {
    const rewrite = rewriting([
      ["a".repeat(32), "0a1b2c3d4e5f60718293a4b5c6d7e8f9"],
      ["b".repeat(32), "f9e8d7c6b5a493827160f5e4d3c2b1a0"],
      [/\b(change|open|graph|odd|half)0{5,}/g, "$1y00000000000000000000"],
      [/Team ([XY])/g, "Crew $1"],
      [/Team%20/g, "Crew%20"],
      [/(\w+)\.example\.com/g, (name) => (name.startsWith("apps.") ? name : `second-${name}`)],
      [/"Web"/g, '"Front"'],
      [/\b1\.1\b/g, "4.5"],
      [/(?<![\d.])1\.0\b/g, "4.4"],
      [/owner-1/g, "owner-2"],
    ]);
    const first = readStore("store-fixture-extra.json");
    const second = readStore("store-fixture-extra.json", undefined, rewrite);
    for (const store of [first, second]) await call(simulator, "POST", "/simulator/store", store);
    const insertions = extraInsertions.map((insertion) => rewritten(insertion, rewrite));
    const steps = readRecording("console-observed-extra.json").slice(0, extraSteps);
    const otherSteps = readRecording("console-observed-extra.json", rewrite).slice(0, extraSteps);
    const replays = [
      new Replay(simulator, steps, extraInsertions).play(),
      new Replay(simulator, otherSteps, insertions).play(),
    ];
    const played: Replayed[] = [];
    for (let index = 0; index < extraSteps; index += 1) {
      for (const replay of replays) {
        const next = await replay.next();
        if (next.done !== true) played.push(next.value);
      }
    }
    expect(problemsOf(played)).toEqual([]);
    expect(played).toHaveLength(2 * extraSteps);
  });
});
