import type { Component, ComponentEvent, Transition } from "../state/records";
import type { State } from "../state/state";
import type { Clock } from "./clock";
import { EventBook } from "./event-book";

/** What can be done to a workload. */
export type Operation = "build" | "start" | "stop" | "upgrade" | "vertical" | "horizontal";

const usualBuildMs = 4000;
const startMs = 3000;
const stopMs = 2000;

/** Statuses with pods of a version that was started. */
const withPods = ["running", "upgrade", "some_abnormal"];

/** The workloads' statuses, moved on by the clock: changes are planned, and made when somebody looks. */
export class LifeCycle {
  readonly events: EventBook;

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {
    this.events = new EventBook(state, clock);
  }

  /** Makes all planned changes whose time has come. */
  settle(): void {
    const now = this.clock.now();
    for (;;) {
      const due = this.earliest();
      if (due === undefined || due.at > now) return;
      this.state.transitions.remove(due);
      this.apply(due);
    }
  }

  /** Returns a component's status as the cluster reports it: what a person pinned hides the rest. */
  statusOf(component: Component): string {
    const { isKnown, pinnedStatus, status } = component.workload;
    return pinnedStatus ?? (isKnown ? status : "unknow");
  }

  /** True if pods of the component run. */
  hasPods(component: Component): boolean {
    return withPods.includes(this.statusOf(component));
  }

  /** Begins an operation on behalf of somebody and returns the id of its event. */
  run(component: Component, operation: Operation, userName: string): string {
    const event = this.events.open(component, `${operation}-service`, { userName });
    const { workload } = component;
    if (operation === "build") this.build(component, event);
    else if (!workload.hasVersion) this.events.close(event, "success", "component has no version, nothing to do");
    else if (operation === "stop") this.stop(component, event);
    else if (operation === "start" || operation === "upgrade") this.start(component, event, operation === "upgrade");
    else if (workload.status !== "running") this.events.close(event, "success", "component doesn't run");
    else if (operation === "vertical") this.start(component, event, true);
    else this.plan(event, "scaled", this.clock.now() + startMs);
    return event.eventId;
  }

  /** Lets the pods of a running component crash, for good or for some simulated milliseconds. */
  crash(component: Component, recoversAfterMs: number | null): void {
    const { workload } = component;
    const event = this.events.open(component, "AbnormalExited", { userName: "system" });
    this.events.log(event, "container exited with code 1, back-off restarting failed container");
    Object.assign(event, { status: "failure", finalStatus: "empty", message: "container exited with code 1" });
    this.cancel(component, event);
    workload.status = component.minNode > 1 ? "some_abnormal" : "abnormal";
    if (recoversAfterMs !== null) this.plan(event, "recovered", this.clock.now() + recoversAfterMs);
  }

  private build(component: Component, event: ComponentEvent): void {
    const { workload } = component;
    if (!workload.hasVersion) workload.status = "closed";
    workload.hasVersion = true;
    this.events.log(event, `build with image ${workload.nextImage ?? component.image}`);
    this.plan(event, "built", this.clock.now() + (workload.buildMs ?? usualBuildMs));
  }

  private start(component: Component, event: ComponentEvent, isRolling: boolean, from = this.clock.now()): void {
    const { workload } = component;
    if (workload.status === "running" && !isRolling) {
      this.events.close(event, "success", "component is running");
      return;
    }
    this.cancel(component, event);
    workload.status = workload.status === "running" || workload.status === "upgrade" ? "upgrade" : "waiting";
    workload.podEnvs = envsForPods(component);
    this.plan(event, "started", from + startMs);
  }

  private stop(component: Component, event: ComponentEvent): void {
    const { workload } = component;
    if (workload.status === "closed") {
      this.events.close(event, "success", "component is closed");
      return;
    }
    this.cancel(component, event);
    workload.status = "stopping";
    this.plan(event, "stopped", this.clock.now() + stopMs);
  }

  private apply({ serviceId, eventId, step, at }: Transition): void {
    const component = this.state.components.get(serviceId);
    const event = this.state.events.get(eventId);
    if (component === undefined || event === undefined) return;
    const { workload } = component;
    if (step === "built") this.finishBuild(component, event, at);
    else if (step === "started") this.finishStart(component, event, at);
    else if (step === "recovered") this.recover(component, event, at);
    else {
      if (step === "stopped") Object.assign(workload, { status: "closed", podEnvs: null });
      this.events.close(event, "success", "", at);
    }
  }

  /** A build that fails leaves the pods as they are; one that doesn't is followed by an update. */
  private finishBuild(component: Component, event: ComponentEvent, at: number): void {
    const { workload } = component;
    const { userName } = event;
    const image = workload.nextImage ?? component.image;
    workload.nextImage = null;
    if (workload.failsNextBuild) {
      workload.failsNextBuild = false;
      this.events.log(event, `pull image ${image} failed: not found`, at);
      this.events.close(event, "failure", "build failure", at);
      return;
    }
    workload.builtImage = image;
    this.events.close(event, "success", "build success", at);
    if (!component.isBuildUpgrade) return;
    this.start(component, this.events.open(component, "upgrade-service", { userName, at }), true, at);
  }

  /** A job ends by itself; pods that don't get ready leave the component abnormal. */
  private finishStart(component: Component, event: ComponentEvent, at: number): void {
    const { workload } = component;
    if (workload.failsNextStart) {
      workload.failsNextStart = false;
      workload.status = "abnormal";
      this.events.log(event, "container exited with code 1, back-off restarting failed container", at);
      this.events.close(event, "failure", "pods didn't get ready", at);
      return;
    }
    workload.status = component.extendMethod === "job" ? "succeeded" : "running";
    this.events.close(event, "success", "", at);
  }

  private recover(component: Component, crash: ComponentEvent, at: number): void {
    component.workload.status = "running";
    crash.finalStatus = "emptycomplete";
    crash.endedAt = Math.floor(at * 1000);
    const event = this.events.open(component, "AbnormalRecovery", { userName: "system", at });
    Object.assign(event, { status: "success", finalStatus: "emptycomplete", endedAt: crash.endedAt });
  }

  /** Drops what was planned to start, stop or recover the component's pods, and ends the events of it. */
  private cancel(component: Component, successor: ComponentEvent): void {
    const superseded = this.state.transitions.where(
      ({ serviceId, step, eventId }) =>
        serviceId === component.serviceId && !["built", "scaled"].includes(step) && eventId !== successor.eventId,
    );
    for (const { eventId } of superseded) {
      const event = this.state.events.get(eventId);
      if (event?.finalStatus === "") this.events.close(event, "failure", "superseded by another operation");
    }
    this.state.transitions.remove(...superseded);
  }

  private plan(event: ComponentEvent, step: Transition["step"], at: number): void {
    this.state.transitions.add({ at, serviceId: event.serviceId, eventId: event.eventId, step });
  }

  private earliest(): Transition | undefined {
    return this.state.transitions
      .all()
      .reduce<Transition | undefined>(
        (first, transition) => (first === undefined || transition.at < first.at ? transition : first),
        undefined,
      );
  }
}

/** What pods get of a component's variables; those for builds they don't. */
function envsForPods({ envs }: Component): Record<string, string> {
  const forPods = envs.filter(({ scope }) => scope !== "build");
  return Object.fromEntries(forPods.map(({ attrName, attrValue }) => [attrName, attrValue]));
}
