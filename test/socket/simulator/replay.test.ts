import { startSimulator, type Simulator } from "../../../simulator";
import { call } from "./client";
import { extraInsertions, mainInsertions } from "./insertions";
import { unnoticedChanges, unnoticedSwaps } from "./mutation";
import { readRecording, readStore, rewriting } from "./recording";
import { insertionSchema, playAll, problemsOf, Replay, summary, type Insertion, type Replayed } from "./replay";

interface Recording {
  name: string;
  file: string;
  store: string;
  insertions: readonly Insertion[];
  /** How many of its steps don't need the real templates. */
  steps: number;
}

const main: Recording = {
  name: "main",
  file: "console-observed.json",
  store: "store-fixture.json",
  insertions: mainInsertions,
  steps: 55,
};

const second: Recording = {
  name: "second",
  file: "console-observed-extra.json",
  store: "store-fixture-extra.json",
  insertions: extraInsertions,
  steps: 71,
};

type Rewrite = (text: string) => string;

const asRecorded: Rewrite = (text) => text;

/** Other ids of models and components, other names of teams, groups, models, components and domains, other versions. */
const otherNames = rewriting([
  ["a".repeat(32), "0a1b2c3d4e5f60718293a4b5c6d7e8f9"],
  ["b".repeat(32), "f9e8d7c6b5a493827160f5e4d3c2b1a0"],
  ["m".repeat(32), "9081726354a5b4c3d2e1f00f1e2d3c4b"],
  [/\b(change|open|graph|odd|half)0{5,}/g, "$1y00000000000000000000"],
  [/Team ([ABXY])/g, "Crew $1"],
  [/Team%20/g, "Crew%20"],
  [/(\w+)\.example\.com/g, (name) => (name.startsWith("apps.") ? name : `second-${name}`)],
  [/"Web"/g, '"Front"'],
  [/"DB"/g, '"Records"'],
  [/"Demo"/g, '"Show"'],
  [/"(demo|demo2|dep|orph|nodep|smart)"/g, '"other-$1"'],
  [/"hello"/g, '"good day"'],
  [/\b1\.1\b/g, "4.5"],
  [/(?<![\d.])1\.0\b/g, "4.4"],
  [/(?<![\d.])2\.0\b/g, "5.0"],
  [/owner-1/g, "owner-2"],
]);

const otherKey = rewriting([["goodkey", "another-key"]]);

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  await simulator.close();
});

async function loadStore({ store }: Recording, rewrite: Rewrite): Promise<void> {
  await call(simulator, "POST", "/simulator/store", readStore(store, undefined, rewrite));
}

function replayOf({ file, insertions, steps }: Recording, rewrite: Rewrite): Replay {
  const rewritten = insertions.map((each) => insertionSchema.parse(JSON.parse(rewrite(JSON.stringify(each)))));
  return new Replay(simulator, readRecording(file, rewrite).slice(0, steps), rewritten);
}

async function play(recording: Recording, rewrite = asRecorded): Promise<Replayed[]> {
  await loadStore(recording, rewrite);
  return await playAll(replayOf(recording, rewrite));
}

describe.each([main, second])("the $name recording", (recording) => {
  test("is answered step by step as the console did", async () => {
    const played = await play(recording);
    expect(problemsOf(played)).toEqual([]);
    expect(played).toHaveLength(recording.steps);
    process.stdout.write(`${recording.name} recording: ${summary(played)}\n`);
  });

  test("is answered so as well with other ids, names, keys and versions throughout", async () => {
    const played = await play(recording, (text) => otherKey(otherNames(text)));
    expect(problemsOf(played)).toEqual([]);
    expect(played).toHaveLength(recording.steps);
  });

  test("can't be changed in any compared value without notice", async () => {
    const played = await play(recording);
    expect(played.flatMap((each) => unnoticedChanges(each).map((path) => `${each.step.label} ${path}`))).toEqual([]);
  });

  test("can't have a masked value that is known exchanged for another without notice", async () => {
    const played = await play(recording);
    expect(played.flatMap((each) => unnoticedSwaps(each).map((path) => `${each.step.label} ${path}`))).toEqual([]);
    expect(played.reduce((sum, { comparison }) => sum + comparison.known.length, 0)).toBeGreaterThan(100);
  });
});

test("no answer is canned: the steps of two teams interleave, one with other ids, names and versions", async () => {
  const replays = [asRecorded, otherNames].map((rewrite) => replayOf(second, rewrite).play());
  for (const rewrite of [asRecorded, otherNames]) await loadStore(second, rewrite);
  const played: Replayed[] = [];
  for (let index = 0; index < second.steps; index += 1) {
    for (const replay of replays) {
      const next = await replay.next();
      if (next.done !== true) played.push(next.value);
    }
  }
  expect(problemsOf(played)).toEqual([]);
  expect(played).toHaveLength(2 * second.steps);
});
