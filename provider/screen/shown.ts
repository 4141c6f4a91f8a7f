import { stripVTControlCharacters } from "node:util";
import { redact } from "./secrets";

/** Characters that can't be seen, or turn the direction of those that can; not the joiners, which belong to words and emoji. */
const invisible = /(?![\u200c\u200d])\p{Cf}/gu;
const breaks = /[\p{Cc}\u2028\u2029]+/gu;

/** What a CI system would take for a command to itself, or Pulumi for a colour. A URN's `::` follows a name. */
const commands: readonly [RegExp, string][] = [
  [/(?<![\w.[-])::(?=[a-z])/gi, ": :"],
  [/##(?=(vso|teamcity)?\[)/gi, "# #"],
  [/<\{%/g, "<{ %"],
];

/**
 * A text as people may see it: one line without control characters, without what a terminal, a CI system or Pulumi would obey, and without
 * secrets; at most so many characters. Everything that others wrote passes here on its way to a screen, a report or a state file.
 */
export function shown(text: string, { longest = Infinity }: { readonly longest?: number } = {}): string {
  const line = stripVTControlCharacters(text).replace(breaks, " ").replace(invisible, "");
  const safe = redact(line.replace(/ {2,}/g, " ").trim());
  return shortened(
    commands.reduce((obeyed, [command, plain]) => obeyed.replace(command, plain), safe),
    longest,
  );
}

/** The text, cut where it is longer than so many characters. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}
