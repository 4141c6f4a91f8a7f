import { z } from "zod";

/** What is wrong with a value that isn't a text; a number is one that a file of configuration holds without quotes. */
export function notText({ input }: { readonly input?: unknown }): string {
  return typeof input === "number" ? `must be a text: got the number ${input}; quote it` : "must be a text";
}

/** A team's `tenant_id`: 32 hex digits. */
export const teamId = z
  .string({ error: notText })
  .transform((id) => id.toLowerCase())
  .refine((id) => /^[0-9a-f]{32}$/.test(id), {
    error:
      "must be the team's tenant_id, 32 hex digits; this looks like the team's name, as in the address bar. GET /openapi/v1/teams lists both",
  });

/** A region's `region_name`, as the console's paths want it. */
export const regionName = z
  .string({ error: notText })
  .regex(/^[\w-]+$/, "must be the region's name (letters, digits, - and _), not its display name");

/** A text that the console stores as it is given: it would cut spaces at the ends and then look for another value. */
export function exactText(max: number) {
  return z
    .string({ error: notText })
    .min(1, "must not be empty")
    .max(max, `must have at most ${max} characters`)
    .refine((text) => text === text.trim(), { error: "must not begin or end with white space" });
}

/** An app group's name: letters, digits, `_`, `.`, `-` and Chinese characters, at most 128. */
export const appName = exactText(128).regex(
  /^[A-Za-z0-9_.\-\u4e00-\u9fa5]+$/,
  "may hold only letters, digits, _ . - and Chinese characters",
);

/** What the resource classes add for the provider: who the resource is and how long its operations may take. Only the limit of a delete is compared. */
export const hiddenInputs = {
  /** The resource's URN. */
  __rbUrn: z.string(),
  /** Pulumi's `customTimeouts`, as declared. */
  __rbTimeouts: z
    .object({ create: z.string().optional(), update: z.string().optional(), delete: z.string().optional() })
    .optional(),
};
