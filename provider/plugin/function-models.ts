import { z } from "zod";
import { appArguments, marketAppArguments, marketAppsArguments } from "../lookups";

const team = z.object({
  teamId: z.string().describe("The team's `tenant_id`, 32 hex digits."),
  name: z.string().describe("The name, as in the address bar."),
  alias: z.string().describe("The display name."),
});

const getTeams = {
  description: "The teams of the access token's user, with their ids (`GET /openapi/v1/teams`).",
  inputs: z.object({}),
  outputs: z.object({ teams: z.array(team).describe("In the console's order.") }),
};

const getApp = {
  description:
    "An app group that somebody else manages, or nobody, by its number or its name. One that isn't there is an error that lists those of the team.",
  inputs: appArguments,
  outputs: z.object({
    appId: z.number().int(),
    appName: z.string(),
    k8sApp: z.string(),
    enterpriseId: z.string(),
    endpoint: z.string(),
    teamId: z.string(),
    regionName: z.string(),
  }),
};

const marketComponent = z
  .object({
    serviceCname: z.string(),
    serviceKey: z.string(),
    image: z.string(),
    version: z.string(),
    minMemory: z.number().int(),
    minNode: z.number().int(),
    extendMethod: z.string(),
    ports: z.array(z.number().int()),
  })
  .meta({ title: "MarketComponent" });

const getMarketApp = {
  description:
    "An app in an app store: its versions, the newest of a range, that one's components, and whether it can be installed by Rainbond's API. " +
    "What the store refuses, a store that doesn't answer, and a range that fits no version are errors.",
  inputs: marketAppArguments,
  outputs: z.object({
    appModelId: z.string(),
    name: z.string(),
    versions: z.array(z.string()),
    latest: z.string(),
    latestMatching: z.string(),
    components: z.array(marketComponent),
    installable: z.boolean(),
    why: z.string().optional(),
  }),
};

const marketAppSummary = z
  .object({ appModelId: z.string(), name: z.string(), versions: z.array(z.string()) })
  .meta({ title: "MarketAppSummary" });

const getMarketApps = {
  description:
    "The apps of an app store, a page at a time. What the store refuses, and a store that doesn't answer, are errors.",
  inputs: marketAppsArguments,
  outputs: z.object({
    apps: z.array(marketAppSummary),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
  }),
};

/** What the functions take and give. */
export const functionModels = {
  ...{ team, marketComponent, marketAppSummary },
  functions: { getTeams, getApp, getMarketApp, getMarketApps },
};
