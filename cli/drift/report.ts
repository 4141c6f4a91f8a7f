import { z } from "zod";

/** The version of the report's shape. It changes when a reader of the last one would be misled. */
export const reportVersion = 1;

const outcome = z
  .enum(["clean", "warning", "drift", "error"])
  .describe(
    "clean: nothing differs; warning: only what counts as no change; drift: something does; error: it couldn't be told",
  );

const finding = z.object({
  category: z
    .enum(["missing", "version", "settings", "stopped", "unhealthy", "extra", "unfinished", "other"])
    .describe("unfinished: the last pulumi up didn't end; other: Pulumi sees a change that is none of the above"),
  reaction: z
    .enum(["detect", "warn"])
    .describe("detect: counts as drift; warn: doesn't. What is ignored isn't reported"),
  component: z.string().describe("The component's display name; empty for the app itself"),
  serviceId: z.string().describe("The component's id; empty for the app itself"),
  property: z
    .string()
    .describe(
      "What differs: app, appModelVersion, component, image, version, status or operation; a setting by its path, such as settings.Web.minMemory",
    ),
  expected: z.string(),
  actual: z.string(),
  reason: z.string().nullable().describe("What the cluster recorded of an unhealthy component"),
  remedy: z.string().describe("What to do about it"),
});

const resource = z.object({
  urn: z.string(),
  name: z.string(),
  type: z.enum(["MarketApp", "App"]),
  id: z.string().nullable(),
  outcome,
  findings: z.array(finding),
  error: z.string().nullable().describe("Why the resource couldn't be read"),
});

const stack = z.object({
  stack: z.string(),
  project: z.string().nullable().describe("null where no project was found"),
  outcome,
  errors: z.array(z.string()).describe("What failed beside single resources"),
  resources: z.array(resource),
});

const count = z.int().min(0);
const counts = z.object({ clean: count, warning: count, drift: count, error: count });

/** The report of one run over some stacks, and the JSON that `--json` writes. */
export const reportSchema = z
  .object({
    version: z.literal(reportVersion),
    generatedAt: z.iso.datetime(),
    outcome,
    errors: z.array(z.string()).describe("What failed before any stack was looked at"),
    summary: z.object({ stacks: counts, resources: counts, findings: z.object({ detect: count, warn: count }) }),
    stacks: z.array(stack),
  })
  .describe("What pulumi-rainbond drift found");

/** How something was found. */
export type Outcome = z.output<typeof outcome>;
/** One difference on the server. */
export type ReportedFinding = z.output<typeof finding>;
/** One resource of a stack. */
export type ReportedResource = z.output<typeof resource>;
/** One stack. */
export type ReportedStack = z.output<typeof stack>;
/** The report of one run over some stacks. */
export type Report = z.output<typeof reportSchema>;

/** The error of a stack without a resource of ours: it may be the wrong one. */
export const nothingToCompare =
  "the stack holds no Rainbond resource: nothing to compare. Is it the right stack, and was it deployed?";

/** A stack's name as the whole project knows it: with its project, unless it was asked for with that. */
export function fullName({ stack, project }: Pick<ReportedStack, "stack" | "project">): string {
  return project === null || stack.includes("/") ? stack : `${project}/${stack}`;
}

/** The JSON schema of the report, as the package ships it. */
export function reportJsonSchema(): object {
  return { $id: `pulumi-rainbond/drift-report.v${reportVersion}`, ...z.toJSONSchema(reportSchema) };
}

const worstFirst: readonly Outcome[] = ["error", "drift", "warning"];

/** The worst of some outcomes; `clean` for none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return worstFirst.find((candidate) => outcomes.includes(candidate)) ?? "clean";
}

/** A stack's part of a report. */
export function stackReport(part: Omit<ReportedStack, "outcome">): ReportedStack {
  const outcomes = part.resources.map((one) => one.outcome);
  return { ...part, outcome: part.errors.length > 0 ? "error" : worstOf(outcomes) };
}

/** The report over all stacks; `errors` are what failed before any was looked at. */
export function reportOf(stacks: readonly ReportedStack[], errors: readonly string[], generatedAt: Date): Report {
  const resources = stacks.flatMap((one) => one.resources);
  const findings = resources.flatMap((one) => one.findings);
  const withReaction = (reaction: ReportedFinding["reaction"]): number =>
    findings.filter((one) => one.reaction === reaction).length;
  return {
    version: reportVersion,
    generatedAt: generatedAt.toISOString(),
    outcome: errors.length > 0 ? "error" : worstOf(stacks.map((one) => one.outcome)),
    errors: [...errors],
    summary: {
      stacks: countOutcomes(stacks),
      resources: countOutcomes(resources),
      findings: { detect: withReaction("detect"), warn: withReaction("warn") },
    },
    stacks: [...stacks],
  };
}

function countOutcomes(of: readonly { outcome: Outcome }[]): Record<Outcome, number> {
  const countOf = (outcome: Outcome): number => of.filter((one) => one.outcome === outcome).length;
  return { clean: countOf("clean"), warning: countOf("warning"), drift: countOf("drift"), error: countOf("error") };
}
