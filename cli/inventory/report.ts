import { z } from "zod";

/** The version of the report's shape: a change that breaks readers raises it. */
const reportVersion = 1;

const component = z.object({
  serviceId: z.string(),
  serviceAlias: z.string(),
  serviceCname: z.string().describe("The display name: not unique"),
  status: z.string().describe("What the cluster says; unknown where it said nothing"),
});

const entry = z.object({
  teamId: z.string().describe("The team's tenant_id"),
  teamName: z.string().describe("As in the address bar"),
  teamAlias: z.string().describe("The display name: not unique"),
  regionName: z.string(),
  appId: z.number().describe("The number of the app group"),
  appName: z.string(),
  kind: z
    .enum(["install", "underWay", "leftBehind", "unclear", "handMade"])
    .describe(
      "install: a MarketApp can be it; underWay: it may still be being made; leftBehind: what a failed install left; unclear: nobody can tell " +
        "which of these; handMade: components of no install",
    ),
  tenantServiceGroupId: z.number().describe("The number of the install; 0 for components of none"),
  appModelId: z.string().nullable().describe("null where the console can't say which app it is"),
  modelName: z.string().nullable(),
  market: z.string().nullable().describe("The app store, by the name that the console has for it"),
  version: z.string().nullable().describe("The installed version; null where the console can't say"),
  health: z.string(),
  components: z.array(component),
  managedBy: z.array(z.string()).describe("The URNs of the resources that have it"),
  obstacles: z.array(z.string()).describe("Why it can't be managed as it is; empty if it can"),
});

/** What `pulumi-rainbond inventory` found, and the JSON that `--json` writes. */
export const inventorySchema = z.object({
  version: z.literal(reportVersion),
  endpoint: z.string(),
  failures: z.array(z.string()).describe("What couldn't be looked at: if there is any, the list isn't complete"),
  entries: z.array(entry),
});

/** One install, or what else lies in an app group. */
export type Entry = z.output<typeof entry>;
/** What lies on a console in reach of a token. */
export type Inventory = z.output<typeof inventorySchema>;

/** The list in an order of its own: by team, region, app group and number, whatever the console's is. */
export function inventoryOf(endpoint: string, entries: readonly Entry[], failures: readonly string[]): Inventory {
  const sorted = [...entries].sort(
    (a, b) =>
      compare(a.teamAlias, b.teamAlias) ||
      compare(a.teamId, b.teamId) ||
      compare(a.regionName, b.regionName) ||
      a.appId - b.appId ||
      a.tenantServiceGroupId - b.tenantServiceGroupId,
  );
  return { version: reportVersion, endpoint, failures: [...failures].sort(compare), entries: sorted };
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
