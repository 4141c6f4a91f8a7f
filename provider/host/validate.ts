import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { z } from "zod";
import { setUnknownAside } from "./unknown-values";

/** The outcome of a check: the inputs with defaults and canonical values, or everything that is wrong with them. */
export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: CheckFailure[];
}

/** Inputs whose value must not be shown: Pulumi prints the value of the property that a failure names. */
const secretInputs = new Set(["marketAccessKey"]);

/**
 * Holds inputs against a schema. Values that aren't known yet are passed through, unjudged. All failures are reported, one a property,
 * each with the property's name; those of a secret one name it in their text instead.
 */
export function validate(schema: z.ZodObject, news: Readonly<Record<string, unknown>>, what: string): Checked {
  const { known, unknown } = setUnknownAside(news);
  const judged = z.strictObject(Object.fromEntries(Object.entries(schema.shape).filter(([key]) => !(key in unknown))));
  const parsed = judged.safeParse(known);
  if (parsed.success) return { inputs: { ...parsed.data, ...unknown }, failures: [] };
  const failures = new Map<string, CheckFailure>();
  for (const issue of parsed.error.issues) {
    for (const failure of failuresOf(issue, known, what)) {
      if (!failures.has(failure.property + failure.reason)) failures.set(failure.property + failure.reason, failure);
    }
  }
  return { inputs: { ...known, ...unknown }, failures: onePerProperty([...failures.values()]) };
}

function failuresOf(issue: z.core.$ZodIssue, known: Record<string, unknown>, what: string): CheckFailure[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      property: [...issue.path, key].map(String).join("."),
      reason: `isn't an input of ${what}`,
    }));
  }
  const property = issue.path.map(String).join(".");
  const isMissing = known[String(issue.path[0])] === undefined;
  const reason = isMissing ? "is required" : issue.message;
  return [secretInputs.has(property) ? { property: "", reason: `${property} ${reason}` } : { property, reason }];
}

function onePerProperty(failures: readonly CheckFailure[]): CheckFailure[] {
  return failures.filter(
    (failure, index) =>
      failure.property === "" || failures.findIndex((other) => other.property === failure.property) === index,
  );
}
