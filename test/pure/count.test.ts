import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");
const passes = `test("passes", () => {});`;

let folder: string;

beforeEach(() => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  folder = mkdtempSync(join(root, ".tmp", "count-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the repository's jest configuration on a folder with these tests, and returns how it ends. */
function count(tests: Record<string, string>): { exitCode: number | null; closing: string[] } {
  const config = `import config from "${root}/jest.config.mjs";
    const here = ({ globalSetup, ...project }) => ({ ...project, rootDir: "${folder}", modulePathIgnorePatterns: [],
      setupFilesAfterEnv: ["${root}/tools/refuse-focus.cjs"], transform: {}, testMatch: ["${folder}/" + project.displayName + "/*.js"] });
    export default { ...config, rootDir: "${root}", projects: config.projects.map(here) };`;
  for (const [path, source] of Object.entries({ "jest.config.mjs": config, ...tests })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  const { status, stdout } = spawnSync(process.execPath, [jest, "--ci", "-c", join(folder, "jest.config.mjs")], {
    cwd: folder,
    env: { ...process.env, TIERS: "pure engine" },
    encoding: "utf8",
  });
  return { exitCode: status, closing: stdout.trimEnd().split("\n").slice(-3) };
}

test("a run in which every tier passes ends with the counts of the tiers and their sum", () => {
  expect(count({ "pure/a.js": `${passes}${passes}`, "engine/a.js": passes })).toEqual({
    exitCode: 0,
    closing: ["pure: 2 passed, 0 failed", "engine: 1 passed, 0 failed", "3 passed, 0 failed"],
  });
});

test("what didn't run and pass counts as failed", () => {
  const tests = {
    "a failing test": `${passes}test("fails", () => { throw new Error("no"); });`,
    "a skipped test": `${passes}test.skip("skipped", () => {});`,
    "a skipped group": `${passes}describe.skip("group", () => { ${passes} });`,
    "a todo": `${passes}test.todo("later");`,
    "a focused test": `${passes}test.only("focused", () => {});`,
    "a focused group": `${passes}describe.only("focused", () => { ${passes} });`,
    "a focused table": `${passes}test.only.each([1])("focused", () => {});`,
    "a suite that doesn't load": `${passes}throw new Error("no");`,
  };
  const files: Record<string, string> = { "engine/a.js": passes };
  for (const [what, source] of Object.entries(tests)) files[`pure/${what}.js`] = source;
  const { exitCode, closing } = count(files);
  // The four that jest refuses to run have no other test.
  expect(closing).toEqual(["pure: 4 passed, 8 failed", "engine: 1 passed, 0 failed", "5 passed, 8 failed"]);
  expect(exitCode).toBe(1);
});

test("one skipped test is enough to fail a run", () => {
  const { exitCode, closing } = count({
    "pure/a.js": `${passes}test.skip("skipped", () => {});`,
    "engine/a.js": passes,
  });
  expect(closing).toEqual(["pure: 1 passed, 1 failed", "engine: 1 passed, 0 failed", "2 passed, 1 failed"]);
  expect(exitCode).toBe(1);
});

test("a tier without tests counts as failed", () => {
  expect(count({ "pure/a.js": passes })).toEqual({
    exitCode: 1,
    closing: ["pure: 1 passed, 0 failed", "engine: 0 passed, 1 failed", "1 passed, 1 failed"],
  });
});

test("a snapshot that no test asks for counts as failed, since jest ends with 1 for it", () => {
  const obsolete = "// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`gone 1`] = `1`;\n";
  expect(count({ "pure/a.js": passes, "pure/__snapshots__/a.js.snap": obsolete, "engine/a.js": passes })).toEqual({
    exitCode: 1,
    closing: ["pure: 1 passed, 1 failed", "engine: 1 passed, 0 failed", "2 passed, 1 failed"],
  });
});
