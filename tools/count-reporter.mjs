// Ends a run with a line for each tier and `N passed, N failed`. What didn't run and pass counts as failed:
// a skipped or todo test, a suite that doesn't load or has snapshots that no test asks for, a tier without tests.
import { dirname, sep } from "node:path";

/** @typedef {import("@jest/reporters").Reporter} Reporter */

/** @implements {Reporter} */
export default class CountReporter {
  #failed = 0;

  /** @param {unknown} _config @param {{ tiers: string[] }} options */
  constructor(_config, { tiers }) {
    this.tiers = tiers;
  }

  /** @type {NonNullable<Reporter["onRunComplete"]>} */
  onRunComplete(_contexts, { testResults }) {
    /** A suite that doesn't load has no display name. @param {(typeof testResults)[number]} suite */
    const tierOf = ({ displayName, testFilePath }) =>
      displayName?.name ?? this.tiers.find((tier) => dirname(testFilePath).split(sep).includes(tier));
    const counts = this.tiers.map((tier) => {
      const suites = testResults.filter((suite) => tierOf(suite) === tier);
      const tests = suites.flatMap((suite) => suite.testResults);
      const passed = tests.filter(({ status }) => status === "passed").length;
      const broken = suites.filter(
        ({ testExecError, testResults, snapshot }) =>
          testExecError ?? (testResults.length === 0 || snapshot.unchecked > 0),
      ).length;
      return { tier, passed, failed: tests.length - passed + broken || (tests.length === 0 ? 1 : 0) };
    });
    /** @param {"passed" | "failed"} key */
    const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
    this.#failed = sum("failed");
    const lines = counts.map(({ tier, passed, failed }) => `${tier}: ${passed} passed, ${failed} failed`);
    // Jest still prints after this: only at exit is the last line the last.
    process.on("exit", () =>
      process.stdout.write(`${lines.join("\n")}\n${sum("passed")} passed, ${this.#failed} failed\n`),
    );
  }

  /** Makes jest's exit code agree with the count. */
  getLastError() {
    return this.#failed > 0 ? new Error(`${this.#failed} failed`) : undefined;
  }
}
