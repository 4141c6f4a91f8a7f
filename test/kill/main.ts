import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import bundleProcesses from "../engine/bundles";
import { crowdPointsOf, realCrowdSampleOf } from "./crowd-points";
import { dynamicFace, pluginFace, type Face } from "./faces";
import { playAll, playReally, rehearseAll, type Played, type Rehearsal } from "./matrix";
import type { Point } from "./play";
import { nameOf, nameOfBoth, onePerStory, pointsOf, realSampleOf, tenthThrough } from "./points";
import { describe, isGood, outcomeOf } from "./report";
import { seedOf } from "./seed";
import { crowds, stories } from "./stories";

const root = resolve(__dirname, "..", "..");
const page = join(root, "docs", "reliability.md");

/** Plays the whole matrix, or the points whose names hold all the words given; a face that was played whole is written into `docs/reliability.md`. */
async function main(words: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kill-"));
  try {
    const began = Date.now();
    await bundleProcesses();
    const { rehearsals, all, sample } = await plan(folder);
    const chosen = all.filter((point) => words.every((word) => nameOf(point).includes(word)));
    if (chosen.length === 0) throw new Error(`there is no point whose name holds ${words.join(" and ")}`);
    const points = withTwins(chosen, all);
    console.log(`${points.length} points, rehearsed in ${seconds(began)} s`);
    const onPlayed = announcer(points.length, began);
    const stages = Number(process.env["KILL_STAGES"] ?? "16");
    const really = sample.filter((point) => chosen.includes(point));
    const onPlayedReally = announcer(really.length, began);
    const [driven, real] = await Promise.all([
      playAll(points, rehearsals, { folder, stages, onPlayed }),
      playReally(really, { folder, stages: 2, onPlayed: onPlayedReally }),
    ]);
    const outcomes = [dynamicFace, pluginFace].map((face) => outcomeOf(face, driven, real));
    for (const { face, unlike, text } of outcomes) {
      console.log([...unlike, "", text, ""].join("\n"));
      if (all.every((point) => point.face !== face || chosen.includes(point))) await record(face, text);
    }
    console.log(`${seconds(began)} s`);
    const isLike = outcomes.every(({ unlike }) => unlike.length === 0);
    if (![...driven, ...real].every(isGood) || !isLike) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Matrix {
  readonly rehearsals: readonly Rehearsal[];
  readonly all: readonly Point[];
  /** What the real engine plays too. */
  readonly sample: readonly Point[];
}

/** Plays all stories undisturbed, those of many apps when the machine is done with the others. */
async function plan(folder: string): Promise<Matrix> {
  const seed = seedOf(root);
  const alone = await rehearseAll(folder, dynamicFace, stories);
  const together = await rehearseAll(folder, dynamicFace, crowds);
  const byPlugin = [
    ...(await rehearseAll(folder, pluginFace, stories, "operation")),
    ...(await rehearseAll(folder, pluginFace, crowds, "operation")),
  ];
  const single = pointsOf(alone);
  const crowded = crowdPointsOf(together, seed);
  const plugged = tenthThrough(pluginFace, [...single, ...crowded], seed);
  return {
    rehearsals: [...alone, ...together, ...byPlugin],
    all: [...single, ...crowded, ...plugged],
    sample: [...realSampleOf(single, seed), ...realCrowdSampleOf(crowded), ...onePerStory(plugged, seed)],
  };
}

/** The points, and those that are played through the dynamic classes to be held against the plugin's. */
function withTwins(chosen: readonly Point[], all: readonly Point[]): Point[] {
  const twins = new Set(chosen.filter(({ face }) => face === pluginFace).map(nameOfBoth));
  return all.filter((point) => chosen.includes(point) || (point.face === dynamicFace && twins.has(nameOfBoth(point))));
}

/** Says what went wrong, and how far it has come. */
function announcer(total: number, began: number): (played: Played) => void {
  let count = 0;
  return (played) => {
    count += 1;
    if (!isGood(played)) console.log(describe(played));
    else if (count % 25 === 0) console.log(`${count} of ${total} after ${seconds(began)} s`);
  };
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

/** Puts the outcome between the face's marks in the page. */
async function record({ name }: Face, outcome: string): Promise<void> {
  const between = new RegExp(`(<!-- kill matrix, ${name} -->\n)[^]*?(\n<!-- end of kill matrix, ${name} -->)`);
  const text = (await readFile(page, "utf8")).replace(
    between,
    (_, begin: string, end: string) => begin + outcome + end,
  );
  await writeFile(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
}

main(process.argv.slice(2))
  .catch((thrown: unknown) => {
    console.error(thrown);
    process.exitCode = 1;
  })
  .finally(() => {
    // By itself Node 20 may spin for ever as it takes its event loop apart, after so many processes and connections that ended by force.
    process.exit();
  });
