import { z } from "zod";

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
  inputs: z.object({
    teamId: z
      .string()
      .optional()
      .describe("The team's `tenant_id`, or its name. Default: `rainbond:teamId` of the stack's configuration."),
    regionName: z
      .string()
      .optional()
      .describe("The region's `region_name`. Default: `rainbond:regionName` of the stack's configuration."),
    app: z.coerce.string().describe("The number of the app group, or its name."),
  }),
  outputs: z.object({
    appId: z.number().int(),
    appName: z.string(),
    k8sApp: z.string(),
    endpoint: z.string(),
    teamId: z.string(),
    regionName: z.string(),
  }),
};

/** What the functions take and give. */
export const functionModels = { team, functions: { getTeams, getApp } };
