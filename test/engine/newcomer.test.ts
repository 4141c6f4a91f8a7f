import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { runCommand, type Outcome } from "../../tools/command";
import { rowsToPlay } from "../matrix-rows";
import { findManager } from "./package-managers";
import { run } from "./packed-package";

const root = resolve(__dirname, "..", "..");
/** Nobody listens there. */
const nobody = "http://127.0.0.1:9";

/** The compiler, which these programs don't need, takes its time. */
const runtime = "{ name: nodejs, options: { typescript: false } }";
const manifest = `name: shop\nruntime: ${runtime}\nmain: index.js\n`;
const project = { "Pulumi.yaml": manifest };
const app = `{ marketUrl: "${nobody}", marketDomain: "rainbond", appModelId: "a", appModelVersion: "1.0" }`;
const makesAnApp = `new (require("pulumi-rainbond").MarketApp)("blog", ${app});\n`;

/** What somebody does who has never done it before. */
interface Mistake {
  readonly what: string;
  /** What is in the folder; default: a project without a program. */
  readonly files?: Record<string, string>;
  /** What is done before, and is right. */
  readonly before?: string;
  readonly line: string;
  /** Variables that are set otherwise than they should be. */
  readonly env?: NodeJS.ProcessEnv;
  readonly isNotInstalled?: true;
  readonly node?: 18 | 20;
  readonly says: RegExp;
}

const unset = { RAINBOND_ENDPOINT: undefined, RAINBOND_TOKEN: undefined };
const stack = "pulumi stack init dev";

const mistakes: readonly Mistake[] = [
  {
    what: "Node 18 for the command",
    node: 18,
    line: "pulumi-rainbond teams",
    says: /^error: pulumi-rainbond needs Node 20 or newer, and this is 18\.\d+\.\d+\n$/,
  },
  {
    what: "Node 18 for a program",
    node: 18,
    files: { ...project, "index.js": makesAnApp },
    before: stack,
    line: "pulumi preview",
    says: /error: MarketApp "blog": pulumi-rainbond needs Node 20 or newer, and this is 18\.\d+\.\d+\n/,
  },
  {
    what: "Node 18 for the plugin",
    node: 18,
    line: "pulumi-resource-rainbond",
    says: /^pulumi-resource-rainbond needs Node 20 or newer, and this is 18\.\d+\.\d+\n$/,
  },
  {
    what: "yarn classic on Node 20 with an SDK that asks for 22",
    node: 20,
    files: { "package.json": "{}" },
    line: "yarn add @pulumi/pulumi@3.270.0",
    isNotInstalled: true,
    says: /The engine "node" is incompatible with this module/,
  },
  {
    what: "teams before the address is exported",
    env: unset,
    line: "pulumi-rainbond teams",
    says: /^error: RAINBOND_ENDPOINT isn't set: [^;]*; neither RAINBOND_TOKEN nor RAINBOND_TOKEN_FILE is set: [^;]*\n$/,
  },
  {
    what: "init before the address is exported",
    env: unset,
    line: "pulumi-rainbond init new",
    says: /^error: RAINBOND_ENDPOINT isn't set: /,
  },
  {
    what: "init before the simulator runs",
    line: "pulumi-rainbond init new",
    says: /^error: can't list the teams: .*ECONNREFUSED.* Check RAINBOND_ENDPOINT and the network to it\n$/,
  },
  {
    what: "init in the folder of a project",
    line: "pulumi-rainbond init",
    says: /^error: \. isn't an empty folder: it holds .*Pulumi\.yaml.* Name a new one\n$/,
  },
  {
    what: "inventory where there is no project",
    files: {},
    line: "pulumi-rainbond inventory --cwd .",
    says: /^error: there is no Pulumi project here or above/,
  },
  {
    what: "import where there is no project",
    files: {},
    line: `pulumi-rainbond import --cwd . --out out --market shop=${nobody}`,
    says: /^error: --cwd: there is no Pulumi project in /,
  },
  {
    what: "import without a login",
    env: { PULUMI_BACKEND_URL: undefined },
    line: `pulumi-rainbond import --cwd . --out out --market shop=${nobody}`,
    says: /^error: Pulumi isn't logged in\. Run pulumi login, or pulumi login --local/,
  },
  {
    what: "import without a Pulumi CLI",
    env: { PATH: "" },
    line: `pulumi-rainbond import --cwd . --out out --market shop=${nobody}`,
    says: /^error: there is no Pulumi CLI on the PATH\. Install it/,
  },
  {
    what: "drift before a stack is made",
    line: "pulumi-rainbond drift",
    says: /^error: no stack is selected in this folder: .* or make one by pulumi stack init\n$/,
  },
  {
    what: "drift before there is a program",
    before: stack,
    line: "pulumi-rainbond drift",
    says: /^ *error: project 'main' could not be read: [^\n]*index\.js: no such file/m,
  },
  // From here on in Pulumi's words, which the pages quote or trust.
  {
    what: "stack init without a login",
    env: { PULUMI_BACKEND_URL: undefined },
    line: stack,
    says: /PULUMI_ACCESS_TOKEN must be set/,
  },
  {
    what: "stack init without a passphrase",
    env: { PULUMI_CONFIG_PASSPHRASE: undefined },
    line: stack,
    says: /passphrase must be set/,
  },
  {
    what: "config set before a stack is made",
    line: "pulumi config set marketUrl https://hub.rainbond.com",
    says: /no stack selected; please use `pulumi stack select` or `pulumi stack init`/,
  },
  {
    what: "up before a stack is made",
    line: "pulumi up --yes",
    says: /no stack selected; please use `pulumi stack select` or `pulumi stack init`/,
  },
  {
    what: "up before npm install",
    files: { ...project, "package.json": "{}", "index.js": makesAnApp },
    before: stack,
    isNotInstalled: true,
    line: "pulumi up --yes",
    says: /Have you run npm install/,
  },
];

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-newcomer-"));
  await mkdir(join(parent, "bin"));
  await symlink(join(root, "dist", "cli", "main.js"), join(parent, "bin", "pulumi-rainbond"));
  const plugin = "pulumi-resource-rainbond";
  await symlink(join(root, "dist", "plugin", plugin), join(parent, "bin", plugin));
});

afterAll(() => rm(parent, { recursive: true, force: true }));

/** The folder of this Node; npm has it. */
async function folderOfNode(version: number): Promise<string> {
  const folder = join(parent, `node-${version}`);
  await mkdir(folder, { recursive: true });
  const wanted = `node@npm:node-${process.platform}-${process.arch}@${version}`;
  await run(folder, "npm", "install", "--ignore-scripts", "--prefix", folder, wanted);
  return join(folder, "node_modules", "node", "bin");
}

/** The folders in which its commands are looked for. */
async function pathFor({ node, line }: Mistake): Promise<string> {
  const nodes = node === undefined ? dirname(process.execPath) : await folderOfNode(node);
  const managers = line.startsWith("yarn") ? [await findManager(parent, "yarn 1")] : [];
  return [nodes, join(parent, "bin"), ...managers].join(delimiter);
}

async function folderFor({ files = project, isNotInstalled }: Mistake): Promise<string> {
  const folder = await mkdtemp(join(parent, "folder-"));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  if (isNotInstalled !== true) await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Somebody's shell in that folder, with all that is needed but for the mistake. */
async function make(mistake: Mistake): Promise<Outcome> {
  const own = await pathFor(mistake);
  const env = {
    ...process.env,
    RAINBOND_ENDPOINT: nobody,
    RAINBOND_TOKEN: "token",
    PULUMI_HOME: join(parent, "home"),
    PULUMI_BACKEND_URL: `file://${await mkdtemp(join(parent, "backend-"))}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    NODE_OPTIONS: undefined,
    ...mistake.env,
    PATH: [own, mistake.env?.["PATH"] ?? process.env["PATH"]].join(delimiter),
  };
  const options = { cwd: await folderFor(mistake), env };
  if (mistake.before !== undefined) {
    const before = await runCommand("/bin/sh", ["-c", mistake.before], options);
    expect(before).toMatchObject({ exitCode: 0 });
  }
  return runCommand("/bin/sh", ["-c", mistake.line], options);
}

test.each(rowsToPlay(mistakes))("$what says what helps", async (mistake) => {
  const { exitCode, stdout, stderr } = await make(mistake);
  expect(stdout + stderr).toMatch(mistake.says);
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
  expect(exitCode).not.toBe(0);
});
