import type { Outcome, Report, ReportedFinding, ReportedStack } from "./report";
import { shortened } from "./text";

/** The hidden first line, by which a comment or an issue is found again to be brought up to date. */
export const marker = "<!-- pulumi-rainbond drift -->";

/** GitHub and GitLab refuse or cut longer texts than about 65,000 characters. */
const longest = 60_000;
/** Room that is kept for saying what was left out. */
const reserve = 400;
const longestValue = 200;
const longestError = 1_000;

const icons: Record<Outcome, string> = { clean: "✅", warning: "⚠️", drift: "🔶", error: "❌" };
const titles: Record<Outcome, string> = {
  clean: "No drift",
  warning: "No drift, with warnings",
  drift: "Drift",
  error: "Drift couldn't be told",
};

/** The report as Markdown of at most 60,000 characters: a row a stack, details folded, and how much was left out. */
export function markdownOf(report: Report): string {
  const page = new Page(`${marker}\n## ${icons[report.outcome]} ${titles[report.outcome]}\n`);
  for (const error of report.errors) page.add(`\n**Error:** ${code(error, longestError)}\n`);
  if (report.stacks.length > 0)
    page.add("\n| stack | outcome | resources | findings | warnings |\n| --- | --- | --- | --- | --- |\n");
  const listed = report.stacks.filter((stack) => page.add(stackRow(stack)));
  for (const stack of report.stacks) addDetails(page, stack);
  const findings = report.stacks.flatMap(({ resources }) => resources.flatMap((resource) => resource.findings)).length;
  const left = findings - page.rows;
  const unlisted = report.stacks.length - listed.length;
  const omissions = [
    ...(unlisted > 0 ? [`${unlisted} of ${report.stacks.length} stacks`] : []),
    ...(left > 0 ? [`${left} of ${findings} findings`] : []),
  ];
  const note =
    omissions.length > 0
      ? `\n_Left out here for length: ${omissions.join(" and ")}. The JSON report holds all._\n`
      : "";
  return page.text + note;
}

/** Markdown that grows as long as there is room. */
class Page {
  /** Findings that found room. */
  rows = 0;
  #isFull = false;

  constructor(public text: string) {}

  /** Adds all of it and returns true, or, if there is no room (for it or for something before it), nothing. `closing` is what must still fit. */
  add(text: string, closing = ""): boolean {
    this.#isFull ||= this.text.length + text.length + closing.length > longest - reserve;
    if (!this.#isFull) this.text += text;
    return !this.#isFull;
  }

  /** Adds what was kept room for. */
  close(text: string): void {
    this.text += text;
  }
}

function stackRow({ stack, project, outcome, resources }: ReportedStack): string {
  const findings = resources.flatMap((one) => one.findings);
  const count = (reaction: string): number => findings.filter((one) => one.reaction === reaction).length;
  const name = code(project === null ? stack : `${project}/${stack}`, longestValue);
  return `| ${name} | ${icons[outcome]} ${outcome} | ${resources.length} | ${count("detect")} | ${count("warn")} |\n`;
}

const head =
  "| resource | component | finding | property | expected | actual | to do |\n| --- | --- | --- | --- | --- | --- | --- |\n";
const foot = "\n</details>\n";

function addDetails(page: Page, stack: ReportedStack): void {
  if (stack.outcome === "clean") return;
  const opening = `\n<details><summary>${html(stack.stack)}</summary>\n\n`;
  if (!page.add(opening, foot)) return;
  for (const error of stack.errors) page.add(`**Error:** ${code(error, longestError)}\n\n`, foot);
  for (const { name, error } of stack.resources) {
    if (error !== null) page.add(`**${code(name, longestValue)}:** ${code(error, longestError)}\n\n`, foot);
  }
  const rows = stack.resources.flatMap(({ name, findings }) => findings.map((finding) => findingRow(name, finding)));
  if (rows.length > 0 && page.add(head, foot)) page.rows += rows.filter((row) => page.add(row, foot)).length;
  page.close(foot);
}

function findingRow(name: string, finding: ReportedFinding): string {
  const category = finding.reaction === "warn" ? `${finding.category} (warning)` : finding.category;
  const actual = finding.actual + (finding.reason === null ? "" : ` (${finding.reason})`);
  const values = [name, finding.component, category, finding.property, finding.expected, actual];
  const cells = [...values.map((value) => code(value, longestValue)), code(finding.remedy, longestError)];
  return `| ${cells.join(" | ")} |\n`;
}

/** What others wrote, as code: there it can neither be markup nor call people by `@name`. Pipes would end a table's cell even there. */
function code(text: string, limit: number): string {
  if (text === "") return "";
  const short = shortened(text, limit).replace(/\\*\|/g, "\\|").replace(/`/g, "'");
  return `\`${short}\``;
}

function html(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
