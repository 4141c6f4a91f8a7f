import { execFileSync } from "node:child_process";
import { join } from "node:path";

const built = join(__dirname, "..", "..", "..", "dist", "cli", "terminal", "colours.js");
const source = `console.log("is " + require(${JSON.stringify(built)}).isColoured(process.stdout))`;

/** What it says on a terminal. */
function onTerminal(variables: string): string {
  const line = `env -u NO_COLOR -u FORCE_COLOR ${variables} '${process.execPath}' -e '${source}'`;
  return execFileSync("script", ["--quiet", "--command", line, "/dev/null"], { encoding: "utf8" }).trim();
}

test.each([
  ["TERM=xterm", true],
  ["TERM=xterm NO_COLOR=", true],
  ["TERM=xterm NO_COLOR=1", false],
  ["TERM=xterm NO_COLOR=0", false],
  ["TERM=dumb", false],
])("a terminal with %s is coloured: %p", (variables, coloured) => {
  expect(onTerminal(variables)).toBe(`is ${coloured}`);
});

test("a pipe is not", () => {
  expect(execFileSync(process.execPath, ["-e", source], { encoding: "utf8" })).toBe("is false\n");
});
