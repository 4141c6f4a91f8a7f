import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { driftCommand, errorsIn, reportIn } from "./drift-commands";
import { Engine, Project } from "./engine";
import { packInto, run } from "./packed-package";
import { useEveryOption } from "./simulator-command";
import { rowsToPlay } from "../matrix-rows";

const root = resolve(__dirname, "..", "..");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);
const sdk = `@pulumi/pulumi@${process.env["TESTED_SDK"] ?? "3.270.0"}`;
const compiler = "typescript@5.9.3";
const programs = ["index.ts", "expectations.ts", "left-out.ts"];

let parent: string;
let tarball: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-package-"));
  tarball = await packInto(parent);
});

afterAll(() => rm(parent, { recursive: true, force: true }));

interface RunningSimulator {
  process: ChildProcess;
  /** What it printed until it was ready. */
  welcome: string;
}

/** Starts the simulator by the installed package's command. */
async function startSimulator(cwd: string): Promise<RunningSimulator> {
  const child = spawn("npx", ["pulumi-rainbond", "simulator", "--speed", "50"], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.includes("appModelVersion")) break;
  }
  return { process: child, welcome: lines.join("\n") };
}

/** Ends it as Ctrl-C in its terminal does: npx and the simulator both get the signal. */
async function endSimulator({ process: child }: RunningSimulator): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  process.kill(-child.pid, "SIGINT");
  await once(child, "exit");
}

/** What the simulator's welcome says to export and to configure. */
function settingsIn(welcome: string): { variables: NodeJS.ProcessEnv; config: Record<string, string> } {
  const pairs = (pattern: RegExp): [string, string][] =>
    [...welcome.matchAll(pattern)].map(([, name = "", value = ""]) => [name, value]);
  return {
    variables: Object.fromEntries(pairs(/^export (\w+)=(.*)$/gm)),
    config: Object.fromEntries([...pairs(/^pulumi config set (\S+) (.*)$/gm), ...pairs(/(\w+): "([^"]*)"/g)]),
  };
}

const missingPackage = /^the package pulumi-rainbond isn't installed in the project\. Run npm ci/;

const managers = [
  ["npm", ["npm", "install", "--ignore-scripts", "--no-audit"]],
  ["pnpm", [bin("pnpm"), "add", "--ignore-scripts"]],
] as const;

/** What is in the package for the plugin's sake. */
const ofPlugin =
  /^package\/(dist\/(plugin|provider\/plugin|provider\/resources\/native)|examples\/(go|python|yaml)|docs\/two-faces)\b/;

test("the plugin adds at most 150 kB to the packed tarball", async () => {
  const folder = join(parent, "unpacked");
  await mkdir(folder);
  const listed = (await run(folder, "tar", "-xvzf", tarball)).split("\n").map((line) => line.replace(/^x /, ""));
  const files = listed.filter((file) => ofPlugin.test(file));
  expect(files).toContain("package/dist/plugin/pulumi-resource-rainbond");
  await run(folder, "tar", "-czf", "plugin.tgz", ...files);
  expect((await stat(join(folder, "plugin.tgz"))).size).toBeLessThanOrEqual(150_000);
});

describe.each(rowsToPlay(managers))(
  "the packed tarball, installed by %s in an empty folder",
  (name, [command, ...add]) => {
    let folder: string;

    beforeAll(async () => {
      folder = join(parent, name);
      await mkdir(folder);
      await writeFile(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, main: "index.ts" }));
      await writeFile(join(folder, "Pulumi.yaml"), "name: user\nruntime: nodejs\n");
      await run(folder, command, ...add, tarball, sdk);
      await copyFile(join(root, "examples", "market-app", "index.ts"), join(folder, "index.ts"));
      for (const name of ["expectations.ts", "left-out.ts"])
        await copyFile(join(root, "test", "types", name), join(folder, name));
    });

    it.each([
      ["moduleResolution node", "--moduleResolution node --module commonjs"],
      ["moduleResolution node16", "--moduleResolution node16 --module node16"],
      ["exactOptionalPropertyTypes", "--moduleResolution node --module commonjs --exactOptionalPropertyTypes"],
    ])("has types that allow and refuse what they should under %s", async (_, options) => {
      const usual = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2020"];
      await run(folder, bin("tsc"), ...usual, ...options.split(" "), ...programs);
    });

    it("has types that allow and refuse the same with the compiler that Pulumi's SDK brings along", async () => {
      const compiler = join(root, "test", "types", "vendored-compiler.cjs");
      const errors = await run(folder, process.execPath, compiler, ...programs);
      const lines = (await readFile(join(folder, "expectations.ts"), "utf8")).split("\n");
      const refused = lines.flatMap((line, index) =>
        line.includes("@ts-expect-error") ? [`expectations.ts:${index + 2}`] : [],
      );
      expect([...new Set(errors.trim().split("\n"))]).toEqual(refused);
    });

    it("gives the classes and the provider that the state's text asks for", async () => {
      const list =
        'console.log([...Object.keys(require("pulumi-rainbond")), ...Object.keys(require("pulumi-rainbond/host"))].join())';
      expect((await run(folder, process.execPath, "-e", list)).trim()).toBe(
        "App,MarketApp,Provider,MarketAppReference,getMarketApp,getMarketAppOutput,getMarketApps,getMarketAppsOutput,marketApp,app",
      );
    });

    it("has a simulator that takes every option, and refuses what it can't do in one line", () =>
      useEveryOption(folder));

    it("runs the example on its own simulator, without typescript and with it, names itself to drift when it is missing; Ctrl-C ends the simulator", async () => {
      const simulator = await startSimulator(folder);
      const { variables, config } = settingsIn(simulator.welcome);
      const PATH = [process.env["PATH"], join(folder, "node_modules", "@pulumi", "pulumi")].join(delimiter);
      const engine = await Engine.create({ ...variables, NODE_OPTIONS: undefined, PATH }, parent);
      try {
        const project = new Project(engine, folder);
        await project.init(name, config);
        await expect(run(folder, process.execPath, "-p", 'require.resolve("typescript")')).rejects.toThrow();
        expect(await project.up()).toMatchObject({ exitCode: 0 });
        await run(folder, command, ...add, compiler);
        expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
        await rm(join(folder, "node_modules", "pulumi-rainbond"), { recursive: true });
        const drift = await driftCommand(project, ["--json"]);
        expect(drift.exitCode).toBe(1);
        expect(errorsIn(await reportIn(drift.stdout))).toEqual([expect.stringMatching(missingPackage)]);
      } finally {
        await engine.dispose();
        await endSimulator(simulator);
      }
      await expect(fetch(variables["RAINBOND_ENDPOINT"] ?? "")).rejects.toThrow();
    });
  },
);
