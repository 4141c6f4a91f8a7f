import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { GetSchemaResponse, ProviderHandshakeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { RainbondError } from "../errors";
import { appKind } from "../kinds/app";
import { marketAppKind } from "../kinds/market-app";
import { cancel } from "../run/cancellation";
import { attachTo } from "../run/engine";
import { allSaid } from "../run/engine-log";
import { endWithEngine } from "../run/orphan";
import { sdkEmpty } from "../run/sdk-modules";
import { checkConfig, configure, diffConfig } from "./configured";
import { serviceErrorOf } from "./failures";
import { invoke } from "./functions";
import { servedResource, type ServedResource } from "./resource";
import { schemaText, version } from "./schema";

/** The resources by their types. */
const resources: Readonly<Record<string, ServedResource>> = {
  "rainbond:index:MarketApp": servedResource(marketAppKind),
  "rainbond:index:App": servedResource(appKind),
};

/** Every call of Pulumi's provider protocol that a provider of ours answers; the others aren't implemented, and the engine knows what that means. */
export const service: UntypedServiceImplementation = {
  handshake: unary(handshake),
  attach: unary(attach),
  getPluginInfo: unary(pluginInfo),
  getSchema: unary(schema),
  checkConfig: unary(checkConfig),
  diffConfig: unary(diffConfig),
  configure: unary(configure),
  invoke: unary(invoke),
  check: unary((request: Of<"check">) => resourceOf(request).check(request)),
  diff: unary((request: Of<"diff">) => resourceOf(request).diff(request)),
  create: unary((request: Of<"create">) => resourceOf(request).create(request)),
  read: unary((request: Of<"read">) => resourceOf(request).read(request)),
  update: unary((request: Of<"update">) => resourceOf(request).update(request)),
  delete: unary(async (request: Of<"delete">) => {
    await resourceOf(request).delete(request);
    return empty();
  }),
  cancel: unary(() => {
    cancel();
    return empty();
  }),
};

type Of<Call extends keyof ServedResource> = Parameters<ServedResource[Call]>[0];

/** Answers a call, or fails it, once the engine has heard everything that was said meanwhile. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    Promise.resolve()
      .then(() => answer(request))
      .finally(allSaid)
      .then(
        (response) => {
          callback(null, response);
        },
        (thrown: unknown) => {
          callback(serviceErrorOf(thrown));
        },
      );
  };
}

/** The resource that a request is about, by the type in its URN: without those of the parents. */
function resourceOf(request: { readonly getUrn: () => string }): ServedResource {
  const type = request.getUrn().split("::")[2]?.split("$").at(-1) ?? "";
  const served = resources[type];
  if (served) return served;
  throw new RainbondError(
    `pulumi-resource-rainbond ${version} has no resource ${type}, but ${Object.keys(resources).join(" and ")}. Use an SDK of the plugin's version`,
  );
}

function handshake(): ProviderHandshakeResponse {
  endWithEngine();
  const response = new ProviderHandshakeResponse();
  response.setAcceptSecrets(true);
  response.setAcceptResources(true);
  response.setAcceptOutputs(false);
  return response;
}

/** A provider that was started by hand, to be debugged, is told later which engine it works for. */
function attach(request: PluginAttach): object {
  attachTo(request.getAddress());
  endWithEngine();
  return empty();
}

function pluginInfo(): PluginInfo {
  const info = new PluginInfo();
  info.setVersion(version);
  return info;
}

function schema(): GetSchemaResponse {
  const response = new GetSchemaResponse();
  response.setSchema(schemaText());
  return response;
}

function empty(): object {
  return new (sdkEmpty())();
}
