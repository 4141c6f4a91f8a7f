import type { CheckFailure } from "@pulumi/pulumi/dynamic";
import { z } from "zod";
import { knownPartsOf, setUnknownAside } from "./unknown-values";

/** The outcome of a check: the inputs with defaults and canonical values, or everything that is wrong with them. */
export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: CheckFailure[];
}

/** Inputs whose value must not be shown: Pulumi prints the value of the property that a failure names, and nothing for a path into one. */
const unnamedInputs = new Set(["marketAccessKey", "settings"]);

/** The ways to give what can be given for all resources at once. */
const otherWays: Readonly<Record<string, string>> = {
  teamId: ", run pulumi config set rainbond:teamId <32 hex digits>, or give the resource's Provider its teamId",
  regionName: ", run pulumi config set rainbond:regionName <region>, or give the resource's Provider its regionName",
};

/**
 * Inputs without those that are as good as left out: `null`, an empty text (an unset variable of a CI system gives one), `adopt: false`.
 * Other keys than the schema's stay, to be refused.
 */
export function asIfLeftOut(schema: z.ZodObject, news: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const declared = Object.entries(news).filter(([key, value]) => !(key in schema.shape && isNothing(value)));
  return Object.fromEntries(declared.filter(([key, value]) => key !== "adopt" || value !== false).map(withoutNothing));
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function withoutNothing([key, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [key, value];
  return [key, Object.fromEntries(Object.entries(value).filter(([, part]) => !isNothing(part)))];
}

/**
 * Holds inputs against a schema. Values that aren't known yet are passed through, unjudged, but for what is known of them. All failures are reported, one a property,
 * each with the property's name; those of a secret one name it in their text instead.
 */
export function validate(schema: z.ZodObject, news: Readonly<Record<string, unknown>>, what: string): Checked {
  const { known, unknown } = setUnknownAside(news);
  const parts = knownPartsOf(unknown);
  const judged = z.strictObject(
    Object.fromEntries(Object.entries(schema.shape).filter(([key]) => !(key in unknown) || key in parts)),
  );
  const parsed = judged.safeParse({ ...known, ...parts });
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
    return issue.keys.map((key) => {
      const property = [...issue.path, key].map(String).join(".");
      if (unnamedInputs.has(String(issue.path[0]))) return { property: "", reason: `${property} is no setting` };
      return { property, reason: `isn't an input of ${what}` };
    });
  }
  const property = issue.path.map(String).join(".");
  // Pulumi would print "value {<nil>}" of it.
  if (known[property] === undefined && issue.path.length === 1) {
    return [{ property: "", reason: `${property} is missing: declare it${otherWays[property] ?? ""}` }];
  }
  if (!unnamedInputs.has(String(issue.path[0]))) return [{ property, reason: issue.message }];
  const isKey = property === "marketAccessKey";
  const reason = isKey && issue.code === "invalid_type" ? "must be a text: quote it" : issue.message;
  return [{ property: "", reason: `${property} ${reason}` }];
}

function onePerProperty(failures: readonly CheckFailure[]): CheckFailure[] {
  return failures.filter(
    (failure, index) =>
      failure.property === "" || failures.findIndex((other) => other.property === failure.property) === index,
  );
}
