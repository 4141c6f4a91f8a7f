import { pluginFace, type Face } from "./faces";
import type { Complaint } from "./judge";
import { crowdKinds, kinds } from "./kinds";
import { differences, differencesOfFaces } from "./likeness";
import type { Played } from "./matrix";
import { nameOf } from "./points";
import { crowds, stories, type Story } from "./stories";

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
function tableOf(results: readonly Played[], stories: readonly Story[]): string {
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

/** How the points of one face ended. */
export interface FaceOutcome {
  readonly face: Face;
  /** What the face's driver did otherwise than whom it is held against. */
  readonly unlike: readonly string[];
  /** What is to be said of it, with its tables. */
  readonly text: string;
}

/** How they ended, by the driver and by the real engine, with what they are held against. */
export function outcomeOf(face: Face, driven: readonly Played[], real: readonly Played[]): FaceOutcome {
  const [played, really] = [driven, real].map((all) => all.filter(({ point }) => point.face === face));
  const fromEngine = differences(played ?? [], really ?? []);
  const fromClasses = face === pluginFace ? differencesOfFaces(driven) : [];
  const summary = [
    summaryOf(played ?? []),
    ...(face === pluginFace ? [`${fromClasses.length} otherwise than through the dynamic classes`] : []),
    `${really?.length ?? 0} of them played by the real engine too, ${fromEngine.length} otherwise than by the driver`,
  ];
  const tables = [stories, crowds].map((which) => tableOf(played ?? [], which));
  return { face, unlike: [...fromEngine, ...fromClasses], text: [`${summary.join("; ")}.`, ...tables].join("\n\n") };
}
