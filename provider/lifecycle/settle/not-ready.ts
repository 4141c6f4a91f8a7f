import type { AppAddress, ComponentEvent, ConsoleComponent } from "../../console";
import { SeveralFailures } from "../../errors";
import { shown } from "../../screen";
import { inOrder } from "../../observe/component-list";
import { newEventsOf, type Awaited, type Look } from "./look";
import type { Surroundings } from "../surroundings";
import { remedyFor, troubleOf } from "./trouble";

const shownLines = 3;
const shownCharacters = 200;

/** The failure of a wait: a reason for each component that isn't ready, with its status, its last event, the end of that event's log, and what to do. */
export async function notReady(
  awaited: Awaited,
  look: Look,
  why: string,
  surroundings: Surroundings,
): Promise<SeveralFailures> {
  const parts = look.pending.length > 0 ? look.pending : look.components;
  const events = await newEventsOf(parts, awaited, surroundings).catch(() => look.events);
  const busy = parts.filter((component) => look.pending.length > 0 || isUnderWay(events, component));
  // Where everything runs and nothing is under way, it hasn't for long enough.
  const settling = busy.length === 0 ? `${why}, though everything runs by now` : why;
  const reasons = inOrder(busy.length === 0 ? parts : busy).map((component) =>
    describe(component, look.components, events.get(component.serviceId) ?? [], settling, awaited, surroundings),
  );
  return new SeveralFailures(await Promise.all(reasons));
}

function isUnderWay(events: Look["events"], { serviceId }: ConsoleComponent): boolean {
  return events.get(serviceId)?.some((event) => !event.isFinished) ?? false;
}

async function describe(
  component: ConsoleComponent,
  neighbours: readonly ConsoleComponent[],
  events: readonly ComponentEvent[],
  why: string,
  { at }: Awaited,
  surroundings: Surroundings,
): Promise<string> {
  const { console } = surroundings;
  const name = `component ${component.serviceCname} (${component.serviceAlias})`;
  const status = component.status === null ? "has no status" : `is "${component.status}"`;
  const event = events.find((one) => one.isFinished && one.status === "failure") ?? events[0];
  const told = event ? `: ${describeEvent(event)} (${console.eventsCall(at, component.serviceId)})` : "";
  const log = event && event.status !== "success" ? await describeLog(event, at, surroundings) : "";
  const remedy = remedyFor(troubleOf(component, neighbours, events), surroundings.urn);
  return `${why}: ${name} ${status}${told}${log}. ${remedy}`;
}

function describeEvent(event: ComponentEvent): string {
  if (!event.isFinished) return `its ${event.action} is under way`;
  const words = event.message === "" ? "" : ` "${event.message}"`;
  return `its ${event.action} ended with ${event.status}${words}`;
}

/** The end of an event's log, where there is one and it can be read. */
async function describeLog({ eventId }: ComponentEvent, at: AppAddress, { console }: Surroundings): Promise<string> {
  const lines = await console.listEventLog(at, eventId).catch(() => []);
  const tail = lines
    .map((line) => shown(line, { longest: shownCharacters }))
    .filter((line) => line !== "")
    .slice(-shownLines);
  return tail.length === 0 ? "" : `; its log ends with "${tail.join(" / ")}"`;
}
