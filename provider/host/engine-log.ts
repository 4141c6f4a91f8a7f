import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { redact } from "../errors";
import type { Remark } from "../lifecycle/drift";
import { nameOf } from "../lifecycle/identity";
import type { Progress } from "../lifecycle/surroundings";
import { engine } from "./engine";

/** Messages are repeated line by line where nobody watches, so the same thing is said once in this time. */
const repeatAfterMs = 15_000;

/**
 * What people see of an operation: lines on the resource's own row of `pulumi up`. `doing` replaces itself and vanishes, `warn` stays.
 * Silent where no engine listens (in tests of the provider alone), and never a reason for an operation to fail.
 */
export function progressOf(urn: string): Progress {
  // `--diff` shows the lines without the resource that they belong to.
  const named = (text: string): string => `${nameOf(urn)}: ${text}`;
  let last = "";
  let lastAt = 0;
  return {
    doing(text) {
      if (text === last && Date.now() - lastAt < repeatAfterMs) return;
      last = text;
      lastAt = Date.now();
      send(urn, "INFO", named(text), true);
    },
    warn(text) {
      send(urn, "WARNING", named(text), false);
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
