import { z } from "zod";
import { appName, exactText, hiddenInputs, regionName, teamId } from "./declared";

/** What a user declares of an app group, with every default filled in. */
export const appInputs = z.object({
  teamId,
  regionName,
  appName,
  appNote: exactText(2048).optional(),
  forceDestroy: z.boolean("must be true or false").default(false),
  ...hiddenInputs,
});
/** What a user declares of an app group, with every default filled in. */
export type AppInputs = z.output<typeof appInputs>;

/** What the state holds of an app group. The shape's version is 1. */
export const appState = appInputs.extend({
  appId: z.number().int(),
  k8sApp: z.string(),
  endpoint: z.string(),
  enterpriseId: z.string(),
});
/** What the state holds of an app group. */
export type AppState = z.output<typeof appState>;
