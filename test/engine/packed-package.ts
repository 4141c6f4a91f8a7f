import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runCommand } from "../../tools/command";

const root = resolve(__dirname, "..", "..");

/** Runs a command in a folder and returns what it printed; fails unless it exits 0. */
export async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(command, args, { cwd, env: process.env });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Packs the package as it would be published; returns the tarball's path, in this folder. */
export async function packInto(folder: string): Promise<string> {
  await run(root, "npm", "pack", "--ignore-scripts", "--pack-destination", folder);
  return join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");
}
