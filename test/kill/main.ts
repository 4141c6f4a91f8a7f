import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { allPoints, nameOf, playAll } from "./matrix";
import { describe, isGood, summaryOf, tableOf } from "./report";

const root = resolve(__dirname, "..", "..");
const page = join(root, "docs", "reliability.md");

/** Plays the whole matrix, or the points whose names hold all the words given; the whole one is written into `docs/reliability.md`. */
async function main(words: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kill-"));
  try {
    const began = Date.now();
    const options = { folder, stages: Number(process.env["KILL_STAGES"] ?? "10") };
    const all = await allPoints(options);
    const points = all.filter((point) => words.every((word) => nameOf(point).includes(word)));
    let played = 0;
    const results = await playAll(points, {
      ...options,
      onResult: (result) => {
        played += 1;
        if (!isGood(result)) console.log(describe(result));
        else if (played % 20 === 0) console.log(`${played} of ${points.length} after ${seconds(began)} s`);
      },
    });
    const summary = summaryOf(results);
    console.log(`\n${tableOf(results)}\n`);
    if (words.length === 0) await record(`${summary}.\n\n${tableOf(results)}`);
    console.log(`${summary} (${seconds(began)} s)`);
    if (!results.every(isGood)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

/** Puts the outcome between the marks in the page. */
async function record(outcome: string): Promise<void> {
  const text = await readFile(page, "utf8");
  const between = /(<!-- kill matrix -->\n)[^]*?(\n<!-- end of kill matrix -->)/;
  await writeFile(
    page,
    text.replace(between, (_, begin: string, end: string) => begin + outcome + end),
  );
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
