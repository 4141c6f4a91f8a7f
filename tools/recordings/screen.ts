import Anser from "anser";

/** What a terminal shows as a picture: a line of text an output line, in the terminal's colours, the typed commands brighter than what they print. */
export function pictureOf(title: string, text: string): string {
  const lines = text.trimEnd().split("\n").map(partsOf);
  const columns = Math.max(title.length + 10, ...lines.map(lengthOf));
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin + barHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#16191d"/>`,
    ...["#e5534b", "#d9a441", "#57ab5a"].map(
      (fill, at) => `<circle cx="${margin + 6 + at * 18}" cy="18" r="6" fill="${fill}"/>`,
    ),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#adbac7" xml:space="preserve">`,
    ...lines.flatMap((line, at) => lineOf(line, margin + barHeight + (at + 0.8) * lineHeight)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const charWidth = 7.85;
const lineHeight = 18;
const margin = 16;
const barHeight = 24;

/** The terminal's colours as they read well on the picture's ground; what isn't here has the colour of plain text. */
const colours: Readonly<Record<string, string>> = {
  ...{ "ansi-red": "#f47067", "ansi-bright-red": "#f47067", "ansi-green": "#6bc46d", "ansi-bright-green": "#6bc46d" },
  ...{
    "ansi-yellow": "#daaa3f",
    "ansi-bright-yellow": "#daaa3f",
    "ansi-blue": "#6cb6ff",
    "ansi-bright-blue": "#6cb6ff",
  },
  ...{
    "ansi-magenta": "#dcbdfb",
    "ansi-bright-magenta": "#dcbdfb",
    "ansi-cyan": "#76e3ea",
    "ansi-bright-cyan": "#76e3ea",
  },
};

/** A stretch of a line that looks the same. */
interface Part {
  readonly content: string;
  /** Attributes of SVG. */
  readonly look: string;
}

function partsOf(line: string): Part[] {
  const isTyped = line.startsWith("$ ");
  const stretches = Anser.ansiToJson(line, { json: true, use_classes: true, remove_empty: true });
  return stretches.reduce<Part[]>((parts, { content, fg, decorations }) => {
    const look = lookOf(fg, isTyped || decorations.includes("bold"), decorations.includes("dim"));
    const last = parts.at(-1);
    if (last?.look !== look) return [...parts, { content, look }];
    return [...parts.slice(0, -1), { content: last.content + content, look }];
  }, []);
}

function lookOf(colour: string, isBold: boolean, isDim: boolean): string {
  const fill = colours[colour] ?? (isBold ? "#f0f6fc" : undefined);
  return [
    fill === undefined ? "" : ` fill="${fill}"`,
    isBold ? ` font-weight="bold"` : "",
    isDim ? ` opacity="0.7"` : "",
  ].join("");
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { content }) => sum + content.length, 0);
}

/** Each part begins in its column and has the same length in every font: readers have different ones. */
function lineOf(parts: readonly Part[], y: number): string[] {
  return parts.flatMap(({ content, look }, at) => {
    const text = content.trim();
    if (text === "") return [];
    const column = lengthOf(parts.slice(0, at)) + content.indexOf(text);
    const x = (margin + column * charWidth).toFixed(1);
    const length = `textLength="${(text.length * charWidth).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    return [`<text x="${x}" y="${y.toFixed(1)}" ${length}${look}>${escaped(text)}</text>`];
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
