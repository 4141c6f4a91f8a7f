// Ends what a run left behind. Pulumi starts its plugins in process groups of their own, so a run is known by a mark in
// the environment, which every process of it inherits.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The variable that holds the mark; a run within a run holds both marks. */
export const markVariable = "PULUMI_RAINBOND_RUN";

const graceMs = 3000;

/**
 * Ends every other process that carries the mark: asks first, then kills. Looks where there is a /proc; elsewhere process
 * groups must do.
 * @param {string} mark
 */
export async function endLeftovers(mark) {
  for (const pid of marked(mark)) signal(pid, "SIGTERM");
  for (let waitedMs = 0; waitedMs < graceMs && marked(mark).length > 0; waitedMs += 100) await sleep(100);
  for (const pid of marked(mark)) signal(pid, "SIGKILL");
}

/** @param {string} mark */
function marked(mark) {
  if (!existsSync("/proc/self/environ")) return [];
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid !== process.pid && environ(pid).includes(mark));
}

/** @param {number} pid */
function environ(pid) {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return variables.find((variable) => variable.startsWith(`${markVariable}=`)) ?? "";
  } catch {
    return ""; // It has ended, or isn't ours.
  }
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
