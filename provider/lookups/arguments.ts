import { z } from "zod";
import { RainbondError } from "../errors";
import { notText } from "../model/declared";

const missing = "is missing: give it";
/** A text that has to be given; TypeScript's `!` may promise one that isn't there. */
const text = z.string({ error: (issue) => (issue.input === undefined ? missing : notText(issue)) });
const count = z.number({ error: "must be a whole number" }).int({ error: "must be a whole number" });

const market = { marketUrl: text, marketDomain: text, marketAccessKey: text.optional() };

/** What `getMarketApp` is called with. */
export const marketAppArguments = z.object({ ...market, appModelId: text, range: text.optional() });

/** What `getMarketApps` is called with. */
export const marketAppsArguments = z.object({
  ...market,
  search: text.optional(),
  page: count.optional(),
  pageSize: count.optional(),
});

/** Which app group `getApp` looks up. */
export const appArguments = z.object({
  teamId: text
    .optional()
    .describe(
      "The team's `tenant_id`, or its name. Default: the provider's, without one `rainbond:teamId` of the stack's configuration.",
    ),
  regionName: text
    .optional()
    .describe(
      "The region's `region_name`. Default: the provider's, without one `rainbond:regionName` of the stack's configuration.",
    ),
  app: z
    .preprocess((given) => (typeof given === "number" ? String(given) : given), text)
    .describe("The number of the app group, or its name."),
});

/**
 * What a function is called with. `null` and an empty text, which an unset variable of a CI system gives, leave an argument out, as they do an input.
 * Throws all that is wrong, each with the argument's name.
 */
export function argumentsOf<Arguments extends z.ZodObject>(model: Arguments, given: object): z.output<Arguments> {
  const isGiven = ([, value]: [string, unknown]): boolean => value !== null && value !== "";
  const parsed = model.safeParse(Object.fromEntries(Object.entries(given).filter(isGiven)));
  if (parsed.success) return parsed.data;
  const named = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".")}${message === missing ? "" : ":"} ${message}`,
  );
  throw new RainbondError(named.join("; "));
}
