import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { crowdPointsOf, crowdSampleOf } from "./crowd-points";
import { dynamicFace, pluginFace } from "./faces";
import { kinds } from "./kinds";
import { differences, differencesOfFaces } from "./likeness";
import { playAll, playReally, rehearseAll } from "./matrix";
import { nameOf, oneOfEach, onePerStory, pointsOf, sampleOf } from "./points";
import { describe as explain, summaryOf } from "./report";
import { seedOf } from "./seed";
import { crowds, stories } from "./stories";

const minutes = 60_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kill-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  "at a call for each kind of disturbance in each story nothing is lost and nothing doubled, and real engine and plugin do as the driver and the classes do",
  async () => {
    const seed = seedOf(resolve(__dirname, "..", ".."));
    const rehearsals = await rehearseAll(folder, dynamicFace, stories);
    const points = pointsOf(rehearsals);
    expect(points.length).toBeGreaterThanOrEqual(150);
    const sample = sampleOf(points, seed);
    expect(sample).toHaveLength(stories.length * kinds.size);
    const plugged = oneOfEach(["kill provider", "kill cli", "answerLost"], sample, seed).map((point) => {
      return { ...point, face: pluginFace };
    });
    const wanted = stories.filter((story) => plugged.some((point) => point.story === story));
    rehearsals.push(...(await rehearseAll(folder, pluginFace, wanted, "operation")));
    const [driven, real] = await Promise.all([
      playAll([...plugged, ...sample], rehearsals, { folder, stages: 6 }),
      playReally(onePerStory(sample, seed).slice(0, 1), { folder, stages: 1 }),
    ]);
    console.log(
      `KILL_SEED=${seed}: ${sample.length} of ${points.length}, ${plugged.length} of them through the plugin too; ${summaryOf(driven)}`,
    );
    expect([...driven, ...real].map(explain).filter((text) => text !== "")).toEqual([]);
    expect([...differences(driven, real), ...differencesOfFaces(driven)]).toEqual([]);
  },
  20 * minutes,
);

test(
  "of a dozen apps at once, and of six in a shared group, none is lost and none doubled by a kill, a lost answer, and a locked database",
  async () => {
    const seed = seedOf(resolve(__dirname, "..", ".."));
    const rehearsals = await rehearseAll(folder, dynamicFace, crowds, "operation");
    const points = crowdPointsOf(rehearsals, seed);
    expect(points.length).toBeGreaterThanOrEqual(100);
    const sample = crowdSampleOf(points, seed);
    expect(new Set(sample.map(({ story }) => story)).size).toBe(crowds.length);
    expect(sample).toHaveLength(3);
    const played = await playAll(sample, rehearsals, { folder, stages: 3 });
    console.log(`KILL_SEED=${seed}: ${sample.map(nameOf).join("; ")}; ${summaryOf(played)}`);
    expect(played.map(explain).filter((text) => text !== "")).toEqual([]);
  },
  20 * minutes,
);
