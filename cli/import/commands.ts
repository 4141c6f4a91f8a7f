import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { messageOf, RainbondError } from "../../provider/errors";
import { inShell, type Command } from "../terminal/shell";
import type { Target } from "./target";

/** The commands that import the file, in the project's folder, and prove that nothing is left to do. */
export function commandsFor({ folder, stack, isNewStack, isItsProgram }: Target, file: string): Command[] {
  const inStack = ["--stack", stack];
  // A folder above may have our package, whence Pulumi loads our provider by name, and not the compiler that the program is written for.
  const needed = ["pulumi-rainbond/host", ...(isItsProgram ? ["typescript"] : [])];
  return [
    ...(needed.every((name) => isInstalled(name, folder)) ? [] : [["npm", "install"] as const]),
    ...(isNewStack ? [["pulumi", "stack", "init", stack] as const] : []),
    ["pulumi", "import", "--file", file, "--generate-code=false", "--protect=false", "--yes", ...inStack],
    ["pulumi", "preview", "--refresh", "--expect-no-changes", ...inStack],
  ];
}

/** Whether a program in this folder finds the package. */
function isInstalled(name: string, folder: string): boolean {
  try {
    createRequire(join(folder, "package.json")).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Runs the commands one after the other; the first that fails, or is interrupted, ends it with an error. */
export async function runAll(commands: readonly Command[], folder: string): Promise<void> {
  for (const command of commands) {
    process.stderr.write(`\n$ ${inShell(command)}\n`);
    if (!(await endsWell(command, folder)))
      throw new RainbondError(
        `${inShell(command)} failed: see above. What was written stays; run the rest once that is mended`,
      );
  }
}

/** Runs a command to its end: a terminal's Ctrl-C reaches it, too, and it may take a while over it; a `kill` is passed on. */
async function endsWell([program, ...args]: Command, folder: string): Promise<boolean> {
  let isInterrupted = false;
  let child: ChildProcess | undefined;
  const interrupted = (signal: NodeJS.Signals): void => {
    isInterrupted = true;
    if (signal === "SIGTERM") child?.kill(signal);
  };
  // Before the command begins: from then on an interruption is meant for both.
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    child = spawn(program, args, { cwd: folder, stdio: "inherit" });
    const ended: unknown[] = await once(child, "close");
    return ended[0] === 0 && !isInterrupted;
  } catch (thrown) {
    throw new RainbondError(`can't run ${program}: ${messageOf(thrown)}. Install it, or run the commands where it is`);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}
