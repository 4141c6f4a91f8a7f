import { hexId } from "../state/identifiers";
import type { Component, ComponentEvent } from "../state/records";
import type { State } from "../state/state";
import type { Clock } from "./clock";

/** An event that didn't report its end for so long no longer makes its component busy. */
const eventTimeoutMs = 180_000;

/** How an event begins, beside its component and its type; the time is simulated, in milliseconds. */
export interface Beginning {
  userName: string;
  at?: number;
}

/** Writes the cluster's events and their logs. */
export class EventBook {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** Opens an event of something that goes on. */
  open(component: Component, optType: string, { userName, at = this.clock.now() }: Beginning): ComponentEvent {
    const event: ComponentEvent = {
      eventId: hexId(),
      serviceId: component.serviceId,
      teamId: component.teamId,
      optType,
      userName,
      status: "",
      finalStatus: "",
      message: "",
      startedAt: Math.floor(at * 1000),
      endedAt: null,
      logs: [],
    };
    this.state.events.add(event);
    this.log(event, `${optType} of ${component.alias} begins`, at);
    return event;
  }

  /** Ends an event. */
  close(event: ComponentEvent, status: "success" | "failure", message: string, at = this.clock.now()): void {
    event.status = status;
    event.finalStatus = "complete";
    event.message = message;
    event.endedAt = Math.floor(at * 1000);
    this.log(event, `${event.optType} ends: ${status}${message === "" ? "" : ` (${message})`}`, at);
  }

  /** Adds a line to an event's log. */
  log(event: ComponentEvent, message: string, at = this.clock.now()): void {
    event.logs.push({ message, at: Math.floor(at * 1000) });
  }

  /** True while the component's newest event is under way; one older than three minutes is written off instead. */
  isBusy(component: Component): boolean {
    const newest = this.state.eventsOf(component.serviceId)[0];
    if (newest?.finalStatus !== "") return false;
    if (this.clock.now() - newest.startedAt / 1000 < eventTimeoutMs) return true;
    newest.finalStatus = "timeout";
    return false;
  }
}
