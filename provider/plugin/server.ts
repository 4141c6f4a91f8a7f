import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { sdkGrpc } from "../run/sdk-modules";
import { service } from "./service";

/** As much as Pulumi's engine sends and takes in one message. */
const longestMessage = 400 * 1024 * 1024;

/** Serves the provider protocol on a free port of this machine's loopback, and returns the port. */
export function serve(): Promise<number> {
  const { Server, ServerCredentials } = sdkGrpc();
  const server = new Server({
    "grpc.max_receive_message_length": longestMessage,
    "grpc.max_send_message_length": longestMessage,
  });
  server.addService(ResourceProviderService, service);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (failure, port) => {
      if (failure) reject(failure);
      else resolve(port);
    });
  });
}
