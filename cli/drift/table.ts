import { createColors } from "picocolors";
import { plainTable } from "../terminal/plain-table";
import type { Outcome, Report, ReportedFinding, ReportedResource, ReportedStack } from "./report";

type Colours = ReturnType<typeof createColors>;

/** The report for people: a table a stack, with what to do about each kind of finding below it. */
export function tableOf(report: Report, isColoured: boolean): string {
  const colours = createColors(isColoured);
  const errors = report.errors.map((error) => `${colours.red("error:")} ${error}\n`);
  return [...errors, ...report.stacks.map((stack) => stackText(stack, colours))].join("\n");
}

function stackText(stack: ReportedStack, colours: Colours): string {
  const title = `${colours.bold(stack.stack)}${stack.project === null ? "" : ` (${stack.project})`}: ${summaryOf(stack, colours)}`;
  const errors = stack.errors.map((error) => `  ${colours.red("error:")} ${error}`);
  const rows = stack.resources.flatMap((resource) => rowsOf(resource, colours));
  const failed = stack.resources.flatMap(({ name, error }) =>
    error === null ? [] : [`  ${name}: ${colours.red("error:")} ${error}`],
  );
  return `${[title, ...errors, ...(rows.length > 0 ? ["", tableText(rows, colours), ""] : []), ...failed, ...remediesOf(stack)].join("\n")}\n`;
}

function summaryOf({ outcome, resources }: ReportedStack, colours: Colours): string {
  const count = `${resources.length} ${resources.length === 1 ? "resource" : "resources"}`;
  const changed = resources.filter((one) => one.outcome === "drift").length;
  const words: Record<Outcome, string> = {
    clean: colours.green(`no drift in ${count}`),
    warning: colours.yellow(`no drift in ${count}, with warnings`),
    drift: colours.yellow(`drift in ${changed} of ${count}`),
    error: colours.red(`couldn't be read${changed > 0 ? `; drift in ${changed} of ${count}` : ""}`),
  };
  return words[outcome];
}

function rowsOf({ name, findings }: ReportedResource, colours: Colours): string[][] {
  return findings.map((finding, index) => [
    index === 0 ? name : "",
    finding.component,
    labelOf(finding, colours),
    finding.property,
    finding.expected,
    finding.actual + (finding.reason === null ? "" : ` (${finding.reason})`),
  ]);
}

function labelOf({ category, reaction }: ReportedFinding, colours: Colours): string {
  return reaction === "warn" ? `${category} (warning)` : colours.yellow(category);
}

function tableText(rows: string[][], colours: Colours): string {
  const titles = ["resource", "component", "finding", "property", "expected", "actual"];
  return plainTable(
    titles.map((title) => colours.dim(title)),
    rows,
  );
}

/** What to do, each once, with the resources and components that it is about. */
function remediesOf({ resources }: ReportedStack): string[] {
  const about = new Map<string, string[]>();
  for (const { name, findings } of resources) {
    for (const { component, remedy } of findings) {
      const subject = component === "" ? name : `${name}/${component}`;
      about.set(remedy, [...new Set([...(about.get(remedy) ?? []), subject])]);
    }
  }
  return [...about].map(([remedy, subjects]) => `  ${subjects.join(", ")}: ${remedy}`);
}
