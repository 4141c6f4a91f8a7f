/** Terminal text as a picture: a line of text an output line, the typed commands brighter than what they print. */
export function pictureOf(title: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  const columns = Math.max(title.length + 10, ...lines.map((line) => line.length));
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
    ...lines.map((line, at) => lineOf(line, margin + barHeight + (at + 0.8) * lineHeight)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const charWidth = 7.85;
const lineHeight = 18;
const margin = 16;
const barHeight = 24;

function lineOf(line: string, y: number): string {
  const typed = line.startsWith("$ ") ? ` fill="#f0f6fc" font-weight="bold"` : "";
  return `<text x="${margin}" y="${y.toFixed(1)}"${typed}>${escaped(line)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
