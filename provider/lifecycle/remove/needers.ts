import type { AppAddress, ConsoleComponent } from "../../console";
import { messageOf } from "../../errors";
import { fullNamesOf } from "../../observe/component-list";
import { otherGroups } from "../../observe/other-groups";
import type { Surroundings } from "../surroundings";

/** How long an app that this run removes, and that needs a component, may take to begin to go. */
const beginsWithinMs = 10_000;
const pauseMs = 2_000;

/** How long a removal waits for what needs its components: as long as the run removes other apps that aren't held up themselves. */
export class NeederPatience {
  #heldUpSince: number | undefined;

  private constructor(private readonly surroundings: Surroundings) {}

  /** Does the work of a removal, which counts among those of the run for as long as it gets on. */
  static async during(surroundings: Surroundings, work: (patience: NeederPatience) => Promise<void>): Promise<void> {
    const patience = new NeederPatience(surroundings);
    patience.renew();
    try {
      await work(patience);
    } finally {
      surroundings.removals.delete(patience);
    }
  }

  /** Something went: the removal gets on. */
  renew(): void {
    this.#heldUpSince = undefined;
    this.surroundings.removals.add(this);
  }

  /** Waits a moment. False, without waiting, if nothing that this run removes can be what needs the components. */
  async waitsOn(): Promise<boolean> {
    const { clock, deadline, removals, progress } = this.surroundings;
    removals.delete(this);
    const now = clock.now();
    this.#heldUpSince = removals.size > 0 ? now : (this.#heldUpSince ?? now);
    if (now - this.#heldUpSince >= beginsWithinMs || now >= deadline) return false;
    progress.doing("waiting for an app that needs it to go");
    await clock.sleep(pauseMs);
    return true;
  }
}

/**
 * Which components of the team's other app groups may be what the console's refusal names, as a part of a sentence; or nothing. The console says display
 * names, which aren't unique.
 */
export async function describeNeeders(at: AppAddress, refusal: string, surroundings: Surroundings): Promise<string> {
  try {
    const found = (await otherGroups(at, surroundings)).flatMap(({ group, components }) => {
      const needers = components.filter((component) => isNamedIn(refusal, component));
      return needers.length === 0 ? [] : [`${fullNamesOf(needers)} in app group ${group.appId} (${group.name})`];
    });
    return found.length === 0 ? "" : `; by name that can be ${found.join(" or ")}`;
  } catch (thrown) {
    return `; which app that is can't be looked up (${messageOf(thrown)})`;
  }
}

function isNamedIn(refusal: string, { serviceCname }: ConsoleComponent): boolean {
  return serviceCname !== "" && refusal.includes(serviceCname);
}
