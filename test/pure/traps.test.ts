import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { traps } from "../traps/traps";

const root = join(__dirname, "..", "..");

/** The rows of the table below a heading of the simulator's page, each as its cells. */
function tableBelow(heading: string): string[][] {
  const page = readFileSync(join(root, "docs", "simulator.md"), "utf8");
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the page lists every trap with the test that shows it", () => {
  expect(tableBelow("What it gets wrong on purpose")).toEqual(
    traps.map(({ name, test: [file, title] }) => [name, `${file}: ${title}`]),
  );
});

test("what takes a trap out fits its source in exactly one place", () => {
  const stale = traps.flatMap(({ patches }) =>
    patches.filter(({ file, find }) => readFileSync(join(root, "simulator", file), "utf8").split(find).length !== 2),
  );
  expect(stale).toEqual([]);
});

test("every trap has a name of its own and a file of tests", () => {
  expect(new Set(traps.map(({ name }) => name)).size).toBe(traps.length);
  const missing = traps.filter(
    ({ test: [file] }) => !existsSync(join(root, "test", "socket", "simulator", `${file}.test.ts`)),
  );
  expect(missing).toEqual([]);
});
