import { hexId } from "../state/identifiers";
import type { Component, ComponentEvent, Transition } from "../state/records";
import type { State } from "../state/state";
import type { Clock } from "./clock";

/** What can be done to a workload. */
export type Operation = "build" | "start" | "stop" | "upgrade";

const buildMs = 4000;
const startMs = 3000;
const stopMs = 2000;
/** An event that didn't report its end for so long no longer makes its component busy. */
const eventTimeoutMs = 180_000;

const eventTypes: Record<Operation, string> = {
  build: "build-service",
  start: "start-service",
  stop: "stop-service",
  upgrade: "upgrade-service",
};

/** The workloads' statuses and events, moved on by the clock: changes are planned, and made when somebody looks. */
export class LifeCycle {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** Makes all planned changes whose time has come. */
  settle(): void {
    const now = this.clock.now();
    for (;;) {
      const due = this.earliest();
      if (due === undefined || due.at > now) return;
      this.state.transitions = this.state.transitions.filter((transition) => transition !== due);
      this.apply(due);
    }
  }

  /** Returns a component's status as the cluster reports it: what a person pinned hides the rest. */
  statusOf(component: Component): string {
    const { isKnown, pinnedStatus, status } = component.workload;
    return pinnedStatus ?? (isKnown ? status : "unknow");
  }

  /** True while the component's newest event is under way and younger than three minutes. */
  isBusy(component: Component): boolean {
    const newest = this.state.eventsOf(component.serviceId)[0];
    if (newest?.finalStatus !== "") return false;
    return this.clock.now() - newest.startedAt / 1000 < eventTimeoutMs;
  }

  /** Begins an operation and returns the id of its event. */
  run(component: Component, operation: Operation): string {
    const event = this.open(component, eventTypes[operation]);
    if (operation === "build") this.build(component, event);
    else if (!component.workload.hasVersion) this.close(event, "success", "component has no version, nothing to do");
    else if (operation === "stop") this.stop(component, event);
    else this.start(component, event, operation === "upgrade");
    return event.eventId;
  }

  private build(component: Component, event: ComponentEvent): void {
    const { workload } = component;
    if (!workload.hasVersion) workload.status = "closed";
    workload.hasVersion = true;
    this.log(event, `build with image ${workload.nextImage ?? component.image}`);
    this.plan(event, "built", this.clock.now() + buildMs);
  }

  private start(component: Component, event: ComponentEvent, isRolling: boolean, from = this.clock.now()): void {
    const { workload } = component;
    if (workload.status === "running" && !isRolling) {
      this.close(event, "success", "component is running");
      return;
    }
    this.cancel(component, event);
    workload.status = workload.status === "running" || workload.status === "upgrade" ? "upgrade" : "waiting";
    this.plan(event, "started", from + startMs);
  }

  private stop(component: Component, event: ComponentEvent): void {
    const { workload } = component;
    if (workload.status === "closed") {
      this.close(event, "success", "component is closed");
      return;
    }
    this.cancel(component, event);
    workload.status = "stopping";
    this.plan(event, "stopped", this.clock.now() + stopMs);
  }

  private apply(transition: Transition): void {
    const component = this.state.components.get(transition.serviceId);
    const event = this.state.events.get(transition.eventId);
    if (component === undefined || event === undefined) return;
    if (transition.step === "built") {
      this.finishBuild(component, event, transition.at);
      return;
    }
    component.workload.status = transition.step === "started" ? "running" : "closed";
    this.close(event, "success", "", transition.at);
  }

  /** A build that fails leaves the pods as they are; one that doesn't is followed by an update. */
  private finishBuild(component: Component, event: ComponentEvent, at: number): void {
    const { workload } = component;
    const image = workload.nextImage ?? component.image;
    workload.nextImage = null;
    if (workload.failsNextBuild) {
      workload.failsNextBuild = false;
      this.log(event, `pull image ${image} failed: not found`, at);
      this.close(event, "failure", "build failure", at);
      return;
    }
    workload.builtImage = image;
    this.close(event, "success", "build success", at);
    if (component.isBuildUpgrade) this.start(component, this.open(component, eventTypes.upgrade, at), true, at);
  }

  /** Drops what was planned to start or stop the component, and ends the events of it. */
  private cancel(component: Component, successor: ComponentEvent): void {
    const isSuperseded = (transition: Transition): boolean =>
      transition.serviceId === component.serviceId &&
      transition.step !== "built" &&
      transition.eventId !== successor.eventId;
    for (const transition of this.state.transitions.filter(isSuperseded)) {
      const event = this.state.events.get(transition.eventId);
      if (event !== undefined) this.close(event, "failure", "superseded by another operation");
    }
    this.state.transitions = this.state.transitions.filter((transition) => !isSuperseded(transition));
  }

  private plan(event: ComponentEvent, step: Transition["step"], at: number): void {
    this.state.transitions.push({ at, serviceId: event.serviceId, eventId: event.eventId, step });
  }

  private earliest(): Transition | undefined {
    return this.state.transitions.reduce<Transition | undefined>(
      (first, transition) => (first === undefined || transition.at < first.at ? transition : first),
      undefined,
    );
  }

  private open(component: Component, optType: string, at = this.clock.now()): ComponentEvent {
    const event: ComponentEvent = {
      eventId: hexId(),
      serviceId: component.serviceId,
      teamId: component.teamId,
      optType,
      userName: "adminuser",
      status: "",
      finalStatus: "",
      message: "",
      startedAt: Math.floor(at * 1000),
      endedAt: null,
      logs: [],
    };
    this.state.events.set(event.eventId, event);
    this.log(event, `${optType} of ${component.alias} begins`, at);
    return event;
  }

  private close(event: ComponentEvent, status: "success" | "failure", message: string, at = this.clock.now()): void {
    event.status = status;
    event.finalStatus = "complete";
    event.message = message;
    event.endedAt = Math.floor(at * 1000);
    this.log(event, `${event.optType} ends: ${status}${message === "" ? "" : ` (${message})`}`, at);
  }

  private log(event: ComponentEvent, message: string, at = this.clock.now()): void {
    event.logs.push({ message, at: Math.floor(at * 1000) });
  }
}
