import { crowdKinds, kinds } from "./kinds";
import type { Complaint } from "./judge";
import { nameOf, type Played } from "./matrix";
import type { Story } from "./stories";

/** True if all is as it must be. */
export function isGood({ complaints }: Played): boolean {
  return complaints.length === 0;
}

/** What is wrong with a point, a line each; empty for a good one. */
export function describe(result: Played): string {
  if (isGood(result)) return "";
  const lines = [...result.complaints.map(({ what, why }) => `${what}: ${why}`)];
  return [nameOf(result.point), ...lines.map((line) => `  ${line}`)].join("\n");
}

/** `N kill points, 0 lost, 0 doubled`, and what else is to be said. */
export function summaryOf(results: readonly Played[]): string {
  const count = (what: Complaint["what"]): number =>
    results.filter(({ complaints }) => complaints.some((one) => one.what === what)).length;
  const adopted = results.filter(({ isAdopted }) => isAdopted).length;
  const more = [
    ...(count("spoilt") > 0 ? [`${count("spoilt")} otherwise wrong`] : []),
    ...(adopted > 0 ? [`${adopted} by a pasted adopt line`] : []),
  ];
  return [`${results.length} kill points, ${count("lost")} lost, ${count("doubled")} doubled`, ...more].join(", ");
}

/** A table in Markdown: how many points of each kind and of each of these stories ended as they must. */
export function tableOf(results: readonly Played[], stories: readonly Story[]): string {
  const names = stories.map(({ name }) => name);
  const played = results.filter(({ point }) => stories.includes(point.story));
  const good = played.filter(isGood);
  const cell = (kind: string, story: string): number =>
    good.filter(({ point }) => point.kind === kind && point.story.name === story).length;
  const total = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0);
  const known = new Set([...kinds.keys(), ...crowdKinds.keys()]);
  const rows = [...known]
    .filter((kind) => played.some(({ point }) => point.kind === kind))
    .map((kind) => {
      const cells = names.map((name) => cell(kind, name));
      return [kind, ...cells, total(cells)];
    });
  const sums = names.map((name) => good.filter(({ point }) => point.story.name === name).length);
  const table = [
    ["kind", ...names, "all"],
    ["---", ...names.map(() => "---:"), "---:"],
    ...rows,
    ["all", ...sums, total(sums)],
  ];
  return table.map((row) => `| ${row.join(" | ")} |`).join("\n");
}
