import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** How a command of the CLI ended well. */
interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** What Pulumi's automation API calls to run a command of the CLI. */
type Run = (
  args: readonly string[],
  cwd: string,
  variables: NodeJS.ProcessEnv,
  onOutput?: unknown,
  onError?: unknown,
  signal?: AbortSignal,
) => Promise<Ended>;

/**
 * The CLI, but each command leads a process group of its own. A terminal sends Ctrl-C to all of its foreground group; together with ours the engine
 * would get two, which means "at once" to it, and plugins that are just starting then stay for ever. So it hears of an interruption from us alone.
 */
export function engineApart(cli: PulumiCommand): PulumiCommand {
  const run: Run = (args, cwd, variables, _onOutput, _onError, signal) =>
    runApart(cli.command, args.includes("--non-interactive") ? args : [...args, "--non-interactive"], {
      cwd,
      env: { ...process.env, ...variables, PULUMI_AUTOMATION_API: "true" },
      signal,
    });
  return new Proxy(cli, {
    get: (target, key): unknown => (key === "run" ? run : Reflect.get(target, key, target)),
  });
}

/** Fails with all that the command printed unless it exits 0. Each `abort` of the signal interrupts it, and its end is waited for. */
async function runApart(
  command: string,
  args: readonly string[],
  { cwd, env, signal }: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal | undefined },
): Promise<Ended> {
  const child = spawn(command, args, {
    ...{ cwd, env, detached: true, windowsHide: true },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const interrupt = (): boolean => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      resolve(code ?? 1);
    });
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  signal?.removeEventListener("abort", interrupt);
  if (code !== 0) throw new Error(`${stderr}\n${stdout}`);
  return { stdout, stderr, code };
}
