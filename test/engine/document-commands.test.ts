import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { runCommand } from "../../tools/command";

const root = resolve(__dirname, "..", "..");
const main = join(root, "dist", "cli", "main.js");
const documents = spawnSync("git", ["ls-files", "*.md", ":!CHANGELOG.md", ":!docs/reference"], {
  cwd: root,
  encoding: "utf8",
})
  .stdout.split("\n")
  .filter((path) => path !== "");

/** A command that documents show, with every flag that they give it. */
interface Shown {
  readonly program: string;
  /** Its subcommand, and what stands behind it in places. */
  readonly words: readonly string[];
  readonly flags: Set<string>;
}

/** What stands in a document's blocks of commands, and as code in its text, a command each. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const inText = [...text.replaceAll(/^```.*?^```/gms, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return [...blocks, ...inText]
    .flatMap((line) => line.replace(/(^|\s)#\s.*/, "").split(/&&|\|/))
    .map((each) => each.trim());
}

/** The commands of Pulumi and of ours that all documents show. */
function shownCommands(): Shown[] {
  const shown = new Map<string, Shown>();
  for (const line of documents.flatMap((path) => commandsIn(readFileSync(join(root, path), "utf8")))) {
    const [, program, rest = ""] = /^(?:npx )?(pulumi|pulumi-rainbond) (.*)$/s.exec(line) ?? [];
    if (program === undefined) continue;
    const parts = rest.split(/\s+/);
    const end = parts.findIndex((part) => !/^[a-z-]+$/.test(part) || part.startsWith("-"));
    const words = parts.slice(0, end < 0 ? 2 : Math.min(end, 2));
    const key = [program, ...words].join(" ");
    const known = shown.get(key) ?? { program, words, flags: new Set() };
    for (const [, flag = ""] of rest.matchAll(/(?:^|\s)(--[a-z][a-z-]*)/g)) known.flags.add(flag);
    shown.set(key, known);
  }
  return [...shown.values()];
}

/** What the program's help lacks of a shown command. */
async function lackOf({ program, words, flags }: Shown): Promise<string[]> {
  const [command, ...args] =
    program === "pulumi" ? ["pulumi", ...words, "--help"] : [process.execPath, main, ...words, "--help"];
  const { stdout } = await runCommand(command, args, { cwd: root, env: process.env });
  const first = words[0] ?? "";
  const usage = new RegExp(`${program}( |\\|[a-z]+ )*${first}\\b`);
  const isThere = first === "" || usage.test(stdout.slice(stdout.search(/usage:/i)));
  const listed = new Set(stdout.match(/--[a-z][a-z-]*/g));
  const lacking = [...flags].filter((flag) => !listed.has(flag));
  return [
    ...(isThere ? [] : [[program, ...words].join(" ")]),
    ...lacking.map((flag) => [program, ...words, flag].join(" ")),
  ];
}

test("every command of Pulumi and of ours that a document shows is there, with each of its flags", async () => {
  const commands = shownCommands();
  expect(commands.length).toBeGreaterThan(20);
  const lacks: string[] = [];
  for (const command of commands) lacks.push(...(await lackOf(command)));
  expect(lacks).toEqual([]);
});

/** What `npm run` knows. */
function scripts(): Record<string, string> {
  const manifest = z.object({ scripts: z.record(z.string(), z.string()) });
  return manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).scripts;
}

test("every script of this package that a document shows is there", () => {
  const lines = documents.flatMap((path) => commandsIn(readFileSync(join(root, path), "utf8")));
  const named = lines.flatMap((line) => /^npm run ([\w:-]+)/.exec(line)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect([...new Set(named)].filter((name) => !(name in scripts()))).toEqual([]);
});

test("every task that a script of this package names is there", () => {
  const named = Object.values(scripts()).flatMap((script) => /^node tools\/run\.mjs ([\w:-]+)/.exec(script)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(5);
  const tasks = readFileSync(join(root, "tools", "run.mjs"), "utf8");
  expect(named.filter((name) => !new RegExp(`^ {2}"?${name}"?: \\(args\\)`, "m").test(tasks))).toEqual([]);
});
