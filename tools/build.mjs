// Compiles the package into dist/ and makes the command and the plugin executable. Dependencies must be installed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buildStamp, writeStamp } from "./stamp.mjs";

const root = join(import.meta.dirname, "..");
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const stamp = buildStamp(root);

writeStamp(root, "build");
rmSync(join(root, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const assets = join(root, "simulator", "templates");
if (existsSync(assets)) cpSync(assets, join(root, "dist", "simulator", "templates"), { recursive: true });
cpSync(join(root, "cli", "drift", "report.schema.json"), join(root, "dist", "cli", "drift", "report.schema.json"));
const plugin = join(root, "dist", "plugin", "pulumi-resource-rainbond");
mkdirSync(dirname(plugin), { recursive: true });
cpSync(join(root, "provider", "plugin", "pulumi-resource-rainbond"), plugin);
chmodSync(plugin, 0o755);
const command = join(root, "dist", "cli", "main.js");
if (existsSync(command)) chmodSync(command, 0o755);
linkItself();
writeStamp(root, "build", stamp);

/** The examples and the tests find the package by its name, as if it were installed. */
function linkItself() {
  const link = join(root, "node_modules", "pulumi-rainbond");
  if (!existsSync(link)) symlinkSync("..", link, "junction");
}
