import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");
const configuration = [
  ".dependency-cruiser.cjs",
  ".prettierrc.json",
  "eslint.config.mjs",
  "package.json",
  "tsconfig.json",
];

/** A tree that every rule likes: one file a layer, each with an import that the layer may have. */
const cleanTree: Record<string, string> = {
  "provider/screen/shown.ts": `/** A text as people may see it. */
export const shown = (text: string): string => text.trim();
`,
  "provider/errors.ts": `import { shown } from "./screen/shown";

/** What people read. */
export class RainbondError extends Error {
  constructor(message: string) {
    super(shown(message));
  }
}
`,
  "provider/model/inputs.ts": `import { z } from "zod";

/** What is declared. */
export const inputs = z.object({ name: z.string() });
`,
  "provider/model/state.ts": `import { inputs } from "./inputs";

/** What is remembered. */
export const state = { of: inputs };
`,
  "provider/console/teams.ts": `import axios from "axios";
import { z } from "zod";

/** Lists the teams. */
export async function teams(): Promise<string[]> {
  const { data } = await axios.get<unknown>("/teams");
  return z.array(z.string()).parse(data);
}
`,
  "provider/lifecycle/settle/wait.ts": `/** Waits. */
export const wait = (): boolean => true;
`,
  "provider/lifecycle/settle/index.ts": `export { wait } from "./wait";
`,
  "provider/lifecycle/converge.ts": `import { wait } from "./settle";

/** Installs and waits. */
export const converge = (): boolean => wait();
`,
  "provider/resources/app.ts": `import * as pulumi from "@pulumi/pulumi";

/** An app. */
export class App extends pulumi.ComponentResource {}
`,
  "simulator/index.ts": `/** Where it listens. */
export const host = "127.0.0.1";
`,
  "cli/main.ts": `import { host } from "../simulator";

process.stdout.write(host);
`,
};

const badImports: [what: string, path: string, rule: string, source: string][] = [
  [
    "a simulator that shares code with the provider",
    "simulator/teams.ts",
    "simulator-shares-nothing-with-provider",
    `export { teams } from "../provider/console/teams";\n`,
  ],
  [
    "a resource that loads another layer at run time",
    "provider/resources/market-app.ts",
    "resources-runs-only-on-its-layers",
    `export { RainbondError } from "../errors";\n`,
  ],
  [
    "an error that knows more than what may reach a screen",
    "provider/errors.ts",
    "errors-import-the-screen-alone",
    `export { inputs as RainbondError } from "./model/inputs";\n`,
  ],
  [
    "a screen that knows anything",
    "provider/screen/names.ts",
    "screen-runs-only-on-its-layers",
    `export { inputs } from "../model/inputs";\n`,
  ],
  [
    "a domain that knows HTTP, even as a type",
    "provider/lifecycle/install/install.ts",
    "lifecycle-types-come-from-its-layers",
    `export type { AxiosError } from "axios";\n`,
  ],
  [
    "a room that knows one above it",
    "provider/lifecycle/template/template.ts",
    "template-uses-only-what-is-below",
    `export { converge } from "../converge";\n`,
  ],
  [
    "a look that knows what is done",
    "provider/observe/standing.ts",
    "observe-runs-only-on-its-layers",
    `export { converge } from "../lifecycle/converge";\n`,
  ],
  [
    "a plan that knows a console, even as a type",
    "provider/plan/plan.ts",
    "plan-types-come-from-its-layers",
    `export type { teams } from "../console/teams";\n`,
  ],
  [
    "a command that does what the lifecycle does",
    "cli/inventory.ts",
    "cli-looks-without-the-lifecycle",
    `export { converge } from "../provider/lifecycle/converge";\n`,
  ],
  [
    "an entry that passes a room's face by",
    "provider/lifecycle/market-app.ts",
    "a-room-with-a-face-is-entered-by-it",
    `export { wait } from "./settle/wait";\n`,
  ],
  [
    "a room that passes another one's face by",
    "provider/lifecycle/remove/remove.ts",
    "rooms-with-a-face-know-each-others-face-alone",
    `export { wait } from "../settle/wait";\n`,
  ],
  [
    "a cycle",
    "provider/model/inputs.ts",
    "no-cycles",
    `import { state } from "./state";

/** What is declared. */
export const inputs = (): unknown => state;
`,
  ],
];

const badCode: [what: string, path: string, rule: string, source: string][] = [
  [
    "an any",
    "provider/model/outputs.ts",
    "@typescript-eslint/no-explicit-any",
    `/** One. */
export function one(value: any): string {
  return String(value);
}
`,
  ],
  [
    "a cast of a wire value in the provider",
    "provider/console/apps.ts",
    "@typescript-eslint/consistent-type-assertions",
    `import axios from "axios";

/** Lists the apps. */
export async function apps(): Promise<string[]> {
  const { data } = await axios.get<unknown>("/apps");
  return data as string[];
}
`,
  ],
  [
    "a cast of a wire value in the simulator",
    "simulator/body.ts",
    "@typescript-eslint/consistent-type-assertions",
    `/** Reads a body. */
export function body(text: string): { name: string } {
  return <{ name: string }>JSON.parse(text);
}
`,
  ],
  [
    "an any that comes from a parser",
    "provider/store/versions.ts",
    "@typescript-eslint/no-unsafe-return",
    `/** Reads versions. */
export function versions(text: string): string[] {
  return JSON.parse(text);
}
`,
  ],
  [
    "an any behind a comment that switches the rule off",
    "provider/model/silenced.ts",
    "@typescript-eslint/no-explicit-any",
    `/** One. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const one: any = 1;
`,
  ],
  [
    "an error hidden from the compiler",
    "provider/model/hidden.ts",
    "@typescript-eslint/ban-ts-comment",
    `/** One. */
// @ts-expect-error it is a string, for a reason that is long enough
export const one: number = "1";
`,
  ],
  ["an export without a docstring", "provider/model/bare.ts", "jsdoc/require-jsdoc", `export const one = 1;\n`],
  [
    "a long function",
    "cli/long.ts",
    "max-lines-per-function",
    `/** Long. */\nexport function long(): void {\n${`  process.stdout.write("");\n`.repeat(40)}}\n`,
  ],
];

let tree: string;

function plant(files: Record<string, string>): void {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), source);
  }
}

/** Runs `npm run lint:code` on the tree, as a contributor would on the checkout; findings read `path rule`. */
function lint(): { exitCode: number | null; findings: string[]; printed: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "lint:code"], { cwd: tree, encoding: "utf8" });
  const findings: string[] = [];
  let file = "";
  for (const line of stdout.split("\n")) {
    if (line.startsWith(tree)) file = line.slice(tree.length + 1);
    const inCode = /^ +\d+:\d+ +error .* (\S+)$/.exec(line);
    if (inCode) findings.push(`${file} ${String(inCode[1])}`);
    const inImport = /error ([\w-]+): (\S+) /.exec(line);
    if (inImport) findings.push(`${String(inImport[2])} ${String(inImport[1])}`);
  }
  return { exitCode: status, findings, printed: stdout + stderr };
}

function planted(cases: typeof badCode): ReturnType<typeof lint> {
  plant(Object.fromEntries(cases.map(([, path, , source]) => [path, source])));
  return lint();
}

beforeEach(() => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  tree = mkdtempSync(join(root, ".tmp", "lint-"));
  for (const file of configuration) cpSync(join(root, file), join(tree, file));
  plant(cleanTree);
});

afterEach(() => {
  rmSync(tree, { recursive: true, force: true });
});

test("a tree that keeps the rules passes", () => {
  expect(lint()).toMatchObject({ exitCode: 0, findings: [] });
});

test("each forbidden import fails and is named, and nothing else is", () => {
  const { exitCode, findings } = planted(badImports);
  expect(exitCode).not.toBe(0);
  expect(new Set(findings)).toEqual(new Set(badImports.map(([, path, rule]) => `${path} ${rule}`)));
});

test("each piece of forbidden code fails and is named, and nothing else is", () => {
  const { exitCode, findings } = planted(badCode);
  expect(exitCode).not.toBe(0);
  expect(new Set(findings)).toEqual(new Set(badCode.map(([, path, rule]) => `${path} ${rule}`)));
});
