import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Remark } from "../observe/drift";
import { nameOf } from "../identity";
import type { Progress } from "../lifecycle/surroundings";
import { shown } from "../screen";
import { engine } from "./engine";

/**
 * A phase that lasts is said again, so that its clock goes on: after ten seconds, later after half of the time that has passed, at most after
 * a minute. Where nobody watches, each message is a line of its own.
 */
const pauseMs = { shortest: 10_000, longest: 60_000 };

/** The progress of an operation, which a wait for its turn may interrupt. */
export interface ResourceProgress extends Progress {
  /** A line instead of the phase for a while, and the phase again. */
  aside(): { onWait: (why: string) => void; onTurn: () => void };
}

/**
 * What people see of an operation that begins now: lines on the resource's own row of `pulumi up`. `doing` replaces itself and vanishes, `warn`
 * stays. A phase is said when it begins, with the seconds that have passed. Silent where no engine listens (in tests of the provider alone), and
 * never a reason for an operation to fail.
 */
export function progressOf(urn: string): ResourceProgress {
  const beganAt = performance.now();
  const last = { phase: "", at: 0 };
  const say = (phase: string): void => {
    last.at = performance.now();
    send(urn, "INFO", `${phase}, ${Math.round((last.at - beganAt) / 1000)} s`, true);
  };
  return {
    doing(phase) {
      const passedMs = performance.now() - beganAt;
      const pause = Math.min(Math.max(pauseMs.shortest, passedMs / 2), pauseMs.longest);
      if (phase === last.phase && beganAt + passedMs - last.at < pause) return;
      last.phase = phase;
      say(phase);
    },
    aside: () => ({
      onWait: say,
      onTurn: () => {
        if (last.phase !== "") say(last.phase);
      },
    }),
    warn(text) {
      remarkOnce(urn, { isWarning: true, text });
    },
  };
}

const said = new Set<string>();

/** A line that stays on the resource's row, once in the life of this process. */
export function remarkOnce(urn: string, { isWarning, text }: Remark): void {
  if (said.has(urn + text)) return;
  said.add(urn + text);
  send(urn, isWarning ? "WARNING" : "INFO", named(urn, text), false);
}

/** A line that only those see who ask Pulumi for its debug log. */
export function debug(urn: string, text: string): void {
  send(urn, "DEBUG", named(urn, text), false);
}

/** `--diff` shows such lines without the resource that they belong to. What a function of a program meets belongs to none. */
function named(urn: string, text: string): string {
  return urn === "" ? text : `${nameOf(urn)}: ${text}`;
}

function send(urn: string, severity: "DEBUG" | "INFO" | "WARNING", text: string, isEphemeral: boolean): void {
  if (!engine()) return;
  const request = new LogRequest();
  request.setSeverity(LogSeverity[severity]);
  request.setMessage(shown(text));
  request.setUrn(urn);
  request.setEphemeral(isEphemeral);
  sent = sent.then(() => delivered(request));
}

/** Messages go one after the other: sent at once they may arrive in another order. */
let sent = Promise.resolve();

/** Settles once the engine has all messages so far, or after a second: Pulumi may end this process as soon as a call has returned. */
export async function allSaid(): Promise<void> {
  await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
}

function delivered(request: LogRequest): Promise<void> {
  return new Promise((resolve) => {
    const listener = engine();
    if (!listener) resolve();
    else {
      listener.log(request, () => {
        resolve();
      });
    }
  });
}
