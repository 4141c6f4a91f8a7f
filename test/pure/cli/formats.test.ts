import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import fc from "fast-check";
import { z } from "zod";
import { junitOf } from "../../../cli/drift/junit";
import { markdownOf, marker } from "../../../cli/drift/markdown";
import { reportJsonSchema, reportOf, type Report, type ReportedResource } from "../../../cli/drift/report";
import { tableOf } from "../../../cli/drift/table";
import { concealSecretsOf } from "../../../cli/terminal/environment-secrets";
import type { Look } from "../../../cli/project/pulumi-project";
import { verdictOn } from "../../../cli/drift/verdict";
import type { Finding } from "../../../provider/model";
import { expectGolden } from "../../golden";
import { diagnosed, eventsOf, richReport, urnOf } from "./scenario";

const formats: readonly [string, (report: Report) => string][] = [
  ["table.txt", (report) => tableOf(report, false)],
  ["report.json", (report) => `${JSON.stringify(report, undefined, 2)}\n`],
  ["report.md", markdownOf],
  ["junit.xml", junitOf],
];

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
    expectGolden(join(__dirname, "golden", file), format(richReport()));
  });

  it("shows the stack that drifted, the one that is down, the clean one and the one that isn't there", () => {
    const text = format(richReport());
    for (const shown of ["dev", "prod", "test", "gone", "bad gateway", "there is no stack gone"]) {
      expect(text).toContain(shown);
    }
  });

  it("shows no secret of the environment, wherever the server says it", () => {
    const secrets = ["tk", "key-of-a-store", "another-token-1234", "hunter2-hunter2", "proxy-password"];
    concealSecretsOf({
      RAINBOND_TOKEN: secrets[0],
      RAINBOND_MARKET_ACCESS_KEY: secrets[1],
      RAINBOND_TOKEN_PROD: secrets[2],
      DB_PASSWORD: `${secrets[3] ?? ""}\n`,
      HTTPS_PROXY: `http://me:${secrets[4] ?? ""}@proxy.example:3128`,
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
    expect(text).toContain("says [secret] and [secret] and [secret] and [secret] and [secret]");
    for (const secret of secrets.slice(1)) expect(text).not.toContain(secret);
  });
});

test.each(formats)("as %s a component that a person moved is to be moved back, not replaced", (_, format) => {
  const moved = {
    category: "missing",
    property: "component",
    expected: "present",
    actual: "in app group 7 (other)",
  } as const;
  const text = format(reportWith([{ ...moved, component: "Web", serviceId: "1" }]));
  expect(text).toMatch(/Move it back to its app group in Rainbond('|&apos;|&#39;)s web console/);
  expect(text).not.toContain("--replace");
});

it.each([
  [{}, /^pulumi up --refresh --stack dev makes it anew; its data is gone$/],
  [{ adopt: null }, /^pulumi up --refresh --stack dev makes it anew; its data is gone$/],
  [
    { adopt: 7 },
    /^Leave adopt out of its declaration, .*: pulumi up --refresh --stack dev makes it anew then; its data is gone$/,
  ],
])("says how an app that is gone and was declared with %j comes back", (declared, remedy) => {
  const events = eventsOf({ name: "blog", op: "delete", ...declared });
  const [app] = verdictOn("dev", { events, failure: undefined }).resources;
  expect(app?.findings).toEqual([expect.objectContaining({ category: "missing", property: "app" })]);
  expect(app?.findings[0]?.remedy).toMatch(remedy);
});

it("says of an app that was taken over, where a component is gone, that adopt goes first", () => {
  const drift = [{ ...stopped(1, "Web"), category: "missing" as const, property: "component", actual: "absent" }];
  const events = eventsOf({ name: "blog", op: "update", drift, adopt: 7 });
  const [app] = verdictOn("dev", { events, failure: undefined }).resources;
  expect(app?.findings[0]?.remedy).toMatch(
    /^Leave adopt out of its declaration; then pulumi up .* installs the app anew/,
  );
});

it.each<[string, Partial<Parameters<typeof eventsOf>[0]>, string]>([
  ["about all components", { statuses: ["unknown", "unknown"] }, "error"],
  ["about one component alone", { statuses: ["unknown", "running"] }, "clean"],
  ["about what isn't to run", { statuses: ["unknown"], isDeploy: false }, "clean"],
  ["about what nobody asks", { statuses: ["unknown"], policy: { stopped: "warn" } }, "clean"],
  ["about what is only read", { statuses: ["unknown"], isRead: true }, "clean"],
  ["about what drifts all the same", { statuses: ["unknown"], op: "update", drift: [stopped(1, "")] }, "drift"],
])("of an app whose cluster is silent %s (%j) the outcome is %s", (_, refreshed, outcome) => {
  const events = eventsOf({ name: "blog", op: "same", ...refreshed });
  const [app] = verdictOn("dev", { events, failure: undefined }).resources;
  expect(app?.outcome).toBe(outcome);
  expect(app?.error ?? "").toMatch(outcome === "error" ? /^the cluster tells no status of its components/ : /^$/);
});

it("says a command that a shell takes as it is, also for a name with an apostrophe", () => {
  const drift = [{ ...stopped(1, "Web"), category: "missing" as const, property: "component", actual: "absent" }];
  const events = eventsOf({ name: "Bob's blog", op: "update", drift });
  const [app] = verdictOn("dev", { events, failure: undefined }).resources;
  const [, line = ""] = /^(.*) installs the app anew/.exec(app?.findings[0]?.remedy ?? "") ?? [];
  const words = execFileSync("sh", ["-c", `pulumi() { printf '%s\\n' "$@"; }; ${line}`], { encoding: "utf8" });
  expect(words.split("\n").slice(0, -1)).toEqual(["up", "--stack", "dev", "--replace", urnOf("Bob's blog")]);
});

describe("JSON", () => {
  it("obeys the published schema, which refuses another version", () => {
    expect(isValid(richReport())).toBe(true);
    expect(isValid({ ...richReport(), version: 2 })).toBe(false);
    expect(isValid({ ...richReport(), outcome: "perhaps" })).toBe(false);
  });

  it("has the schema that the package ships", () => {
    const published = join(__dirname, "..", "..", "..", "cli", "drift");
    expectGolden(join(published, "report.schema.json"), `${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`);
  });
});

describe("the table", () => {
  it.each([
    ["网站", 4],
    ["データ", 6],
    ["데이터", 6],
    ["ＡＢ", 4],
    ["ﾊﾝｶｸ", 4],
    ["cafe\u0301", 4],
    ["👍", 2],
    ["👨‍👩‍👧", 2],
  ])("has straight columns beside %s", (name, width) => {
    const drift = [
      { ...stopped(1, ""), component: name },
      { ...stopped(2, ""), component: "Database" },
    ];
    const columns = tableOf(reportWith(drift), false)
      .split("\n")
      .filter((line) => line.includes("closed"))
      .map((line) => {
        const before = line.slice(0, line.indexOf("stopped"));
        return before.includes(name) ? before.length - name.length + width : before.length;
      });
    expect(columns).toHaveLength(2);
    expect(columns[0]).toBe(columns[1]);
  });

  it("has colours only where they are asked for", () => {
    const escape = String.fromCharCode(27);
    expect(tableOf(richReport(), true)).toContain(escape);
    expect(tableOf(richReport(), false)).not.toContain(escape);
  });
});

const bytesIn = (text: string): number => Buffer.byteLength(text);
const rowsIn = (markdown: string): string[] => markdown.split("\n").filter((line) => line.startsWith("|"));
const cellsIn = (row: string): number => row.replace(/\\\|/g, "").split("|").length - 2;

describe("Markdown", () => {
  it.each([
    ["x", "Latin letters"],
    ["漂", "Chinese characters"],
    ["🔶", "emoji"],
  ])(
    "of 500 findings in %s has at most 50,000 bytes, whole rows and details, and says how many it leaves out",
    (letter) => {
      const drift = Array.from({ length: 500 }, (_, index) => stopped(index, `registry.example/${letter.repeat(150)}`));
      const text = markdownOf(reportWith(drift));
      expect(bytesIn(text)).toBeLessThanOrEqual(50_000);
      expect(bytesIn(text)).toBeGreaterThan(40_000);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(text.startsWith(marker)).toBe(true);
      const shown = rowsIn(text).filter((row) => row.includes("closed"));
      expect(shown.length).toBeGreaterThan(10);
      expect(text).toContain(`Left out here for length: ${500 - shown.length} of 500 findings.`);
      expect(text.match(/<details>/g)).toHaveLength(1);
      expect(text.match(/<\/details>/g)).toHaveLength(1);
    },
  );

  it("of 2,000 stacks says how many of them it leaves out", () => {
    const stacks = Array.from({ length: 2_000 }, (_, index) => reportWith([], `stack-${index}`).stacks).flat();
    const text = markdownOf(reportOf(stacks, [], new Date(0)));
    expect(bytesIn(text)).toBeLessThanOrEqual(50_000);
    expect(text).toMatch(/Left out here for length: \d+ of 2000 stacks/);
  });

  it("of 500 errors says how many of them it leaves out", () => {
    const errors = Array.from({ length: 500 }, (_, index) => `stack ${index} isn't there ${"x".repeat(300)}`);
    const text = markdownOf(reportOf([], errors, new Date(0)));
    expect(bytesIn(text)).toBeLessThanOrEqual(50_000);
    const shown = text.match(/\*\*Error:\*\*/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`Left out here for length: ${500 - shown} of 500 errors.`);
  });

  it("of twenty stacks, each in a report of its own, fits into one job's summary of a mebibyte", () => {
    const drift = Array.from({ length: 500 }, (_, index) => stopped(index, "漂移".repeat(100)));
    expect(20 * bytesIn(markdownOf(reportWith(drift, "prod")))).toBeLessThanOrEqual(2 ** 20);
  });

  it("begins with a line that is of these stacks alone, whether they could be read or not", () => {
    const first = (...names: string[]): string => {
      const stacks = names.map((name) => verdictOn(name, { events: [], failure: "no connection" }, "shop"));
      return markdownOf(reportOf(stacks, [], new Date(0))).split("\n")[0] ?? "";
    };
    expect(markdownOf(reportWith([], "prod")).split("\n")[0]).toBe("<!-- pulumi-rainbond drift shop/prod -->");
    expect(first("prod")).toBe("<!-- pulumi-rainbond drift shop/prod -->");
    expect(first("acme/shop/prod")).toBe("<!-- pulumi-rainbond drift acme/shop/prod -->");
    expect(first("dev", "prod")).toBe("<!-- pulumi-rainbond drift shop/dev, shop/prod -->");
    expect(first("x --> <b>")).toBe("<!-- pulumi-rainbond drift shop/x --_ _b_ -->");
    const many = Array.from({ length: 2_000 }, (_, index) => `stack-${index}`);
    expect(bytesIn(first(...many))).toBeLessThan(200);
    expect(first(...many)).not.toBe(first(...many.slice(1), "other"));
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
        expect(bytesIn(text)).toBeLessThanOrEqual(50_000);
        const findings = text.slice(text.indexOf("<details>"));
        for (const row of rowsIn(findings)) expect(cellsIn(row)).toBe(7);
        expect(rowsIn(findings)).toHaveLength(report.summary.findings.detect + 2);
        expect(isValid(report)).toBe(true);
        expect(XMLValidator.validate(junitOf(report))).toBe(true);
      }),
    );
  });
});

const attributes = { ignoreAttributes: false, attributeNamePrefix: "" };

/** The class and the name of each test case. */
function casesIn(junit: string): string[] {
  return [...junit.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(
    ([, of = "", name = ""]) => `${of} | ${name}`,
  );
}

describe("JUnit XML", () => {
  it("has a test case a resource: a failure for drift, an error for what couldn't be read, and counts both", () => {
    const root: unknown = new XMLParser(attributes).parse(junitOf(richReport()));
    expect(root).toMatchObject({ testsuites: { tests: "11", failures: "5", errors: "3" } });
  });

  it("has no two test cases of one class and name, and a resource's stay the same whatever else is there", () => {
    const inOne = eventsOf({ name: "blog", op: "same", parents: ["my:mod:Site"] });
    const inTwo = eventsOf({ name: "blog", op: "same", parents: ["my:mod:Site", "my:mod:Part"] });
    const events = [...inOne, ...eventsOf({ name: "blog", op: "same" }), ...inTwo];
    events.push(...eventsOf({ name: "blog", type: "App", op: "same" }), ...eventsOf({ name: "stack", op: "same" }));
    const said = ["one", "two"].map((message) => diagnosed(message));
    const stack = verdictOn("dev", { events: [...events, ...said], failure: undefined });
    const cases = casesIn(junitOf(reportOf([stack], ["one", "two"], new Date(0))));
    expect(new Set(cases).size).toBe(cases.length);
    for (const one of [inOne, inTwo]) {
      const alone = verdictOn("dev", { events: one, failure: undefined });
      expect(cases).toEqual(expect.arrayContaining(casesIn(junitOf(reportOf([alone], [], new Date(0))))));
    }
  });

  it("has the same class for a stack that couldn't be read", () => {
    const down: Look = { events: [], failure: "no connection" };
    const well: Look = { events: eventsOf({ name: "blog", op: "same" }), failure: undefined };
    const classes = [down, well].map((look) => {
      const report = reportOf([verdictOn("dev", look, "shop")], [], new Date(0));
      return casesIn(junitOf(report)).map((one) => one.split(" | ")[0]);
    });
    expect(classes).toEqual([["shop.dev"], ["shop.dev"]]);
  });

  it("skips a stack that holds nothing of ours", () => {
    const report = reportOf([verdictOn("dev", { events: [], failure: undefined }, "shop")], [], new Date(0));
    expect(new XMLParser(attributes).parse(junitOf(report))).toMatchObject({
      testsuites: {
        ...{ tests: "1", failures: "0", errors: "0", skipped: "1" },
        testsuite: {
          testcase: {
            name: "stack",
            skipped: "",
            "system-out": expect.stringContaining("no Rainbond resource") as unknown,
          },
        },
      },
    });
  });
});

/** An event as it comes from the engine: as JSON, which obeys no type. */
const asEngine = z.custom<EngineEvent>();

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

  it("says nothing of what changes in that which a stack only reads", () => {
    for (const op of ["update", "delete"] as const) {
      const events = eventsOf({ name: "theirs", op, isRead: true });
      const [resource] = verdictOn("dev", { events, failure: undefined }).resources;
      expect(resource).toMatchObject({ outcome: "clean", findings: [], error: null });
    }
  });

  it("is the same where Pulumi's events have null for what isn't there", () => {
    const [begun, ended] = eventsOf({ name: "blog", op: "same" });
    const metadata = ended?.resOutputsEvent?.metadata;
    const look = (op: OpType, old: unknown, now: unknown): ReportedResource | undefined => {
      const event = asEngine.parse(
        JSON.parse(JSON.stringify({ resOutputsEvent: { metadata: { ...metadata, op, old, new: now } } })),
      );
      return verdictOn("dev", { events: [begun, event].flatMap((one) => one ?? []), failure: undefined }).resources[0];
    };
    const nothing = { id: null, inputs: null, outputs: null };
    expect(look("same", nothing, nothing)).toMatchObject({ outcome: "clean", id: null });
    expect(look("update", nothing, nothing)).toMatchObject({ outcome: "drift", findings: [{ category: "other" }] });
    expect(look("delete", nothing, null)).toMatchObject({ outcome: "drift", findings: [{ category: "missing" }] });
    expect(look("delete", null, null)).toMatchObject({ outcome: "drift", findings: [{ category: "missing" }] });
    expect(look("update", null, null)).toMatchObject({ outcome: "drift", findings: [{ category: "other" }] });
    const unknown = { ...nothing, inputs: { driftPolicy: null }, outputs: { drift: [null, { component: null }] } };
    expect(look("same", unknown, unknown)).toMatchObject({ outcome: "error" });
    expect(look("same", { ...unknown, outputs: { drift: null, __rbUnfinished: null } }, null)).toMatchObject({
      outcome: "clean",
    });
  });

  it("has an error for a resource that the engine began with and didn't end", () => {
    const late = richReport().stacks[1]?.resources.find(({ name }) => name === "late");
    expect(late).toMatchObject({ outcome: "error", error: "it wasn't looked at" });
  });
});
