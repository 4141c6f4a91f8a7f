/** What the help of a command ends with: a block a topic. Its lines are at most 80 columns wide, since nothing wraps them. */
export function moreHelp(...blocks: readonly string[]): string {
  return `\n${blocks.join("\n\n")}`;
}

/** Command lines that can be copied, as a block of the help. */
export function examples(...lines: readonly string[]): string {
  return ["Examples:", ...lines.map((line) => `  $ ${line}`)].join("\n");
}

/** Exit codes with what they mean, as a block of the help. */
export function exitCodes(meanings: Readonly<Record<number, string>>): string {
  return ["Exit codes:", ...Object.entries(meanings).map(([code, meaning]) => `  ${code}  ${meaning}`)].join("\n");
}
