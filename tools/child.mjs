// Child processes that never outlive us: each leads a process group, and what ends us ends the groups first.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";

/** How long a child may take to end by itself once it was told to, in milliseconds. */
const graceMs = 15_000;

/** @type {Set<number>} */
const groups = new Set();
/** @type {NodeJS.Signals | undefined} */
let interruption;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    for (const group of groups) end(group, interruption ? "SIGKILL" : signal);
    interruption ??= signal;
    process.exitCode = 128 + constants.signals[interruption];
  });
}

/** Thrown in place of a child's result when a person or the system ended the run. */
export class Interrupted extends Error {}

/**
 * Runs a command to its end and returns its exit code (null when a signal or the limit ended it).
 * Output goes where ours does, or nowhere, or to an open file.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number, output?: "inherit" | "ignore" | number }} [options]
 */
export async function run(command, args, { cwd, env, limitMs, output = "inherit" } = {}) {
  stopIfInterrupted();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", output, output] });
  const ended = once(child, "close");
  const { pid } = child;
  if (pid === undefined) return ended.then(() => null);
  groups.add(pid);
  const limit =
    limitMs === undefined
      ? undefined
      : setTimeout(() => {
          end(pid, "SIGTERM");
        }, limitMs);
  try {
    await ended;
    stopIfInterrupted();
    return child.exitCode;
  } finally {
    clearTimeout(limit);
    signalGroup(pid, "SIGKILL");
    groups.delete(pid);
  }
}

/** Throws when this process was told to end. */
export function stopIfInterrupted() {
  if (interruption) throw new Interrupted(interruption);
}

/** @param {number} group @param {NodeJS.Signals} signal */
function end(group, signal) {
  signalGroup(group, signal);
  setTimeout(() => {
    signalGroup(group, "SIGKILL");
  }, graceMs).unref();
}

/** @param {number} group @param {NodeJS.Signals} signal */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // The whole group has ended.
  }
}
