import { setTimeout as sleep } from "node:timers/promises";

/** Pulumi checks one resource after the other, so what all checks of a run may wait for servers is limited together. */
let leftMs = 3_000;

/** The answer if it comes while the checks of this run may still wait, else the other one. */
export async function ifSoon<Answer>(asked: Promise<Answer>, otherwise: Answer): Promise<Answer> {
  const beganAt = performance.now();
  try {
    return await Promise.race([asked, sleep(leftMs, otherwise, { ref: false })]);
  } finally {
    leftMs = Math.max(0, leftMs - (performance.now() - beganAt));
  }
}
