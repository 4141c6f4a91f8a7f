import { createRequire } from "node:module";
import type { ChannelCredentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { z } from "zod";
import { redact } from "../errors";
import type { Remark } from "../lifecycle/drift";
import { nameOf } from "../lifecycle/identity";
import type { Progress } from "../lifecycle/surroundings";

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

let engine: EngineClient | null | undefined;

function send(urn: string, severity: "INFO" | "WARNING", text: string, isEphemeral: boolean): void {
  engine ??= connectEngine();
  if (!engine) return;
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
    if (!engine) resolve();
    else {
      engine.log(request, () => {
        resolve();
      });
    }
  });
}

/** The engine's address is the last argument that Pulumi starts this process with. */
function connectEngine(): EngineClient | null {
  const address = process.argv.at(-1);
  if (address === undefined || !/^[\w.-]+:\d+$/.test(address)) return null;
  try {
    return new EngineClient(address, insecureCredentials());
  } catch {
    return null;
  }
}

const grpcModule = z.object({
  credentials: z.object({ createInsecure: z.custom<() => ChannelCredentials>((value) => typeof value === "function") }),
});

/** gRPC takes credentials only from its own copy, and ours may be another than the SDK's: so the SDK's is asked for. */
function insecureCredentials(): ChannelCredentials {
  const requireFromSdk = createRequire(require.resolve("@pulumi/pulumi"));
  return grpcModule.parse(requireFromSdk("@grpc/grpc-js")).credentials.createInsecure();
}
