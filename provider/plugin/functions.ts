import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { RainbondError } from "../errors";
import { findAppNamed, listTeams } from "../kinds/found";
import { wireOf, type Wire } from "../kinds/resource-kind";
import * as lookups from "../lookups";
import { storesToAsk } from "../run/operations";
import { functionModels } from "./function-models";
import { close, open } from "./values";

const { getTeams, getApp, getMarketApp, getMarketApps } = functionModels.functions;

/** The functions by their tokens. */
const functions: Readonly<Record<string, (args: Wire) => Promise<object>>> = {
  "rainbond:index:getTeams": async () => getTeams.outputs.parse({ teams: await listTeams() }),
  "rainbond:index:getApp": async (args) => getApp.outputs.parse(await findAppNamed(getApp.inputs.parse(args))),
  "rainbond:index:getMarketApp": async (args) =>
    getMarketApp.outputs.parse(await lookups.getMarketApp(getMarketApp.inputs.parse(args), storesToAsk())),
  "rainbond:index:getMarketApps": async (args) =>
    getMarketApps.outputs.parse(await lookups.getMarketApps(getMarketApps.inputs.parse(args), storesToAsk())),
};

/** Answers a function of a program. */
export async function invoke(request: InvokeRequest): Promise<InvokeResponse> {
  const named = functions[request.getTok()];
  if (!named) {
    throw new RainbondError(
      `there is no function ${request.getTok()}, but ${Object.keys(functions).join(" and ")}. Use an SDK of the plugin's version`,
    );
  }
  const response = new InvokeResponse();
  response.setReturn(close(wireOf(await named(open(request.getArgs()).plain))));
  return response;
}
