import { createHash } from "node:crypto";
import { shortened } from "../../provider/screen";
import { fullName, type Outcome, type Report, type ReportedFinding, type ReportedStack } from "./report";

/** How the hidden first line begins, by which a comment, a note or an issue is found again to be brought up to date: it is of these stacks and no others. */
export const marker = "<!-- pulumi-rainbond drift ";

/**
 * In bytes. GitHub refuses a comment of more than 65,536 characters, and a job's summary of more than a mebibyte: twenty reports fit in one.
 */
const longest = 50_000;
/** Room that is kept for saying what was left out. */
const reserve = 400;
const longestNames = 1_000;
const longestValue = 200;
const longestError = 1_000;

const icons: Record<Outcome, string> = { clean: "✅", warning: "⚠️", drift: "🔶", error: "❌" };
const titles: Record<Outcome, string> = {
  clean: "No drift",
  warning: "No drift, with warnings",
  drift: "Drift",
  error: "Drift couldn't be told",
};

/** The report as Markdown of at most 50,000 bytes: a row a stack, details folded, and how much was left out. */
export function markdownOf(report: Report): string {
  const page = new Page(`${markerOf(report)}\n## ${icons[report.outcome]} ${titles[report.outcome]}\n`);
  for (const error of report.errors) page.addError(`\n**Error:** ${code(error, longestError)}\n`);
  if (report.stacks.length > 0)
    page.add("\n| stack | outcome | resources | findings | warnings |\n| --- | --- | --- | --- | --- |\n");
  const listed = report.stacks.filter((stack) => page.add(stackRow(stack)));
  for (const stack of report.stacks) addDetails(page, stack);
  const omissions = [
    leftOut("stacks", listed.length, report.stacks.length),
    leftOut("findings", page.rows, findingsIn(report)),
    leftOut("errors", page.errors, errorsIn(report)),
  ].filter((part) => part !== "");
  const note =
    omissions.length > 0 ? `\n_Left out here for length: ${omissions.join(", ")}. The JSON report holds all._\n` : "";
  return page.text + note;
}

/** The first line of the report. Names of many stacks make room for what tells them from others. */
function markerOf({ stacks }: Report): string {
  const names = stacks
    .map(fullName)
    .join(", ")
    .replace(/[^\w./, -]/g, "_");
  const digest = createHash("sha256").update(names).digest("hex");
  return `${marker}${names.length > longestNames ? `${stacks.length} stacks ${digest}` : names} -->`;
}

function leftOut(what: string, shown: number, all: number): string {
  return shown < all ? `${all - shown} of ${all} ${what}` : "";
}

function findingsIn({ stacks }: Report): number {
  return stacks.flatMap(({ resources }) => resources.flatMap(({ findings }) => findings)).length;
}

function errorsIn({ errors, stacks }: Report): number {
  const ofResources = stacks.flatMap(({ resources }) => resources.filter(({ error }) => error !== null));
  return errors.length + stacks.flatMap((stack) => stack.errors).length + ofResources.length;
}

/** Markdown that grows as long as there is room. */
class Page {
  /** Findings that found room. */
  rows = 0;
  /** Errors that found room. */
  errors = 0;
  #isFull = false;
  #bytes: number;

  constructor(public text: string) {
    this.#bytes = Buffer.byteLength(text);
  }

  /** Adds all of it and returns true, or, if there is no room (for it or for something before it), nothing. `closing` is what must still fit. */
  add(text: string, closing = ""): boolean {
    this.#isFull ||= this.#bytes + Buffer.byteLength(text + closing) > longest - reserve;
    if (!this.#isFull) this.close(text);
    return !this.#isFull;
  }

  /** Adds an error, if there is room for it. */
  addError(text: string, closing = ""): void {
    if (this.add(text, closing)) this.errors += 1;
  }

  /** Adds what was kept room for. */
  close(text: string): void {
    this.text += text;
    this.#bytes += Buffer.byteLength(text);
  }
}

function stackRow({ stack, project, outcome, resources }: ReportedStack): string {
  const findings = resources.flatMap((one) => one.findings);
  const count = (reaction: string): number => findings.filter((one) => one.reaction === reaction).length;
  const name = code(fullName({ stack, project }), longestValue);
  return `| ${name} | ${icons[outcome]} ${outcome} | ${resources.length} | ${count("detect")} | ${count("warn")} |\n`;
}

const head =
  "| resource | component | finding | property | expected | actual | to do |\n| --- | --- | --- | --- | --- | --- | --- |\n";
const foot = "\n</details>\n";

function addDetails(page: Page, stack: ReportedStack): void {
  if (stack.outcome === "clean") return;
  const opening = `\n<details><summary>${html(stack.stack)}</summary>\n\n`;
  if (!page.add(opening, foot)) return;
  for (const error of stack.errors) page.addError(`**Error:** ${code(error, longestError)}\n\n`, foot);
  for (const { name, error } of stack.resources) {
    if (error !== null) page.addError(`**${code(name, longestValue)}:** ${code(error, longestError)}\n\n`, foot);
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
