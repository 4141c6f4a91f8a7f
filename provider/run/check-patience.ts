import { setTimeout as sleep } from "node:timers/promises";

/** Pulumi checks one resource after the other, so what all checks of a run may wait for servers is limited together. */
let leftMs = 3_000;
let waiting = 0;
let waitingSince = 0;

/** The answer if it comes while this run may still wait for what it can do without, else the other one. Those who wait at once wait together. */
export async function ifSoon<Answer>(asked: Promise<Answer>, otherwise: Answer): Promise<Answer> {
  const now = performance.now();
  if (waiting++ === 0) waitingSince = now;
  try {
    return await Promise.race([asked, sleep(leftMs - (now - waitingSince), otherwise, { ref: false })]);
  } finally {
    if (--waiting === 0) leftMs = Math.max(0, leftMs - (performance.now() - waitingSince));
  }
}
