import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** How a command ended, and what it printed. */
export interface Outcome {
  /** Null when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** What a command runs with. */
export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The command fails when it takes longer; default 120 000. */
  limitMs?: number;
  /** Interrupts the command, as Ctrl-C does, when it is aborted. */
  signal?: AbortSignal;
}

/** How long an interrupted command may take to end its own children, before it is killed. */
const graceMs = 5000;

/**
 * Runs a command to its end. At the limit it is interrupted twice, which makes Pulumi end its plugins, then its process
 * group is killed, and the promise is rejected with what it had printed.
 */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<Outcome> {
  const { cwd, env, limitMs = 120_000, signal } = options;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt);
  const ending = new AbortController();
  const overdue = setTimeout(() => {
    ending.abort();
    interrupt();
    setTimeout(interrupt, 500).unref();
    setTimeout(killGroup, graceMs, child.pid).unref();
  }, limitMs);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  clearTimeout(overdue);
  signal?.removeEventListener("abort", interrupt);
  killGroup(child.pid);
  if (ending.signal.aborted)
    throw new Error(`${command} ${args.join(" ")} took over ${limitMs} ms:\n${stdout}\n${stderr}`);
  return { exitCode: child.exitCode, stdout, stderr };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}
