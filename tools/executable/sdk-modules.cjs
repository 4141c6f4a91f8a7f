// Stands for provider/run/sdk-modules.ts where all is one file: there is one copy of each module, the one that Pulumi's SDK finds.
exports.sdkGrpc = () => require("@grpc/grpc-js");
exports.sdkStruct = () => require("google-protobuf/google/protobuf/struct_pb").Struct;
exports.sdkAny = () => require("google-protobuf/google/protobuf/any_pb").Any;
exports.sdkEmpty = () => require("google-protobuf/google/protobuf/empty_pb").Empty;
