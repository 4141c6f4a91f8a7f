import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runCommand } from "../../tools/command";
import type { Project } from "../engine/engine";
import { demoArguments } from "../engine/market-app-program";
import { pluginFolder } from "../engine/plugin-stage";
import { Stage } from "../engine/stage";

const schema = join(resolve(__dirname, "..", ".."), "provider", "plugin", "schema.json");

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

/** Runs a command in a project, which must succeed. */
async function run(project: Project, command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const outcome = await runCommand(command, args, { cwd: project.folder, env: { ...project.env, ...env } });
  expect([command, outcome.exitCode, outcome.exitCode === 0 ? "" : outcome.stdout + outcome.stderr]).toEqual([
    ...[command, 0, ""],
  ]);
}

/** An example with the SDK of its language where `pulumi package add` puts it, and the plugin where this checkout has it. */
async function exampleIn(language: "go" | "python"): Promise<Project> {
  const project = await stage.engine.example(language);
  await run(project, "sdk-generator", [schema, "sdks"]);
  await cp(join(project.folder, "sdks", language), join(project.folder, "sdks", "rainbond"), { recursive: true });
  for (const each of ["go", "python"]) await rm(join(project.folder, "sdks", each), { recursive: true });
  const file = join(project.folder, "Pulumi.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("../../dist/plugin", pluginFolder));
  return project;
}

/** Plays a program of the example's kind from its beginning to its end. */
async function live(project: Project): Promise<void> {
  const { teamId, regionName, marketUrl, marketDomain, marketAccessKey, ...app } = demoArguments(stage.info);
  await project.init("dev", {
    ...{ "rainbond:teamId": String(teamId), "rainbond:regionName": String(regionName) },
    ...{ "rainbond:marketAccessKey": String(marketAccessKey), marketUrl: String(marketUrl) },
    ...{ marketDomain: String(marketDomain), appModelId: String(app["appModelId"]), appModelVersion: "1.0" },
  });
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  const { address, serviceIds, components } = await project.outputs();
  expect(address).toMatch(/^[\w-]+:\d+$/);
  expect([serviceIds, components]).toEqual([[expect.any(String), expect.any(String)], expect.any(Array)]);
  expect((await stage.server())[0]?.components).toContainEqual(expect.objectContaining({ min_memory: 512 }));
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
}

test("the SDK for Go compiles with the example, which installs an app and leaves nothing to do", async () => {
  const project = await exampleIn("go");
  await run(project, "go", ["vet", "-mod=readonly", "./..."]);
  await live(project);
});

test("the SDK for Python has types that fit the example, which installs an app and leaves nothing to do", async () => {
  const project = await exampleIn("python");
  const installed = join(project.folder, "packages");
  const offline = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", installed];
  await run(project, "python3", ["-m", "pip", "install", ...offline, "./sdks/rainbond"]);
  // What Pulumi's generator writes isn't strict itself.
  const strict = ["--strict", "--follow-imports=silent", "__main__.py"];
  await run(project, "python3", ["-m", "mypy", ...strict], { MYPYPATH: installed });
  stage.engine.variables["PYTHONPATH"] = installed;
  await live(project);
});
