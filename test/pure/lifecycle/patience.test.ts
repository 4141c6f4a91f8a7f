import type { ComponentEvent } from "../../../provider/console";
import type { Look } from "../../../provider/lifecycle/settle/look";
import { Patience } from "../../../provider/lifecycle/settle/patience";
import { sampleComponent } from "./sample";

const minute = 60_000;

function event(action: string, status: string, isFinished = true): ComponentEvent {
  return { eventId: action + status, action, status, message: "", isFinished };
}

/** A look at one component with this status and these new events, newest first. */
function look(status: string | null, ...events: ComponentEvent[]): Look {
  const component = sampleComponent("web", "Web", { status });
  const isReady = status === "running" && events.every((one) => one.status === "success");
  return {
    all: [component],
    eventsFrom: 0,
    components: [component],
    pending: isReady ? [] : [component],
    isReady,
    events: new Map([["web-id", events]]),
  };
}

/** The moment at which waiting stops making sense, looking every second for ten minutes; with the reason. */
function endOf(at: (now: number) => Look, timeoutMs = 15 * minute): [seconds: number, why: string] | undefined {
  const patience = new Patience(timeoutMs);
  for (let now = 0; now <= 10 * minute; now += 1_000) {
    const why = patience.whyHopeless(at(now), now);
    if (why !== undefined) return [now / 1_000, why];
  }
  return undefined;
}

describe("how long it makes sense to wait", () => {
  it.each<[string, Look, [number, string] | undefined]>([
    ["a failed build", look("closed", event("build-service", "failure")), [0, "a build failed"]],
    ["a failed build of what still runs", look("running", event("build-service", "failure")), [0, "a build failed"]],
    [
      "a failed start",
      look("closed", event("upgrade-service", "failure"), event("build-service", "success")),
      [5, "a start failed"],
    ],
    ["a component that fails", look("abnormal"), [60, "a component doesn't start"]],
    ["a component that is stopped while nothing is under way", look("closed"), [60, "nothing is under way"]],
    ["a component of which some replicas fail", look("some_abnormal"), [60, "a component doesn't start"]],
    ["a build that takes long", look("closed", event("build-service", "", false)), undefined],
    ["a start that takes long", look("waiting"), undefined],
    ["a cluster that doesn't say anything", look(null), undefined],
  ])("ends for %s as it should", (_, seen, end) => {
    expect(endOf(() => seen)).toEqual(end);
  });

  it("isn't over when a component recovers, and starts anew when it fails again", () => {
    const recovers = (now: number): Look => look(now < 50_000 ? "abnormal" : "waiting");
    expect(endOf(recovers)).toBeUndefined();
  });

  it("ends after five minutes of failing again and again", () => {
    const flaps = (now: number): Look => look(now % 60_000 < 30_000 ? "abnormal" : "waiting");
    expect(endOf(flaps)).toEqual([300, "a component doesn't start"]);
  });

  it("is shorter where the time limit is short", () => {
    expect(endOf(() => look("abnormal"), 20_000)).toEqual([4, "a component doesn't start"]);
  });

  it("isn't cut by a failed step that a newer one has followed", () => {
    const retried = look("closed", event("build-service", "", false), event("build-service", "failure"));
    expect(endOf(() => retried)).toBeUndefined();
  });
});

describe("when everything has settled", () => {
  it("is after three seconds without a relapse; at once where nothing was to be built", () => {
    const patience = new Patience(15 * minute);
    const settled = (now: number, seen: Look): boolean => patience.isSettled(seen, true, now);
    expect(settled(0, look("running"))).toBe(false);
    expect(settled(2_000, look("waiting"))).toBe(false);
    expect(settled(2_500, look("running"))).toBe(false);
    expect(settled(5_400, look("running"))).toBe(false);
    expect(settled(5_500, look("running"))).toBe(true);
    expect(new Patience(minute).isSettled(look("running"), false, 0)).toBe(true);
  });
});
