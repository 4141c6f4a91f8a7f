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
  /** The command fails when it takes longer; default 300 000. */
  limitMs?: number;
  /** Interrupts the command, as one Ctrl-C does, when it is aborted. */
  interrupt?: AbortSignal;
  /** Ends the command and its children, whatever they are at, when it is aborted. */
  abandon?: AbortSignal;
  /** Sees what the command prints, while it prints it. */
  onText?: (chunk: string) => void;
}

/** How long an interrupted command may take to end its own children, before it is killed. */
const graceMs = 5000;

/**
 * Runs a command to its end, in a process group of its own that is gone when the promise settles. It is rejected, with
 * what was printed, when the limit or an abandonment ended the command. The first interrupt asks Pulumi to finish what it
 * is at, the second to end its plugins, which lead groups of their own.
 */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<Outcome> {
  const { cwd, env, limitMs = 300_000, interrupt, abandon, onText } = options;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    if (onText) stream.on("data", onText);
  }
  const tooLong = AbortSignal.timeout(limitMs);
  const ending = AbortSignal.any(abandon ? [tooLong, abandon] : [tooLong]);
  const ask = () => child.kill("SIGINT");
  const end = () => {
    ask();
    setTimeout(ask, 500).unref();
    setTimeout(killGroup, graceMs, child.pid).unref();
  };
  interrupt?.addEventListener("abort", ask);
  ending.addEventListener("abort", end);
  if (ending.aborted) end();
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  interrupt?.removeEventListener("abort", ask);
  ending.removeEventListener("abort", end);
  killGroup(child.pid);
  if (!ending.aborted) return { exitCode: child.exitCode, stdout, stderr };
  const why = tooLong.aborted ? `took over ${limitMs} ms` : "was abandoned";
  throw new Error(`${command} ${args.join(" ")} ${why}:\n${stdout}\n${stderr}`);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended.
  }
}
