import builder from "junit-report-builder";
import type { Report, ReportedFinding, ReportedResource } from "./report";

/** The report as JUnit XML: a suite a stack, a test case a resource. Drift is a failure; what couldn't be read is an error. */
export function junitOf(report: Report): string {
  const root = builder.newBuilder().name("pulumi-rainbond drift");
  if (report.errors.length > 0) {
    const suite = root.testSuite().name("pulumi-rainbond");
    for (const error of report.errors) suite.testCase().className("pulumi-rainbond").name("run").error(error, "error");
  }
  for (const stack of report.stacks) {
    const className = stack.project === null ? stack.stack : `${stack.project}.${stack.stack}`;
    const suite = root.testSuite().name(className).timestamp(report.generatedAt);
    for (const error of stack.errors) suite.testCase().className(className).name("stack").error(error, "error");
    for (const resource of stack.resources) {
      addOutcome(suite.testCase().className(className).name(`${resource.type} ${resource.name}`), resource);
    }
  }
  return `${root.build()}\n`;
}

type TestCase = ReturnType<ReturnType<typeof builder.testSuite>["testCase"]>;

function addOutcome(testCase: TestCase, { error, findings }: ReportedResource): void {
  const said = (reaction: ReportedFinding["reaction"]): string[] =>
    findings.filter((one) => one.reaction === reaction).map(lineOf);
  const [failures, warnings] = [said("detect"), said("warn")];
  if (error !== null) testCase.error(error, "error");
  // The library keeps one failure a test case, so its message holds all findings.
  if (failures.length > 0) testCase.failure(failures.join("\n"), "drift");
  if (warnings.length > 0) testCase.standardOutput(warnings.join("\n"));
}

function lineOf({ category, component, property, expected, actual, remedy }: ReportedFinding): string {
  const where = component === "" ? "the app" : `component ${component}`;
  return `${category}: ${where}: ${property} "${expected}" => "${actual}". ${remedy}`;
}
