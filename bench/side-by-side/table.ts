import type { Heat, Result } from "./race";

/** A heat's laps as rows of a Markdown table. */
export function rowsOf({ count, grouping, latencyMs }: Heat, { laps }: Result): string[] {
  return laps.map(({ command, nullSeconds, ourSeconds, calls }) => {
    const [ratio, more] = [ourSeconds / nullSeconds, ourSeconds - nullSeconds];
    const cells = [
      `\`${command}\``,
      count,
      grouping,
      `${latencyMs} ms`,
      `${nullSeconds.toFixed(1)} s`,
      `${ourSeconds.toFixed(1)} s`,
      `${ratio.toFixed(2)} ×`,
      `${more.toFixed(1)} s`,
      calls,
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

/** The head of that table. */
export const head = [
  "| command | apps | in | a call takes | nothing | ours | ratio | difference | calls |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];
