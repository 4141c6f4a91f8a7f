import { z } from "zod";
import { component } from "./component";
import { driftPolicy, finding } from "./drift";
import type { Health } from "./outputs";
import { appliedSettings, observedSettings, settings } from "./settings";
import { appName, exactText, hiddenInputs, regionName, teamId } from "./declared";

/** What a user declares of an installed app, with every default filled in. */
export const marketAppInputs = z.object({
  teamId,
  regionName,
  appId: z.number("must be a number, the app group's app_id").int().positive().optional(),
  appName: appName.optional(),
  appModelId: exactText(64),
  appModelVersion: exactText(64),
  marketUrl: exactText(255).regex(/^https?:\/\/[^\s/]+/, "must be a URL that begins with http:// or https://"),
  marketDomain: exactText(64),
  marketType: exactText(64).default("rainstore"),
  marketAccessKey: exactText(64).optional(),
  isDeploy: z.boolean("must be true or false").default(true),
  skipAwait: z.boolean("must be true or false").default(false),
  adopt: z
    .custom<true | number>(
      (value) => value === true || (Number.isSafeInteger(value) && Number(value) > 0),
      "must be true, or the number of an install (tenantServiceGroupId)",
    )
    .optional(),
  driftPolicy,
  settings: settings.optional(),
  /** Which of the settings are secret, each a path into them; an empty path means all. */
  __rbSecrets: z.array(z.array(z.string())).optional(),
  ...hiddenInputs,
});
/** What a user declares of an installed app, with every default filled in. */
export type MarketAppInputs = z.output<typeof marketAppInputs>;

const health: z.ZodType<Health> = z.enum([
  "ready",
  "updating",
  "degraded",
  "unavailable",
  "stopped",
  "notDeployed",
  "unknown",
]);

/** What the last successful operation left of one component: what drift is measured against. */
export const appliedComponent = z.object({
  serviceId: z.string(),
  serviceCname: z.string(),
  serviceKey: z.string(),
  image: z.string(),
  version: z.string(),
  /** The model version that the component is at, by `GET …/copy`; `null` where the console couldn't say. */
  modelVersion: z.string().nullable(),
});
/** What the last successful operation left of one component. */
export type AppliedComponent = z.output<typeof appliedComponent>;

/** What the last successful operation left. */
export const applied = z.object({
  appModelVersion: z.string(),
  isDeploy: z.boolean(),
  components: z.array(appliedComponent),
});
/** What the last successful operation left. */
export type Applied = z.output<typeof applied>;

/** What the state holds of an installed app. The shape's version is 1. */
export const marketAppState = marketAppInputs.extend({
  /** The app group, declared or made by the resource: what the install endpoint returns as `ID`. */
  appId: z.number().int(),
  ownsApp: z.boolean(),
  k8sApp: z.string(),
  endpoint: z.string(),
  enterpriseId: z.string(),
  /** The number of the install; 0 until there is one. */
  tenantServiceGroupId: z.number().int(),
  serviceIds: z.array(z.string()),
  components: z.array(component),
  health,
  drift: z.array(finding),
  /** The newer versions that the store lists, the newest first; absent until the store told. */
  upgradeAvailable: z.array(z.string()).optional(),
  /** What the server has of what is declared. */
  settings: observedSettings.optional(),
  /** Inner endpoints of other components of the team that bear the name of one of this app's, so that a refresh can tell them apart. */
  __rbNamesakes: z.array(z.string()).optional(),
  /** The store that the app was installed from, which the console upgrades it from whatever is declared by now; absent in states of 0.1. */
  __rbInstalledFrom: z.object({ marketUrl: z.string(), marketDomain: z.string() }).optional(),
  /** What the last successful operation left; absent until the first one succeeded. */
  __rbApplied: applied.optional(),
  /** What was applied of the settings; absent where none ever was. Secret as a whole. */
  __rbSettings: appliedSettings.optional(),
  /** The components whose image was put back and whose build wasn't asked for yet, by `serviceId`; absent where there are none. */
  __rbRebuilds: z.array(z.string()).optional(),
  /** Why the last attempt didn't finish; absent when it did. A refresh keeps it, so that the next update goes on. */
  __rbUnfinished: z.string().optional(),
});
/** What the state holds of an installed app. */
export type MarketAppState = z.output<typeof marketAppState>;
