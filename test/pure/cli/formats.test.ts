import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import fc from "fast-check";
import { junitOf } from "../../../cli/drift/junit";
import { markdownOf, marker } from "../../../cli/drift/markdown";
import { reportJsonSchema, reportOf, type Report } from "../../../cli/drift/report";
import { tableOf } from "../../../cli/drift/table";
import { concealSecretsOf } from "../../../cli/drift/text";
import { verdictOn } from "../../../cli/drift/verdict";
import type { Finding } from "../../../provider/model";
import { eventsOf, richReport, urnOf } from "./scenario";

const formats: readonly [string, (report: Report) => string][] = [
  ["table.txt", (report) => tableOf(report, false)],
  ["report.json", (report) => `${JSON.stringify(report, undefined, 2)}\n`],
  ["report.md", markdownOf],
  ["junit.xml", junitOf],
];

/** Compares with the file, which UPDATE_GOLDEN=1 writes anew. */
function expectGolden(file: string, text: string, folder = join(__dirname, "golden")): void {
  const path = join(folder, file);
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

const isValid = new Ajv({ strict: true, formats: { "date-time": true } }).compile(reportJsonSchema());

/** A report of one stack with one app. */
function reportWith(drift: readonly Partial<Finding>[], stack = "dev", error?: string): Report {
  const events = eventsOf({ name: "blog", op: "update", drift, stack });
  const failed = error === undefined ? [] : eventsOf({ name: "sick", stack, error });
  return reportOf([verdictOn(stack, { events: [...events, ...failed], failure: undefined })], [], new Date(0));
}

const stopped = (index: number, text: string): Partial<Finding> => ({
  category: "stopped",
  component: `${text} ${index}`,
  serviceId: String(index),
  property: "status",
  expected: text,
  actual: "closed",
});

describe.each(formats)("the rich scenario as %s", (file, format) => {
  it("reads as the golden file says", () => {
    expectGolden(file, format(richReport()));
  });

  it("shows the stack that drifted, the one that is down, the clean one and the one that isn't there", () => {
    const text = format(richReport());
    for (const shown of ["dev", "prod", "test", "gone", "bad gateway", "there is no stack gone"]) {
      expect(text).toContain(shown);
    }
  });

  it("shows no secret of the environment, wherever the server says it", () => {
    const secrets = ["tk", "key-of-a-store", "another-token-1234", "hunter2-hunter2"];
    concealSecretsOf({
      RAINBOND_TOKEN: secrets[0],
      RAINBOND_MARKET_ACCESS_KEY: secrets[1],
      RAINBOND_TOKEN_PROD: secrets[2],
      DB_PASSWORD: secrets[3],
    });
    const said = `says ${secrets.join(" and ")}`;
    const error = `Preview failed: 500 "${said}"`;
    const drift = [{ ...stopped(1, said), actual: said, reason: said }];
    const stack = verdictOn("dev", {
      events: [
        ...eventsOf({ name: "blog", op: "update", drift, unfinished: said }),
        ...eventsOf({ name: "sick", error }),
      ],
      failure: said,
    });
    const text = format(reportOf([stack], [], new Date(0)));
    expect(text).toContain("says [secret] and [secret] and [secret] and [secret]");
    for (const secret of secrets.slice(1)) expect(text).not.toContain(secret);
  });
});

describe("JSON", () => {
  it("obeys the published schema, which refuses another version", () => {
    expect(isValid(richReport())).toBe(true);
    expect(isValid({ ...richReport(), version: 2 })).toBe(false);
    expect(isValid({ ...richReport(), outcome: "perhaps" })).toBe(false);
  });

  it("has the schema that the package ships", () => {
    const published = join(__dirname, "..", "..", "..", "cli", "drift");
    expectGolden("report.schema.json", `${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`, published);
  });
});

describe("the table", () => {
  it("has colours only where they are asked for", () => {
    const escape = String.fromCharCode(27);
    expect(tableOf(richReport(), true)).toContain(escape);
    expect(tableOf(richReport(), false)).not.toContain(escape);
  });
});

const rowsIn = (markdown: string): string[] => markdown.split("\n").filter((line) => line.startsWith("|"));
const cellsIn = (row: string): number => row.replace(/\\\|/g, "").split("|").length - 2;

describe("Markdown", () => {
  it("of 500 findings has at most 60,000 characters, whole rows, closed details, and says how many it leaves out", () => {
    const drift = Array.from({ length: 500 }, (_, index) => stopped(index, `registry.example/${"x".repeat(150)}`));
    const text = markdownOf(reportWith(drift));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.startsWith(marker)).toBe(true);
    const shown = rowsIn(text).filter((row) => row.includes("closed"));
    expect(shown.length).toBeGreaterThan(50);
    expect(text).toContain(`Left out here for length: ${500 - shown.length} of 500 findings.`);
    expect(text.match(/<details>/g)).toHaveLength(1);
    expect(text.match(/<\/details>/g)).toHaveLength(1);
  });

  it("of 2,000 stacks says how many of them it leaves out", () => {
    const stacks = Array.from({ length: 2_000 }, (_, index) => reportWith([], `stack-${index}`).stacks).flat();
    const text = markdownOf(reportOf(stacks, [], new Date(0)));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/Left out here for length: \d+ of 2000 stacks/);
  });

  it("of 500 errors says how many of them it leaves out", () => {
    const errors = Array.from({ length: 500 }, (_, index) => `stack ${index} isn't there ${"x".repeat(300)}`);
    const text = markdownOf(reportOf([], errors, new Date(0)));
    expect(text.length).toBeLessThanOrEqual(60_000);
    const shown = text.match(/\*\*Error:\*\*/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`Left out here for length: ${500 - shown} of 500 errors.`);
  });

  it("leaves nothing out where there is room, and folds what isn't clean", () => {
    const text = markdownOf(richReport());
    expect(text).not.toContain("Left out");
    expect(text.match(/<details>/g)).toHaveLength(3);
  });

  it("is well formed whatever people and the server wrote", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.constantFrom("a|b", "a\\|b", "`x`", "@all", "</details>"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), anything)), anything, (parts, error) => {
        const report = reportWith(
          parts.map(([index, text]) => stopped(index, text)),
          "dev",
          `x ${error}`,
        );
        const text = markdownOf(report);
        expect(text.length).toBeLessThanOrEqual(60_000);
        const findings = text.slice(text.indexOf("<details>"));
        for (const row of rowsIn(findings)) expect(cellsIn(row)).toBe(7);
        expect(rowsIn(findings)).toHaveLength(report.summary.findings.detect + 2);
        expect(isValid(report)).toBe(true);
        expect(XMLValidator.validate(junitOf(report))).toBe(true);
      }),
    );
  });
});

describe("JUnit XML", () => {
  it("has a test case a resource: a failure for drift, an error for what couldn't be read, and counts both", () => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" });
    const root: unknown = parser.parse(junitOf(richReport()));
    expect(root).toMatchObject({ testsuites: { tests: "11", failures: "5", errors: "3" } });
  });
});

describe("a report", () => {
  it("names each resource by what comes behind its type", () => {
    expect(richReport().stacks[0]?.resources.map(({ urn }) => urn)).toContain(urnOf("group", "App"));
  });

  it("takes Pulumi's word for whether there is a change, and says so where it finds no cause", () => {
    const outcome = (name: string) => richReport().stacks[0]?.resources.find((one) => one.name === name);
    expect(outcome("odd")).toMatchObject({ outcome: "drift", findings: [{ category: "other", actual: "update" }] });
    expect(outcome("quiet")).toMatchObject({ outcome: "clean", findings: [] });
    expect(outcome("warned")).toMatchObject({ outcome: "warning" });
    expect(outcome("half")).toMatchObject({ outcome: "drift", findings: [{ category: "unfinished" }] });
  });

  it("has an error for a resource that the engine began with and didn't end", () => {
    const late = richReport().stacks[1]?.resources.find(({ name }) => name === "late");
    expect(late).toMatchObject({ outcome: "error", error: "it wasn't looked at" });
  });
});
