import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const folder = join(__dirname, "screens");

/**
 * Expects the screen that is kept for the running test; `KEEP_SCREENS=1` keeps this one instead. A snapshot of jest's would
 * be obsolete, and so red, whenever its row has no turn.
 */
export function expectKeptScreen(screen: string): void {
  const { currentTestName = "", testPath = "" } = expect.getState();
  const file = join(folder, basename(testPath, ".test.ts"), `${currentTestName.replaceAll(/[^\w]+/g, "-")}.txt`);
  if (process.env["KEEP_SCREENS"]) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, screen);
  }
  expect(screen).toBe(readFileSync(file, "utf8"));
}
