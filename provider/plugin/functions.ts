import { InvokeResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { RainbondError } from "../errors";
import { findAppNamed, listTeams } from "../kinds/found";
import { wireOf, type Wire } from "../kinds/resource-kind";
import * as lookups from "../lookups";
import { storesToAsk } from "../run/operations";
import { close, open } from "./values";

const { argumentsOf } = lookups;

/** The functions by their tokens. */
const functions: Readonly<Record<string, (args: Wire) => Promise<object>>> = {
  "rainbond:index:getTeams": async () => ({ teams: await listTeams() }),
  "rainbond:index:getApp": async (args) => findAppNamed(argumentsOf(lookups.appArguments, args)),
  "rainbond:index:getMarketApp": async (args) =>
    lookups.getMarketApp(argumentsOf(lookups.marketAppArguments, args), storesToAsk()),
  "rainbond:index:getMarketApps": async (args) =>
    lookups.getMarketApps(argumentsOf(lookups.marketAppsArguments, args), storesToAsk()),
};

/** A, B and C. */
const enumeration = new Intl.ListFormat("en-GB");

/** Answers a function of a program. */
export async function invoke(request: InvokeRequest): Promise<InvokeResponse> {
  const named = functions[request.getTok()];
  if (!named) {
    throw new RainbondError(
      `there is no function ${request.getTok()}, but ${enumeration.format(Object.keys(functions))}. Use an SDK of the plugin's version`,
    );
  }
  const response = new InvokeResponse();
  response.setReturn(close(wireOf(await named(open(request.getArgs()).plain))));
  return response;
}
