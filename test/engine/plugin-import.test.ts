import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { pathOf, Town } from "../socket/inventory/town";
import type { Outcome } from "../../tools/command";
import { Engine, type Project } from "./engine";
import { pluginFolder } from "./plugin-stage";

const type = "rainbond:index:MarketApp";

let town: Town;
let engine: Engine;
let teamId: string;

beforeAll(async () => {
  town = await Town.open();
  teamId = await town.openTeam("imports");
  const { storeDomain, storeUrl } = town.simulator.info;
  engine = await Engine.create({ ...town.environment, RAINBOND_MARKETS: `${storeDomain}=${storeUrl}` });
});

afterAll(async () => {
  await engine.dispose();
  await town.close();
});

/** Installs an app in a group of its own and returns the id that Pulumi imports it by. */
async function installed(name: string): Promise<string> {
  const place = { teamId, regionName: "rainbond" };
  const appId = await town.makeGroup(place, name);
  await town.install(place, appId);
  return pathOf(place, appId).replace(/^\/teams\/|\/(?:regions|apps)(?=\/)/g, "");
}

/** A project without resources, in the language whose host prints programs. */
async function emptyProject(name: string): Promise<Project> {
  const project = await engine.program(name, "");
  await say(project, name);
  await project.init("dev");
  return project;
}

/** Makes what was printed the project's program. */
async function say(project: Project, name: string, printed = ""): Promise<void> {
  const plugins = { providers: [{ name: "rainbond", path: pluginFolder }] };
  await writeFile(join(project.folder, "Pulumi.yaml"), `${stringify({ name, runtime: "yaml", plugins })}${printed}`);
}

function succeeded({ exitCode, stdout, stderr }: Outcome): string {
  expect([exitCode, exitCode === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
  return stdout;
}

async function leavesNothingToDo(project: Project): Promise<string> {
  return succeeded(await project.pulumi(["preview", "--expect-no-changes"]));
}

test("an install is imported by its id, and the program that pulumi import prints leaves nothing to do", async () => {
  const id = await installed("blog");
  await town.settle();
  await town.control.forgetRequests();
  const project = await emptyProject("one");
  const stdout = succeeded(
    await project.pulumi(["import", type, "blog", id, "--yes", "--skip-preview", "--protect=false"]),
  );
  const printed = stdout.slice(stdout.search(/^resources:$/m));
  expect(printed).toContain("type: rainbond:MarketApp");
  // Without a program there would be something to do.
  expect(await project.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 7 });
  await say(project, "one", printed);
  await leavesNothingToDo(project);
  expect(await town.writes()).toEqual([]);
});

test("fifty installs are imported by one file, and the program that is printed leaves nothing to do", async () => {
  const names = Array.from({ length: 50 }, (_, number) => `blog${number}`);
  const resources: { type: string; name: string; id: string }[] = [];
  for (const name of names) resources.push({ type, name, id: await installed(name) });
  await town.settle();
  await town.control.forgetRequests();
  const project = await emptyProject("fifty");
  const [file, out] = [join(project.folder, "import.json"), join(project.folder, "printed.yaml")];
  await writeFile(file, JSON.stringify({ resources }));
  const flags = ["--yes", "--skip-preview", "--out", out];
  expect(succeeded(await project.pulumi(["import", "--file", file, ...flags]))).toMatch(/^ += 50 imported$/m);
  await say(project, "fifty", await readFile(out, "utf8"));
  expect(await leavesNothingToDo(project)).toMatch(/^ +51 unchanged$/m);
  expect(await town.writes()).toEqual([]);
  const asked = (await town.control.requests()).map(({ path }) => path);
  // Of a console a number of reads for each install, whatever else is imported; of the store once what all of them come from.
  expect(asked.filter((path) => path.startsWith("/openapi/")).length).toBeLessThanOrEqual(21 * 50);
  expect(asked.filter((path) => path.startsWith("/store/"))).toHaveLength(2);
});
