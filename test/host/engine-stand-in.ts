import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** A line that the provider showed on a resource's row. */
export interface Said {
  readonly urn: string;
  readonly text: string;
  readonly isEphemeral: boolean;
}

/** The part of Pulumi's engine that a provider talks to: its log. */
export class EngineStandIn {
  private constructor(
    private readonly server: grpc.Server,
    /** Where a provider reaches it. */
    readonly address: string,
    /** What was said so far, in order. */
    readonly said: Said[],
  ) {}

  static async start(): Promise<EngineStandIn> {
    const said: Said[] = [];
    const server = new grpc.Server();
    server.addService(
      { log: EngineService.log },
      {
        log: (call: grpc.ServerUnaryCall<LogRequest, Empty>, callback: grpc.sendUnaryData<Empty>) => {
          const { request } = call;
          said.push({ urn: request.getUrn(), text: request.getMessage(), isEphemeral: request.getEphemeral() });
          callback(null, new Empty());
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return new EngineStandIn(server, `127.0.0.1:${port}`, said);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}
