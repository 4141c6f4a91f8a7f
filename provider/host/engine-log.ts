import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { redact } from "../errors";
import type { Remark } from "../lifecycle/drift";
import { nameOf } from "../lifecycle/identity";
import type { Progress } from "../lifecycle/surroundings";
import { engine } from "./engine";

/** Where nobody watches, each message is a line of its own: a component that goes up and down doesn't fill the log. */
const silentForMs = 60_000;

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
  const saidAt = new Map<string, number>();
  let last: string | undefined;
  // `--diff` shows the lines without the resource that they belong to.
  const named = (text: string): string => `${nameOf(urn)}: ${text}`;
  const say = (phase: string): void => {
    saidAt.set(phase, performance.now());
    send(urn, "INFO", named(`${phase} (${Math.round((performance.now() - beganAt) / 1000)}s)`), true);
  };
  return {
    doing(phase) {
      last = phase;
      if (performance.now() - (saidAt.get(phase) ?? -Infinity) >= silentForMs) say(phase);
    },
    aside: () => ({
      onWait: say,
      onTurn: () => {
        if (last !== undefined) say(last);
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
  send(urn, isWarning ? "WARNING" : "INFO", `${nameOf(urn)}: ${text}`, false);
}

function send(urn: string, severity: "INFO" | "WARNING", text: string, isEphemeral: boolean): void {
  if (!engine()) return;
  const request = new LogRequest();
  request.setSeverity(LogSeverity[severity]);
  request.setMessage(redact(text));
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
