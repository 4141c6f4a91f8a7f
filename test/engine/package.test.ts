import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(__dirname, "..", "..");
let folder: string;

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8" });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-rainbond-package-"));
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root, stdio: "ignore" });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true }));
  const sdk = `@pulumi/pulumi@${process.env["PULUMI_SDK"] ?? "3.270.0"}`;
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", `./${tarball}`, sdk], {
    cwd: folder,
    stdio: "ignore",
  });
  cpSync(join(root, "examples", "market-app", "index.ts"), join(folder, "index.ts"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the packed tarball, installed by npm in an empty folder", () => {
  it.each([
    ["node", "commonjs"],
    ["node16", "node16"],
  ])("type-checks the example's program under moduleResolution %s", (moduleResolution, module) => {
    const tsc = join(root, "node_modules", ".bin", "tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2020"];
    expect(run(tsc, ...options, "--module", module, "--moduleResolution", moduleResolution, "index.ts")).toBe("");
  });

  it("gives the classes and the provider that the state's text asks for", () => {
    const list =
      'console.log([...Object.keys(require("pulumi-rainbond")), ...Object.keys(require("pulumi-rainbond/host"))].join())';
    expect(run(process.execPath, "-e", list).trim()).toBe("App,MarketApp,marketApp,app");
  });

  it("starts the simulator with its templates by its command, and ends it on Ctrl-C", async () => {
    const command = join(folder, "node_modules", ".bin", "pulumi-rainbond");
    const simulator = spawn(command, ["simulator"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const lines: string[] = [];
    for await (const line of createInterface(simulator.stdout)) {
      lines.push(line);
      if (line.includes("appModelVersion")) simulator.kill("SIGINT");
    }
    if (simulator.exitCode === null) await once(simulator, "exit");
    expect(simulator.exitCode).toBe(0);
    expect(lines.join("\n")).toMatch(/RAINBOND_ENDPOINT=.*RAINBOND_TOKEN=.*appModelVersion: "1\.0"/s);
  });
});
