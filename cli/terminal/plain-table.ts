import Table from "cli-table3";

/** No lines, two spaces between columns. */
const plain = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "" },
  ...{ "bottom-right": "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "" },
  ...{ left: "  ", middle: "  " },
};

/** A table without lines, for a terminal; wide characters count as two. */
export function plainTable(head: string[], rows: readonly string[][]): string {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 0 };
  const table = new Table({ head, chars: plain, style });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
