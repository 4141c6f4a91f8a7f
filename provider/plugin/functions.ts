import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { RainbondError } from "../errors";
import { close, open } from "./values";
import type { Wire } from "../kinds/resource-kind";

/** The functions by their tokens. */
const functions: Readonly<Record<string, (args: Wire) => Promise<Wire>>> = {};

/** Answers a function of a program. */
export async function invoke(request: InvokeRequest): Promise<InvokeResponse> {
  const named = functions[request.getTok()];
  if (!named) throw new RainbondError(`there is no function ${request.getTok()}`);
  const response = new InvokeResponse();
  response.setReturn(close(await named(open(request.getArgs()).plain)));
  return response;
}
