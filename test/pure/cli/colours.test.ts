import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { atTerminal } from "../../terminal";

const built = join(__dirname, "..", "..", "..", "dist", "cli", "terminal", "colours.js");
const source = `console.log("is " + require(${JSON.stringify(built)}).isColoured(process.stdout))`;

/** What it says on a terminal. */
function onTerminal(variables: NodeJS.ProcessEnv): string {
  const env = { ...atTerminal(process.env), ...variables };
  const line = `'${process.execPath}' -e '${source}'`;
  return execFileSync("script", ["--quiet", "--command", line, "/dev/null"], { encoding: "utf8", env }).trim();
}

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, true],
  [{ NO_COLOR: "" }, true],
  [{ NO_COLOR: "1" }, false],
  [{ NO_COLOR: "0" }, false],
  [{ TERM: "dumb" }, false],
  [{ CI: "true" }, false],
  [{ CI: "true", GITLAB_CI: "true" }, true],
])("a terminal with %j is coloured: %p", (variables, coloured) => {
  expect(onTerminal(variables)).toBe(`is ${coloured}`);
});

test("a pipe is not", () => {
  expect(execFileSync(process.execPath, ["-e", source], { encoding: "utf8" })).toBe("is false\n");
});
