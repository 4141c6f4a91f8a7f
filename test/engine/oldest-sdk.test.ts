import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Project } from "./engine";
import { Engine } from "./engine";
import { demoArguments } from "./market-app-program";
import { packInto, run } from "./packed-package";
import { Stage } from "./stage";

/** The oldest SDK that the package allows. It gives a resource that `--target` leaves out no outputs at all. */
const sdk = "@pulumi/pulumi@3.220.0";

let stage: Stage;
let parent: string;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-oldest-"));
  const tarball = await packInto(parent);
  const PATH = [process.env["PATH"], join(parent, "node_modules", "@pulumi", "pulumi")].join(delimiter);
  const engine = await Engine.create({ ...stage.engine.variables, NODE_OPTIONS: undefined, PATH }, parent);
  project = await engine.program(
    "oldest",
    `
import * as rainbond from "pulumi-rainbond";
export const group = new rainbond.App("group", ${JSON.stringify(teamOf(stage))}).appId;
const blog = new rainbond.MarketApp("blog", ${JSON.stringify(demoArguments(stage.info))});
export const url = blog.component("Web").accessUrls[0];
`,
  );
  await writeFile(join(parent, "package.json"), JSON.stringify({ private: true }));
  await run(parent, "npm", "install", "--ignore-scripts", "--no-audit", tarball, sdk);
  await project.init("dev");
});

afterAll(async () => {
  await stage.close();
  await rm(parent, { recursive: true, force: true });
});

function teamOf({ teamId, info }: Stage): { teamId: string; regionName: string } {
  return { teamId, regionName: info.regionName };
}

test("beside the oldest SDK a preview passes, a run that leaves the app out says in one line that its components aren't there, and a whole one picks from them", async () => {
  expect(await project.pulumi(["preview"])).toMatchObject({ exitCode: 0 });
  const group = "urn:pulumi:dev::oldest::pulumi-nodejs:dynamic/rainbond:App::group";
  const targeted = await project.pulumi(["up", "--yes", "--skip-preview", "--target", group], { limitMs: 60_000 });
  expect(targeted.exitCode).not.toBe(0);
  const [, diagnostics = ""] = (targeted.stdout + targeted.stderr).split("Diagnostics:");
  expect(diagnostics.match(/error: .*/g)).toEqual([
    'error: component "Web" of MarketApp "blog" isn\'t there yet: this run leaves the app out, and none was installed before. ' +
      "Run pulumi up without --target, or target the app as well",
  ]);
  expect(diagnostics).not.toMatch(/^\s+at /m);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await project.outputs()).toMatchObject({ url: expect.stringMatching(/^http/) as unknown });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});

test("beside the oldest SDK get says which one it needs", async () => {
  await project.rewrite(`
import * as rainbond from "pulumi-rainbond";
rainbond.MarketApp.get("blog", "0f9c0f9c0f9c0f9c0f9c0f9c0f9c0f9c/rainbond/1");
`);
  const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
  expect(exitCode).not.toBe(0);
  expect(stdout + stderr).toContain(
    'MarketApp "blog": reading by an id needs @pulumi/pulumi 3.268 or newer, and the project has 3.220.0. Update it',
  );
});
