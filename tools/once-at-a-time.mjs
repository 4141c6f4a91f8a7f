// One holder at a time across processes, by a folder that its holder keeps touching: a dead holder's goes stale.
import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopIfInterrupted } from "./child.mjs";

const touchMs = 1000;
const staleMs = 15_000;
const reportMs = 10_000;

/**
 * Runs `work` while no other process runs work under the same lock.
 * @template T
 * @param {string} lock path of a folder to be
 * @param {string} what named to people who wait
 * @param {() => Promise<T>} work must leave the event loop free, else the lock goes stale
 * @returns {Promise<T>}
 */
export async function onceAtATime(lock, what, work) {
  await acquire(lock, what);
  const touching = setInterval(() => {
    touch(lock);
  }, touchMs);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock @param {string} what */
async function acquire(lock, what) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let waitedMs = 0; !taken(lock); waitedMs += touchMs) {
    if (waitedMs % reportMs === 0) console.log(`Waiting for another run: ${what}`);
    await sleep(touchMs);
    stopIfInterrupted();
    if (age(lock) > staleMs) rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function taken(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} lock */
function age(lock) {
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** @param {string} lock */
function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // Taken away by a run that held us for dead: the work is safe without it, since results are put in place by renames.
  }
}
