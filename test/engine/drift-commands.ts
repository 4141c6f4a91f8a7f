import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import Ajv from "ajv/dist/2020";
import { reportSchema, type Report } from "../../cli/drift/report";
import type { CommandOptions, Outcome } from "../../tools/command";
import { runCommand } from "../../tools/command";
import type { Project } from "./engine";

const root = resolve(__dirname, "..", "..");
const command = join(root, "dist", "cli", "main.js");

/** What the three ways to look for drift said. */
export interface Drift {
  /** What both of Pulumi's commands exited with: 0, 7, or 1 if they couldn't look. */
  readonly pulumi: number;
  /** What `pulumi preview --refresh --expect-no-changes --diff` showed. */
  readonly preview: string;
  /** What `pulumi refresh --preview-only --expect-no-changes --diff` showed. */
  readonly refresh: string;
  readonly report: Report;
}

/** Runs `pulumi-rainbond drift` of the built package in a project. */
export async function driftCommand(
  project: Project,
  args: string[],
  options: Partial<CommandOptions> = {},
): Promise<Outcome> {
  return runCommand(process.execPath, [command, "drift", ...args], {
    cwd: project.folder,
    ...options,
    env: { ...project.env, ...options.env },
  });
}

/** Looks for drift in all three ways, which must agree. */
export async function lookForDrift(project: Project, stack = "dev"): Promise<Drift> {
  const flags = ["--expect-no-changes", "--diff", "--stack", stack];
  const preview = await project.pulumi(["preview", "--refresh", ...flags]);
  const refresh = await project.pulumi(["refresh", "--preview-only", ...flags]);
  const drift = await driftCommand(project, ["--stack", stack, "--json", "--exit-codes", "pulumi"]);
  const codes = [preview.exitCode, refresh.exitCode, drift.exitCode];
  if (new Set(codes).size > 1) {
    throw new Error(
      `They don't agree: ${codes.join(", ")}\n${[preview, refresh, drift].map((one) => one.stdout + one.stderr).join("\n")}`,
    );
  }
  return {
    pulumi: preview.exitCode ?? -1,
    preview: project.screen(preview),
    refresh: project.screen(refresh),
    report: await reportIn(drift.stdout),
  };
}

/** A report as the command writes it, once the schema that the package ships has found it right. */
export async function reportIn(json: string): Promise<Report> {
  const schema: unknown = JSON.parse(await readFile(join(root, "dist", "cli", "drift", "report.schema.json"), "utf8"));
  if (typeof schema !== "object" || schema === null) throw new Error("The package ships no schema");
  const isValid = new Ajv({ formats: { "date-time": true } }).compile(schema);
  const report: unknown = JSON.parse(json);
  if (!isValid(report)) throw new Error(`The report isn't valid: ${JSON.stringify(isValid.errors)}`);
  return reportSchema.parse(report);
}

/** What kept it from looking, of everything or of single resources. */
export function errorsIn({ errors, stacks }: Report): (string | null)[] {
  return [...errors, ...stacks.flatMap((stack) => [...stack.errors, ...stack.resources.map(({ error }) => error)])];
}

/** What was found of the resources of the only stack: `name: category component property "expected" => "actual"`, and warnings in brackets. */
export function findingsIn({ stacks }: Report): string[] {
  return stacks.flatMap(({ resources }) =>
    resources.flatMap(({ name, findings }) =>
      findings.map(({ category, component, property, expected, actual, reaction }) => {
        const words = [category, component, property, `"${expected}"`, "=>", `"${actual}"`].filter((one) => one !== "");
        return `${name}: ${reaction === "warn" ? `[${words.join(" ")}]` : words.join(" ")}`;
      }),
    ),
  );
}
