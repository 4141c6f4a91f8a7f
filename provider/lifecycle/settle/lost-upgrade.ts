import type { AppAddress, ConsoleComponent } from "../../console";
import type { Surroundings } from "../surroundings";
import { installedVersions } from "../../observe/installed-version";

/** How long an upgrade whose answer was lost may take to move all that it moves. */
const movesWithinMs = 30_000;
const betweenLooksMs = 1_000;

/** An install, by its components. */
interface Upgraded {
  readonly at: AppAddress;
  readonly components: readonly ConsoleComponent[];
}

/**
 * True if an upgrade whose answer was lost was done. The console may still be at it, so the components' versions are looked at until all are the
 * new one, or, where some have nothing new in it, half a minute is over.
 */
export async function lookForUpgrade(
  { at, components }: Upgraded,
  target: string,
  surroundings: Surroundings,
): Promise<boolean> {
  const { clock, deadline, progress } = surroundings;
  const giveUpAt = Math.min(deadline, clock.now() + movesWithinMs);
  for (;;) {
    const versions = [...(await installedVersions(at, components, surroundings)).values()];
    const isOver = versions.every((version) => version === target) || clock.now() >= giveUpAt;
    if (isOver) return versions.includes(target);
    progress.doing("looking for an upgrade whose answer was lost");
    await clock.sleep(betweenLooksMs);
  }
}
