import type { AppAddress, ComponentEvent, ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import { conditionOf, isReady } from "../../observe/condition";
import type { Surroundings } from "../surroundings";
import { lastStepFailed } from "./trouble";

const eventsKeptMs = 1_000;

/** The install that is waited for. */
export interface Awaited {
  readonly at: AppAddress;
  readonly tenantServiceGroupId: number;
  /** False waits only until the components are made, not until they run. */
  readonly isDeploy: boolean;
  /**
   * The events that were there when the operation began. Those that had ended prove nothing about it; those that hadn't may still
   * fail it, but don't hold it up once the component runs (the cluster forgets to end some).
   */
  readonly earlierEvents: readonly ComponentEvent[];
  /** True for an install that this operation made: what the console forgot to build is built. */
  readonly isNew: boolean;
  /** The components that an upgrade moved and of whose builds nothing was seen yet, by `serviceId`. Each is taken out once its build is seen. */
  readonly builds: Set<string>;
}

/** How the install is at one moment. */
export interface Look {
  /** All components of the group, whoever made them. */
  readonly all: readonly ConsoleComponent[];
  readonly components: readonly ConsoleComponent[];
  /** Those that don't run as wanted, or, where nothing is to be built, that aren't made yet. */
  readonly pending: readonly ConsoleComponent[];
  /** True if every component is as it is wanted and nothing is under way. */
  readonly isReady: boolean;
  /** The new events of the components that were asked for them, newest first. */
  readonly events: ReadonlyMap<string, readonly ComponentEvent[]>;
  /** When the events were asked for, by the clock. */
  readonly eventsFrom: number;
}

/**
 * Looks at the install once. The group's components are asked for together with all that wait in the same group; an answer that was asked for
 * before `since` (by the clock) isn't used. Events that are a second old at most are used again, unless a status has changed.
 */
export async function lookAt(
  awaited: Awaited,
  since: number,
  before: Look | undefined,
  surroundings: Surroundings,
): Promise<Look> {
  const { at, tenantServiceGroupId, isDeploy, builds } = awaited;
  const now = surroundings.clock.now();
  const all = await surroundings.reads.componentsSince(at, since, now);
  const components = all.filter((component) => component.tenantServiceGroupId === tenantServiceGroupId);
  if (components.length === 0) {
    throw new RainbondError(
      `the install disappeared from app group ${at.appId} while it was being waited for; run pulumi up again`,
    );
  }
  if (!isDeploy) {
    const pending = components.filter((component) => component.createStatus !== "complete");
    return { all, components, pending, isReady: pending.length === 0, events: new Map(), eventsFrom: now };
  }
  const notRunning = components.filter((component) => !isReady(component));
  const isTelling = (one: ConsoleComponent): boolean => !isReady(one) && conditionOf(one.status) !== "updating";
  const asked =
    notRunning.length === 0 ? components : components.filter((one) => builds.has(one.serviceId) || isTelling(one));
  const known = before && now - before.eventsFrom <= eventsKeptMs && haveSameStatuses(before.components, components);
  const events = known ? before.events : await newEventsOf(asked, awaited, surroundings);
  // After a failed build or start the old replicas go on: the component runs, but not what was wanted.
  const pending = components.filter((one) => !isReady(one) || lastStepFailed(events.get(one.serviceId) ?? []));
  const earlier = new Set(awaited.earlierEvents.map((event) => event.eventId));
  const isQuiet = [...events.values()].flat().every((event) => event.isFinished || earlier.has(event.eventId));
  return {
    all,
    components,
    pending,
    isReady: pending.length === 0 && isQuiet,
    events,
    eventsFrom: known ? before.eventsFrom : now,
  };
}

function haveSameStatuses(before: readonly ConsoleComponent[], now: readonly ConsoleComponent[]): boolean {
  const statuses = new Map(before.map(({ serviceId, status }) => [serviceId, status]));
  return before.length === now.length && now.every(({ serviceId, status }) => statuses.get(serviceId) === status);
}

/** The events of the components that the operation itself can have caused, newest first. */
export async function newEventsOf(
  components: readonly ConsoleComponent[],
  { at, earlierEvents }: Awaited,
  { console }: Surroundings,
): Promise<ReadonlyMap<string, readonly ComponentEvent[]>> {
  const ended = new Set(earlierEvents.filter((event) => event.isFinished).map((event) => event.eventId));
  const listed = components.map(async ({ serviceId }) => {
    const events = await console.listEvents(at, serviceId);
    return [serviceId, events.filter((event) => !ended.has(event.eventId))] as const;
  });
  return new Map(await Promise.all(listed));
}
