import { createRequire } from "node:module";
import type { ChannelCredentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { z } from "zod";
import { redact } from "../errors";
import type { Progress } from "../lifecycle/surroundings";

/** Messages are repeated line by line where nobody watches, so the same thing is said once in this time. */
const repeatAfterMs = 15_000;

/**
 * What people see of an operation: lines on the resource's own row of `pulumi up`. `doing` replaces itself and vanishes, `warn` stays.
 * Silent where no engine listens (in tests of the provider alone), and never a reason for an operation to fail.
 */
export function progressOf(urn: string): Progress {
  let last = "";
  let lastAt = 0;
  return {
    doing(text) {
      if (text === last && Date.now() - lastAt < repeatAfterMs) return;
      last = text;
      lastAt = Date.now();
      send(urn, "INFO", text, true);
    },
    warn(text) {
      send(urn, "WARNING", text, false);
    },
  };
}

const said = new Set<string>();

/** A line that stays on the resource's row, once in the life of this process. */
export function informOnce(urn: string, text: string): void {
  if (said.has(urn + text)) return;
  said.add(urn + text);
  send(urn, "INFO", text, false);
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
  engine.log(request, () => undefined);
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
