import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../simulator";
import { driftCommand, errorsIn, findingsIn, reportIn } from "./drift-commands";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";
import { rowsToPlay } from "../matrix-rows";

const environmentSecret = "a-password-in-the-environment";
const program = `
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";
const args = new pulumi.Config().getObject<rainbond.MarketAppArgs>("args");
if (args) new rainbond.MarketApp("blog", args);
`;

let stage: Stage;
let other: Simulator;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open({ RAINBOND_ENDPOINT: undefined, DB_PASSWORD: environmentSecret });
  other = await startSimulator({ demo: true, speed: 50 });
  project = await stage.engine.program("shop", program);
  await newStack("down", other);
  await newStack("clean", stage.simulator);
  await newStack("drifted", stage.simulator);
  await project.init("empty");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await other.close();
  await stage.close();
});

/** A stack, selected, with the demo's app on a Rainbond of its own choice. */
async function newStack(name: string, { url, info }: Simulator): Promise<void> {
  await project.init(name, { "rainbond:endpoint": url, args: JSON.stringify(demoArguments(info)) });
  expect(await project.up()).toMatchObject({ exitCode: 0 });
}

async function fileIn(folder: string, name: string): Promise<string> {
  return readFile(join(project.folder, folder, name), "utf8");
}

test("a stack that drifted, one that is down and one that is clean: exit 1, every format shows all three, and none a secret", async () => {
  const { adminToken, storeKey } = stage.info;
  const quoted = `refused ${adminToken} and ${storeKey} and ${environmentSecret}`;
  await new SimulatorControl(other.url).setFaults([
    {
      ...{ point: "console", match: { method: "GET", path: "/openapi/v1/teams/*/services" }, times: 100 },
      ...{ effect: "respond", response: { status: 500, body: { code: 10401, msg: quoted, msg_show: quoted } } },
    },
  ]);
  await project.pulumi(["stack", "select", "drifted"]);
  const { outputs } = await storedApp(project);
  const [web] = outputs.serviceIds;
  await stage.control.changeComponent(web ?? "", { image: `registry.example/web:${storeKey}` });
  await project.pulumi(["stack", "select", "clean"]);
  await stage.control.forgetRequests();

  const stacks = ["drifted", "down", "clean"].flatMap((name) => ["--stack", name]);
  const files = ["--json", "out/report.json", "--markdown", "out/report.md", "--junit", "out/deep/junit.xml"];
  const outcome = await driftCommand(project, [...stacks, ...files]);
  expect(outcome.exitCode).toBe(1);
  const reports = await Promise.all(["report.json", "report.md", "deep/junit.xml"].map((name) => fileIn("out", name)));
  for (const text of [outcome.stdout, ...reports]) {
    for (const shown of ["drifted", "down", "clean", "registry.example/web:[secret]", "500"])
      expect(text).toContain(shown);
  }
  for (const text of [outcome.stdout, outcome.stderr, ...reports]) {
    for (const secret of [adminToken, storeKey, environmentSecret]) expect(text).not.toContain(secret);
  }
  const report = await reportIn(reports[0] ?? "");
  expect(report.stacks.map(({ stack, outcome: is }) => [stack, is])).toEqual([
    ["drifted", "drift"],
    ["down", "error"],
    ["clean", "clean"],
  ]);
  expect(outcome.stdout).not.toContain(String.fromCharCode(27));
  expect((await project.pulumi(["stack", "--show-name"])).stdout.trim()).toBe("clean");
  expect(await stage.writes()).toEqual([]);
});

test("drift alone exits 2, on standard output in the format that is asked for, with the table for people beside it", async () => {
  const outcome = await driftCommand(project, ["--stack", "drifted", "--json"]);
  expect(outcome.exitCode).toBe(2);
  const [finding] = findingsIn(await reportIn(outcome.stdout));
  expect(finding).toContain('blog: version Web image "registry.example/guestbook/web:1.0"');
  expect(outcome.stderr).toContain("drifted (shop): drift in 1 of 1 resource");
});

test("an interrupted run writes what it knows, says that it was interrupted, and exits 1", async () => {
  const path = "/openapi/v1/teams/*/services";
  await stage.control.setFaults([{ point: "console", match: { method: "GET", path }, times: 100, effect: "hang" }]);
  await stage.control.forgetRequests();
  const interruption = new AbortController();
  const args = ["--stack", "drifted", "--stack", "clean", "--json", "out/interrupted.json"];
  const running = driftCommand(project, args, { interrupt: interruption.signal });
  for (let looks = 0; looks < 600; looks++) {
    if ((await stage.control.requests()).some((request) => request.path.endsWith("/services"))) break;
    await setTimeout(100);
  }
  interruption.abort();
  const outcome = await running;
  await stage.control.setFaults([]);
  expect(outcome.exitCode).toBe(1);
  const { stacks } = await reportIn(await fileIn("out", "interrupted.json"));
  expect(stacks).toMatchObject([
    { stack: "drifted", errors: ["interrupted before it ended"], resources: [{ name: "blog", outcome: "error" }] },
    { stack: "clean", errors: ["interrupted before it began"], resources: [] },
  ]);
});

describe("what keeps it from looking is one clear message, exit 1, and a report all the same", () => {
  interface Case {
    readonly args?: string[];
    readonly env?: NodeJS.ProcessEnv;
    /** The folder to run it in, if not the project's. */
    readonly folder?: () => Promise<string>;
    /** The folder to find the Pulumi CLI in, if not the usual one. */
    readonly path?: () => Promise<string>;
    readonly says: string;
  }

  /** A folder in which nothing is found but these files: no project above it, no packages of this checkout. */
  async function folderWith(files: Record<string, string>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-rainbond-drift-"));
    folders.push(folder);
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text, { mode: 0o755 });
    return folder;
  }

  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  const cases: Readonly<Record<string, Case>> = {
    "no project": { folder: () => folderWith({}), says: "there is no Pulumi project here or above" },
    "no packages": {
      folder: () => folderWith({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "index.ts": program }),
      says: "the package @pulumi/pulumi isn't installed in the project. Run npm ci",
    },
    "no folder": { args: ["--cwd", "nowhere"], says: "there is no folder" },
    "no stack of that name": { args: ["--stack", "nowhere"], says: "there is no stack nowhere" },
    "a wrong passphrase": { env: { PULUMI_CONFIG_PASSPHRASE: "wrong" }, says: "the passphrase is wrong" },
    "no passphrase": { env: { PULUMI_CONFIG_PASSPHRASE: undefined }, says: "the stack's passphrase is missing" },
    "no login": { env: { PULUMI_BACKEND_URL: undefined }, says: "Pulumi isn't logged in" },
    "no CLI": { env: { PATH: "/nowhere" }, says: "there is no Pulumi CLI on the PATH" },
    "an old CLI": {
      path: () => folderWith({ pulumi: "#!/bin/sh\necho v3.100.0\n" }),
      says: "the Pulumi CLI is version 3.100.0",
    },
    "a CLI that Ctrl-C ends before this process hears of it": {
      path: () => folderWith({ pulumi: "#!/bin/sh\nkill -INT $$\n" }),
      says: "interrupted before it began",
    },
    "no Rainbond resource": { args: ["--stack", "empty"], says: "the stack holds no Rainbond resource" },
    "no token": { env: { RAINBOND_TOKEN: undefined }, says: "the access token is missing" },
  };

  test.each(rowsToPlay(Object.keys(cases)))("%s", async (name) => {
    const { args = ["--stack", "clean"], env = {}, folder, path, says } = cases[name] ?? { says: "" };
    const file = join(stage.engine.folder, "bad.json");
    const cwd = folder === undefined ? project.folder : await folder();
    const PATH = path === undefined ? {} : { PATH: `${await path()}:/bin` };
    const outcome = await driftCommand(project, [...args, "--json", file], { env: { ...env, ...PATH }, cwd });
    expect(outcome.exitCode).toBe(1);
    const errors = errorsIn(await reportIn(await readFile(file, "utf8")));
    expect(errors).toEqual([expect.stringContaining(says)]);
    expect(outcome.stdout + outcome.stderr).toContain(says);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/^\s+at |node_modules/m);
  });
});
