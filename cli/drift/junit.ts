import builder from "junit-report-builder";
import { nothingToCompare, type Report, type ReportedFinding, type ReportedResource } from "./report";

/**
 * The report as JUnit XML: a suite a stack, a test case a resource. Drift is a failure; what couldn't be read is an error; a stack without a
 * resource of ours is skipped. No two cases have one class and name, and a resource's stay the same from run to run.
 */
export function junitOf(report: Report): string {
  const root = builder.newBuilder().name("pulumi-rainbond drift");
  if (report.errors.length > 0) {
    const run = root.testSuite().name("pulumi-rainbond").testCase().className("pulumi-rainbond").name("run");
    run.error(report.errors.join("\n"), "error");
  }
  for (const stack of report.stacks) {
    const className = stack.project === null ? stack.stack : `${stack.project}.${stack.stack}`;
    const suite = root.testSuite().name(className).timestamp(report.generatedAt);
    if (stack.errors.length > 0) addErrors(suite.testCase().className(className).name("stack"), stack.errors);
    for (const resource of stack.resources)
      addOutcome(suite.testCase().className(className).name(nameOf(resource)), resource);
  }
  return `${root.build()}\n`;
}

type TestCase = ReturnType<ReturnType<typeof builder.testSuite>["testCase"]>;

/** The types of what the resource lies in, its own and its name: all of its URN that others of the stack may not share. */
function nameOf({ urn, name }: ReportedResource): string {
  const types = urn.split("::")[2] ?? "";
  return `${types.replace(/(pulumi-nodejs:dynamic\/rainbond|rainbond:index):/g, "")} ${name}`;
}

function addErrors(testCase: TestCase, errors: readonly string[]): void {
  const isEmpty = errors.every((error) => error === nothingToCompare);
  if (isEmpty) testCase.skipped().standardOutput(nothingToCompare);
  else testCase.error(errors.join("\n"), "error");
}

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
