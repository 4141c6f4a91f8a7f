import { createHash } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { Engine, type Project } from "../engine/engine";
import { demoArguments } from "../engine/market-app-program";
import { run } from "../engine/packed-package";
import { startSimulator, type DemoSimulator } from "../../simulator";

const root = resolve(__dirname, "..", "..");

let simulator: DemoSimulator;
let parent: string;
let archive: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-executable-"));
  await run(root, process.execPath, join("tools", "executable", "build.mjs"), parent);
  archive = join(parent, (await readdir(parent)).find((name) => name.endsWith(".tar.gz")) ?? "");
  simulator = await startSimulator({ demo: true, speed: 50 });
});

afterAll(async () => {
  await simulator.close();
  await rm(parent, { recursive: true, force: true });
});

/** The folders on PATH that hold one of these programs. */
function foldersOf(...programs: string[]): string[] {
  const isIn = (folder: string, program: string): boolean => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return programs.map((program) => folders.find((folder) => isIn(folder, program)) ?? "");
}

/** The example in YAML, in a folder without packages, with nothing in Pulumi.yaml that says where the plugin is. */
async function example(name: string, ...path: string[]): Promise<Project> {
  const { info, url } = simulator;
  const PATH = [...foldersOf("pulumi", "pulumi-language-yaml"), ...path].join(delimiter);
  const folder = join(parent, name);
  await mkdir(folder);
  const connection = { RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken };
  // Nothing is fetched: there may be no such release.
  const alone = { NODE_OPTIONS: undefined, PATH, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
  const project = await (await Engine.create({ ...connection, ...alone }, folder)).example("yaml");
  const file = join(project.folder, "Pulumi.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(/^plugins:\n(?: .*\n)+/m, ""));
  const { teamId, regionName, marketUrl, marketDomain, marketAccessKey, appModelId } = demoArguments(info);
  await project.init("dev", {
    ...{ "rainbond:teamId": String(teamId), "rainbond:regionName": String(regionName) },
    ...{ "rainbond:marketAccessKey": String(marketAccessKey), marketUrl: String(marketUrl) },
    ...{ marketDomain: String(marketDomain), appModelId: String(appModelId) },
  });
  return project;
}

async function live(project: Project): Promise<void> {
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  expect((await project.outputs())["serviceIds"]).toHaveLength(2);
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
}

test("its checksum is that of the archive", async () => {
  const sum = createHash("sha256")
    .update(await readFile(archive))
    .digest("hex");
  expect(await readFile(`${archive}.sha256`, "utf8")).toMatch(new RegExp(`^${sum}  pulumi-resource-rainbond-v.*\n$`));
});

test("pulumi installs the archive as a plugin, and runs it without Node and without packages", async () => {
  const project = await example("installed");
  expect((await project.up()).exitCode).not.toBe(0);
  const [, version = ""] = /-v([\d.]+)-/.exec(archive) ?? [];
  const install = ["plugin", "install", "resource", "rainbond", version, "--file", archive];
  expect(await project.pulumi(install)).toMatchObject({ exitCode: 0 });
  await live(project);
});

test("alone on the PATH it is found as well", async () => {
  const folder = join(parent, "unpacked");
  await mkdir(folder);
  await run(folder, "tar", "-xzf", archive);
  expect((await readdir(folder)).sort()).toEqual(["LICENSE", "THIRD-PARTY-LICENSES.txt", "pulumi-resource-rainbond"]);
  await live(await example("on-path", folder));
});
