import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { runCommand } from "../../tools/command";
import type { Project } from "./engine";
import { Engine } from "./engine";
import { demoArguments } from "./market-app-program";
import { packInto, run } from "./packed-package";
import { Stage } from "./stage";

const pnpm = join(resolve(__dirname, "..", ".."), "node_modules", ".bin", "pnpm");
const sdk = `@pulumi/pulumi@${process.env["TESTED_SDK"] ?? "3.270.0"}`;

/** The project's part: what it makes, it makes by a library. */
const program = `
import { install } from "library";
export const appId = install();
`;

let stage: Stage;
let parent: string;
let tarball: string;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  parent = await realpath(await mkdtemp(join(tmpdir(), "pulumi-rainbond-dependency-")));
  tarball = await packInto(parent);
  const PATH = [process.env["PATH"], join(parent, "uses-library", "node_modules", "@pulumi", "pulumi")].join(delimiter);
  const engine = await Engine.create({ ...stage.engine.variables, NODE_OPTIONS: undefined, PATH }, parent);
  await packLibrary();
  project = await engine.program("uses-library", program);
  await run(project.folder, pnpm, "add", "--ignore-scripts", join(parent, "library", "library-1.0.0.tgz"), sdk);
  await project.init("dev");
});

afterAll(async () => {
  await stage.close();
  await rm(parent, { recursive: true, force: true });
});

/** A library that makes an app and is the only one to depend on the package. */
async function packLibrary(): Promise<void> {
  const folder = join(parent, "library");
  await mkdir(folder);
  const dependencies = { "pulumi-rainbond": `file:${tarball}` };
  const manifest = { name: "library", version: "1.0.0", dependencies, peerDependencies: { "@pulumi/pulumi": "*" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(
    join(folder, "index.js"),
    `const { MarketApp } = require("pulumi-rainbond");
exports.install = () => new MarketApp("blog", ${JSON.stringify(demoArguments(stage.info))}).appId;
`,
  );
  await run(folder, "npm", "pack", "--ignore-scripts");
}

test("a project that only a library gives the package is told which package.json wants it, in one line", async () => {
  const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
  expect(exitCode).not.toBe(0);
  const [, diagnostics = ""] = (stdout + stderr).split("Diagnostics:");
  expect(diagnostics).toMatch(/^ *error: MarketApp "blog": [^\n]* Add pulumi-rainbond to the dependencies in [^\n]*$/m);
  expect(diagnostics).toContain(` ${join(project.folder, "package.json")},`);
  expect(diagnostics.match(/error:/g)).toHaveLength(1);
  expect(diagnostics).not.toMatch(/^\s+at |Cannot find module/m);
});

test("no project that reaches the package is refused: by NODE_PATH, by a dependency of its own, or as the folder of an inline program that runs elsewhere", async () => {
  const hoisted = join(project.folder, "node_modules", ".pnpm", "node_modules");
  expect(await project.pulumi(["preview"], { env: { NODE_PATH: hoisted } })).toMatchObject({ exitCode: 0 });
  await run(project.folder, pnpm, "add", "--ignore-scripts", tarball);
  expect(await project.pulumi(["preview"])).toMatchObject({ exitCode: 0 });
  await writeFile(join(project.folder, "inline.js"), inline(project.folder));
  const preview = await runCommand(process.execPath, [join(project.folder, "inline.js")], {
    cwd: "/",
    env: project.env,
  });
  expect(preview).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('{"create":2}') as unknown });
});

/** An Automation API program whose workspace is this folder. */
function inline(workDir: string): string {
  return `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const program = async () => ({ appId: require("library").install() });
const preview = async () => {
  const stack = await LocalWorkspace.createOrSelectStack({ projectName: "uses-library", stackName: "dev", program }, { workDir: ${JSON.stringify(workDir)} });
  console.log(JSON.stringify((await stack.preview()).changeSummary));
};
preview();
`;
}
