import type { ComponentEvent, ConsoleComponent } from "../../console";
import type { Surroundings } from "../surroundings";
import type { Awaited, Look } from "./look";
import { wasNotBegun } from "./start";

/** How long a build that an install asked for may take to show as an event. */
const eventDelayMs = 2_000;
const attemptsAtMost = 3;

/**
 * Builds what an install or an upgrade silently didn't: the console answers either with 200 even when the cluster refused the build. Such a component has
 * no event at all, or no build since, also a moment later.
 */
export class ForgottenBuilds {
  /** Since when components have been without any event, by `serviceId`. */
  readonly #idleSince = new Map<string, number>();
  readonly #asked = new Set<string>();
  #attempts = 0;

  constructor(
    private readonly awaited: Awaited,
    private readonly surroundings: Surroundings,
  ) {}

  /** Asks for the builds that are due. True as long as there may be more of them. */
  async ask(look: Look): Promise<boolean> {
    if (!this.awaited.isDeploy) return false;
    const now = this.surroundings.clock.now();
    const unbuilt = this.awaited.isNew ? neverBuilt(look) : this.#notBuiltSince(look);
    const idle = unbuilt.filter(({ serviceId }) => !this.#asked.has(serviceId));
    for (const { serviceId } of idle) this.#idleSince.set(serviceId, this.#idleSince.get(serviceId) ?? now);
    const due = idle
      .map((component) => component.serviceId)
      .filter((serviceId) => now - (this.#idleSince.get(serviceId) ?? now) >= eventDelayMs);
    if (due.length > 0) await this.#deploy(due);
    return idle.some(({ serviceId }) => !this.#asked.has(serviceId));
  }

  /** A build that was under way before is none of the upgrade's. */
  #notBuiltSince({ components, events }: Look): ConsoleComponent[] {
    const { builds, earlierEvents } = this.awaited;
    const earlier = new Set(earlierEvents.map(({ eventId }) => eventId));
    for (const serviceId of builds) {
      const isBuild = ({ action, eventId }: ComponentEvent): boolean =>
        action === "build-service" && !earlier.has(eventId);
      if (events.get(serviceId)?.some(isBuild) === true) builds.delete(serviceId);
    }
    return components.filter(({ serviceId }) => builds.has(serviceId) && events.has(serviceId));
  }

  /** What wasn't begun is asked for again. */
  async #deploy(serviceIds: readonly string[]): Promise<void> {
    this.#attempts += 1;
    try {
      await this.surroundings.console.operate(this.awaited.at, "deploy", serviceIds);
    } catch (thrown) {
      if (!wasNotBegun(thrown) || this.#attempts === attemptsAtMost) throw thrown;
      return;
    }
    for (const serviceId of serviceIds) this.#asked.add(serviceId);
  }
}

function neverBuilt({ pending, events }: Look): ConsoleComponent[] {
  return pending.filter(({ serviceId, status }) => status === "undeploy" && events.get(serviceId)?.length === 0);
}
