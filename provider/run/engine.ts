import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb";
import { sdkGrpc } from "./sdk-modules";

/** What gRPC says where nobody listens at an address. */
const unavailable = 14;
/** How long an engine may take to answer before it counts as busy. One that has ended is noticed at once. */
const answerWithinMs = 10_000;

let known: EngineClient | null | undefined;

/** The Pulumi engine that started this process; `null` where there is none (in tests of the provider alone). */
export function engine(): EngineClient | null {
  known ??= connect(process.argv.at(-1));
  return known;
}

/** From now on the engine is the one at this address: a provider that was there before Pulumi isn't started by it. */
export function attachTo(address: string): void {
  known = connect(address);
}

/**
 * True unless the engine that started this process has ended: killed, or its terminal closed. Pulumi leaves this process behind then, and
 * nobody will hear how its work ends.
 */
export async function isEngineThere(): Promise<boolean> {
  const asked = engine();
  if (!asked) return true;
  return new Promise((resolve) => {
    const call = asked.getRootResource(new GetRootResourceRequest(), (failure) => {
      clearTimeout(timer);
      resolve(Number(failure?.code) !== unavailable);
    });
    const timer = setTimeout(() => {
      call.cancel();
    }, answerWithinMs);
  });
}

/** The engine's address is the last argument that Pulumi starts this process with. It is on this machine: no proxy leads there. */
function connect(address: string | undefined): EngineClient | null {
  if (address === undefined || !/^[\w.-]+:\d+$/.test(address)) return null;
  try {
    return new EngineClient(address, sdkGrpc().credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
  } catch {
    return null;
  }
}
