/** Placeholders for what differs from run to run, in the order in which they are applied. */
const replacements: [RegExp, string][] = [
  // eslint's no-control-regex has no say in a constructor.
  [new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), ""],
  [/\b(https?):\/\/127\.0\.0\.1:\d+/g, "$1://<simulator>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\bgr[0-9a-f]{6}\b/g, "<alias>"],
  [/\(node:\d+\)/g, "(node:<pid>)"],
  [/\(\d+(\.\d+)?s\)/g, "(<time>)"],
  [/, \d+ s$/gm, ", <time>"],
  [/Duration: .*/g, "Duration: <time>"],
  [/^@ .*\n/gm, ""], // dots that count seconds
  [/[ \t]+$/gm, ""],
];

/**
 * Makes what a command printed comparable: no colours, placeholders for times, addresses and ids. Each 32-digit id keeps
 * a number of its own, so that it can be seen where one returns.
 * @param folder of the run, which becomes `<folder>`
 */
export function normalizeTerminalText(printed: string, folder: string): string {
  const ids = new Map<string, string>();
  const numbered = (id: string) => {
    const placeholder = ids.get(id) ?? `<id ${ids.size + 1}>`;
    ids.set(id, placeholder);
    return placeholder;
  };
  const text = replacements.reduce((result, [pattern, placeholder]) => result.replace(pattern, placeholder), printed);
  return text.replaceAll(folder, "<folder>").replace(/\b[0-9a-f]{32}\b/g, numbered);
}
