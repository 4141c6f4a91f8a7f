import type { ConsoleComponent } from "../../console";
import { ForgottenBuilds } from "./forgotten-builds";
import { lookAt, type Awaited, type Look } from "./look";
import { notReady } from "./not-ready";
import { Patience } from "./patience";
import type { Surroundings } from "../surroundings";

const pauses = { firstMs: 300, factor: 1.4, longestMs: 5_000, settlingMs: 700 };

/**
 * Waits until every component of the install runs, none of its events is unfinished, and that for three seconds. What can't get well ends
 * the wait before the time limit does: the error has a reason for each component that isn't ready. Returns what was seen last: all components of the
 * group.
 */
export async function waitUntilReady(
  awaited: Awaited,
  surroundings: Surroundings,
): Promise<readonly ConsoleComponent[]> {
  const { clock, progress, timeoutMs, deadline } = surroundings;
  const patience = new Patience(timeoutMs);
  const forgotten = new ForgottenBuilds(awaited, surroundings);
  let since = clock.now();
  let look: Look | undefined;
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    look = await lookAt(awaited, since, look, surroundings);
    const now = clock.now();
    progress.doing(summaryOf(look, awaited));
    const isForgotten = await forgotten.ask(look);
    if (!isForgotten && patience.isSettled(look, awaited.isDeploy, now)) return look.all;
    const why = patience.whyHopeless(look, now);
    if (why !== undefined) throw await notReady(awaited, look, why, surroundings);
    if (now >= deadline) {
      throw await notReady(awaited, look, `not ready after ${Math.round(timeoutMs / 1000)} s`, surroundings);
    }
    since = clock.now();
    await clock.sleep(Math.min(look.isReady ? pauses.settlingMs : pauseMs, deadline - now));
  }
}

/** Waits no longer than until everything that an install or an upgrade was to build is being built. */
export async function waitUntilBegun(awaited: Awaited, surroundings: Surroundings): Promise<void> {
  const { clock, deadline } = surroundings;
  const forgotten = new ForgottenBuilds(awaited, surroundings);
  let look = await lookAt(awaited, clock.now(), undefined, surroundings);
  while ((await forgotten.ask(look)) && clock.now() < deadline) {
    await clock.sleep(pauses.settlingMs);
    look = await lookAt(awaited, clock.now(), look, surroundings);
  }
}

/** Counts alone: terminals measure the names that people give wrong. */
function summaryOf({ components, pending, isReady }: Look, { isDeploy }: Awaited): string {
  const done = `${components.length - pending.length}/${components.length} ${isDeploy ? "running" : "made"}`;
  return pending.length > 0 || isReady ? done : `${done}, settling`;
}
