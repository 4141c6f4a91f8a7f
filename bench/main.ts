import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { format } from "prettier";
import { loadTimes } from "./load-time";
import { goalsOf, type Goal } from "./side-by-side/goals";
import { race, type Heat } from "./side-by-side/race";
import { head, rowsOf } from "./side-by-side/table";
import { listServicesMs } from "./simulator-scale";
import { upTimeSeconds } from "./up-time";

const root = resolve(__dirname, "..");
const page = resolve(root, "docs", "performance.md");
const isQuick = process.argv.includes("--quick");

/** Few rounds where a command takes long. */
const heats: Heat[] = isQuick
  ? [{ count: 100, grouping: "own groups", latencyMs: 50, rounds: 1 }]
  : [1, 10, 100].flatMap((count) =>
      (["own groups", "groups of ten"] as const).flatMap((grouping) =>
        [0, 50].map((latencyMs) => ({ count, grouping, latencyMs, rounds: count === 100 ? 2 : 3 })),
      ),
    );

/** Prints what was measured beside the goals, and writes it into docs/performance.md unless it was quick. */
async function main(): Promise<void> {
  const goals = await smallGoals();
  for (const goal of goals) console.log(lineOf(goal));
  const rows: string[] = [];
  console.log(head.join("\n"));
  for (const heat of heats) {
    const result = await race(heat);
    rows.push(...rowsOf(heat, result));
    console.log(rowsOf(heat, result).join("\n"));
    goals.push(...goalsOf(heat, result));
  }
  for (const goal of goals) console.log(lineOf(goal));
  if (!isQuick) await writePage(rows, goals);
}

async function smallGoals(): Promise<Goal[]> {
  const { programMs, providerMs, heavy } = loadTimes(root);
  const upSeconds = await upTimeSeconds();
  const listMs = await listServicesMs();
  return [
    goal("loading the package in a program: at most 20 ms", programMs, 20, "ms"),
    goal("loading the provider in its process: at most 250 ms", providerMs, 250, "ms"),
    { what: "heavy modules in a program: none", measured: heavy.join(", ") || "none", isMet: heavy.length === 0 },
    goal("pulumi up of the example: at most 10 s", upSeconds, 10, "s"),
    goal("the simulator lists 50 components beside 1,000 groups of 5: at most 5 ms", listMs, 5, "ms"),
  ];
}

function goal(what: string, measured: number, most: number, unit: string): Goal {
  return { what, measured: `${measured.toFixed(1)} ${unit}`, isMet: measured <= most };
}

function lineOf({ what, measured, isMet }: Goal): string {
  return `${isMet ? "met   " : "missed"} ${what}: ${measured}`;
}

/** Writes what was measured between the marks of the page. */
async function writePage(rows: readonly string[], goals: readonly Goal[]): Promise<void> {
  const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? "a processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const goalRows = goals.map(({ what, measured, isMet }) => `| ${what} | ${measured} | ${isMet ? "yes" : "no"} |`);
  const table = [...head, ...rows, "", "| goal | measured | met |", "| --- | --- | --- |", ...goalRows].join("\n");
  const date = new Date().toISOString().slice(0, 10);
  const measured = `<!-- measured -->\n\nMeasured on ${date}: ${machine}.\n\n${table}\n\n<!-- /measured -->`;
  const text = readFileSync(page, "utf8").replace(/<!-- measured -->[^]*<!-- \/measured -->/, () => measured);
  writeFileSync(page, await format(text, { parser: "markdown" }));
}

void main();
