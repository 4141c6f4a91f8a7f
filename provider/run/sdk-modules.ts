import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as any from "google-protobuf/google/protobuf/any_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as struct from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";

/**
 * What Pulumi's SDK speaks its protocols with. gRPC takes credentials, and a message takes its parts, only from their own copy, and ours might be
 * another than the SDK's: so the SDK's is asked for, and no copy is a dependency of ours.
 */
const requireFromSdk = createRequire(require.resolve("@pulumi/pulumi"));

function isModule(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The SDK's gRPC. */
export function sdkGrpc(): typeof grpc {
  return z.custom<typeof grpc>(isModule).parse(requireFromSdk("@grpc/grpc-js"));
}

/** The SDK's `google.protobuf.Struct`, in which values travel. */
export function sdkStruct(): typeof struct.Struct {
  return z.custom<typeof struct>(isModule).parse(requireFromSdk("google-protobuf/google/protobuf/struct_pb")).Struct;
}

/** The SDK's `google.protobuf.Any`, in which details of failures travel. */
export function sdkAny(): typeof any.Any {
  return z.custom<typeof any>(isModule).parse(requireFromSdk("google-protobuf/google/protobuf/any_pb")).Any;
}

/** The SDK's `google.protobuf.Empty`. */
export function sdkEmpty(): typeof empty.Empty {
  return z.custom<typeof empty>(isModule).parse(requireFromSdk("google-protobuf/google/protobuf/empty_pb")).Empty;
}
