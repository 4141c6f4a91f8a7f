import { isConsoleError } from "../../errors";
import type { Surroundings } from "../surroundings";
import type { Awaited, Look } from "./look";

/** How long a build that an install asked for may take to show as an event. */
const eventDelayMs = 2_000;
const attemptsAtMost = 3;

/**
 * Builds what an install silently didn't: the console answers it with 200 even when the cluster refused the build. Such a component has no event
 * at all, also a moment later.
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
  async ask({ pending, events }: Look): Promise<boolean> {
    if (!this.awaited.isNew || !this.awaited.isDeploy) return false;
    const now = this.surroundings.clock.now();
    const idle = pending.filter(
      ({ serviceId, status }) =>
        status === "undeploy" && events.get(serviceId)?.length === 0 && !this.#asked.has(serviceId),
    );
    for (const { serviceId } of idle) this.#idleSince.set(serviceId, this.#idleSince.get(serviceId) ?? now);
    const due = idle
      .map((component) => component.serviceId)
      .filter((serviceId) => now - (this.#idleSince.get(serviceId) ?? now) >= eventDelayMs);
    if (due.length > 0) await this.#deploy(due);
    return idle.some(({ serviceId }) => !this.#asked.has(serviceId));
  }

  /** A console whose database is locked crashes over an operation, which then wasn't begun: what is still needed is asked for again. */
  async #deploy(serviceIds: readonly string[]): Promise<void> {
    this.#attempts += 1;
    try {
      await this.surroundings.console.operate(this.awaited.at, "deploy", serviceIds);
    } catch (thrown) {
      if (!isConsoleError(thrown, "crashed", "gatewayGaveUp") || this.#attempts === attemptsAtMost) throw thrown;
      return;
    }
    for (const serviceId of serviceIds) this.#asked.add(serviceId);
  }
}
