import { lookAt, type Awaited, type Look } from "./look";
import { notReady } from "./not-ready";
import { Patience } from "./patience";
import type { Surroundings } from "../surroundings";

const pauses = { firstMs: 300, factor: 1.4, longestMs: 5_000, settlingMs: 700 };

/**
 * Waits until every component of the install runs, none of its events is unfinished, and that for three seconds. What can't get well ends
 * the wait before the time limit does: the error has a reason for each component that isn't ready.
 */
export async function waitUntilReady(awaited: Awaited, surroundings: Surroundings): Promise<void> {
  const { clock, progress, timeoutMs, deadline } = surroundings;
  const patience = new Patience(timeoutMs);
  let since = clock.now();
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    const look = await lookAt(awaited, since, surroundings);
    const now = clock.now();
    progress.doing(summaryOf(look, awaited));
    if (patience.isSettled(look, awaited.isDeploy, now)) return;
    const why = patience.whyHopeless(look, now);
    if (why !== undefined) throw await notReady(awaited, look, why, surroundings);
    if (now >= deadline) {
      throw await notReady(awaited, look, `not ready after ${Math.round(timeoutMs / 1000)} s`, surroundings);
    }
    since = clock.now();
    await clock.sleep(Math.min(look.isReady ? pauses.settlingMs : pauseMs, deadline - now));
  }
}

/** Counts alone: terminals measure the names that people give wrong. */
function summaryOf({ components, pending, isReady }: Look, { isDeploy }: Awaited): string {
  const done = `${components.length - pending.length}/${components.length} ${isDeploy ? "running" : "made"}`;
  return pending.length > 0 || isReady ? done : `${done}, settling`;
}
