// Folders that are made once and kept outside the checkout, for all checkouts.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { onceAtATime } from "./once-at-a-time.mjs";

/**
 * Makes a folder unless it is there: beside its place, into which it is put when it is complete.
 * @param {string} folder
 * @param {string} what named to people who wait for another run that makes it
 * @param {(making: string) => Promise<void>} make
 */
export async function keepFolder(folder, what, make) {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  await onceAtATime(`${folder}.lock`, what, async () => {
    if (existsSync(folder)) return;
    const making = `${folder}.making-${process.pid}`;
    try {
      await make(making);
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
}
