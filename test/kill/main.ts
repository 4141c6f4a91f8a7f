import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { CliStack } from "./cli-stack";
import { crowdPointsOf, realCrowdSampleOf } from "./crowd-points";
import { Driver } from "./driver";
import { differences } from "./likeness";
import { nameOf, playAll, playReally, pointsOf, realSampleOf, rehearseAll } from "./matrix";
import type { Played, Rehearsal } from "./matrix";
import type { Point } from "./play";
import { describe, isGood, summaryOf, tableOf } from "./report";
import { seedOf } from "./seed";
import { crowds, stories } from "./stories";

const root = resolve(__dirname, "..", "..");
const page = join(root, "docs", "reliability.md");

/** Plays the whole matrix, or the points whose names hold all the words given; the whole one is written into `docs/reliability.md`. */
async function main(words: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kill-"));
  try {
    const began = Date.now();
    const { rehearsals, all, sample } = await plan(folder);
    const points = all.filter((point) => words.every((word) => nameOf(point).includes(word)));
    if (points.length === 0) throw new Error(`there is no point whose name holds ${words.join(" and ")}`);
    console.log(`${points.length} points, rehearsed in ${seconds(began)} s`);
    const onPlayed = announcer(points.length, began);
    const stages = Number(process.env["KILL_STAGES"] ?? "16");
    const chosen = sample.filter((point) => points.includes(point));
    const onPlayedReally = announcer(chosen.length, began);
    const [played, real] = await Promise.all([
      playAll(points, rehearsals, { folder, stages, onPlayed }),
      playReally(chosen, CliStack.maker(), { folder, stages: 2, onPlayed: onPlayedReally }),
    ]);
    const unlike = differences(played, real);
    for (const difference of unlike) console.log(difference);
    const likeness = `${real.length} of them played by the real engine too, ${unlike.length} otherwise than by the driver`;
    const outcome = `${summaryOf(played)}; ${likeness}`;
    const tables = [stories, crowds].map((which) => tableOf(played, which)).join("\n\n");
    console.log(`\n${tables}\n`);
    if (words.length === 0) await record(`${outcome}.\n\n${tables}`);
    console.log(`${seconds(began)} s\n${outcome}`);
    if (![...played, ...real].every(isGood) || unlike.length > 0) process.exitCode = 1;
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
  const alone = await rehearseAll(folder, Driver.maker(), stories);
  const together = await rehearseAll(folder, Driver.maker(), crowds);
  const single = pointsOf(alone);
  const crowded = crowdPointsOf(together, seed);
  return {
    rehearsals: [...alone, ...together],
    all: [...single, ...crowded],
    sample: [...realSampleOf(single, seed), ...realCrowdSampleOf(crowded)],
  };
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

/** Puts the outcome between the marks in the page. */
async function record(outcome: string): Promise<void> {
  const between = /(<!-- kill matrix -->\n)[^]*?(\n<!-- end of kill matrix -->)/;
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
