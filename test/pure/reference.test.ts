import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");

/** The pages below a folder, by their paths in it. */
function pagesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

let fresh: string;

beforeEach(() => {
  fresh = mkdtempSync(join(tmpdir(), "pulumi-rainbond-reference-"));
});

afterEach(() => {
  rmSync(fresh, { recursive: true, force: true });
});

test("docs/reference is what `npm run docs:reference` makes of the docstrings, and none is missing", () => {
  const typedoc = join(root, "node_modules", "typedoc", "bin", "typedoc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, "--out", fresh], {
    cwd: root,
    encoding: "utf8",
  });
  expect([status, stdout + stderr]).toEqual([0, expect.not.stringContaining("[error]")]);
  const pages = pagesIn(fresh);
  expect(Object.keys(pages).length).toBeGreaterThan(20);
  expect(pagesIn(join(root, "docs", "reference"))).toEqual(pages);
});
