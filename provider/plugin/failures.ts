import type { Metadata, ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { messageOf } from "../errors";
import { sdkAny, sdkGrpc } from "../run/sdk-modules";

/** A failure after something exists: Pulumi keeps it, with its reasons, and the next update goes on from there. */
export class Unfinished extends Error {
  constructor(
    readonly id: string,
    readonly properties: Struct,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

/** A failure as it travels: its message for people, and of an unfinished resource what exists. */
export function serviceErrorOf(thrown: unknown): ServiceError {
  const message = messageOf(thrown);
  const metadata = thrown instanceof Unfinished ? detailsOf(thrown, message) : new (sdkGrpc().Metadata)();
  return Object.assign(new Error(message), { code: sdkGrpc().status.UNKNOWN, details: message, metadata });
}

function detailsOf({ id, properties, reasons }: Unfinished, message: string): Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(properties);
  detail.setReasonsList([...reasons]);
  const packed = new (sdkAny())();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(sdkGrpc().status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new (sdkGrpc().Metadata)();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
