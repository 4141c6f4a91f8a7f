import { z } from "zod";
import type { DriftPolicy, Finding } from "./outputs";

const reaction = z.enum(["detect", "warn", "ignore"], "must be detect, warn or ignore");

/** What a finding of each category is, with the default of each that isn't declared. */
export const driftPolicy: z.ZodType<DriftPolicy, Partial<DriftPolicy> | undefined> = z
  .strictObject(
    {
      missing: reaction.default("detect"),
      version: reaction.default("detect"),
      settings: reaction.default("detect"),
      stopped: reaction.default("detect"),
      unhealthy: reaction.default("warn"),
      extra: reaction.default("warn"),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "must be an object with a reaction a category" : undefined) },
  )
  .prefault({});

/** A finding as the state holds it. */
export const finding: z.ZodType<Finding> = z.object({
  category: z.enum(["missing", "version", "settings", "stopped", "unhealthy", "extra"]),
  component: z.string(),
  serviceId: z.string(),
  property: z.union([
    z.enum(["app", "appModelVersion", "component", "image", "version", "status"]),
    z.templateLiteral(["settings.", z.string()]),
  ]),
  expected: z.string(),
  actual: z.string(),
  reason: z.string().optional(),
});
