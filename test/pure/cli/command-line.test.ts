import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { runCommand, type Outcome } from "../../../tools/command";

const root = join(__dirname, "..", "..", "..");
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Runs the built command with these words. */
async function run(...words: string[]): Promise<Outcome> {
  return runCommand(process.execPath, [join(root, "dist", "cli", "main.js"), ...words], {
    cwd: root,
    env: process.env,
  });
}

test.each(["--version", "-V", "drift --version", "drift -V", "simulator --version"])(
  "%s says which it is",
  async (line) => {
    expect(await run(...line.split(" "))).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  },
);

test("drift --help names each default once, the exit codes, and where a report goes without a file", async () => {
  const { exitCode, stdout } = await run("drift", "--help");
  expect(exitCode).toBe(0);
  const words = stdout.replace(/\s+/g, " ");
  for (const option of words.split(/ (?=--?[a-zA-Z])/)) expect(option.match(/default:/g) ?? []).not.toHaveLength(2);
  for (const said of ["0 no drift", "2 drift", "1 couldn't tell", "- or no file: standard output"])
    expect(words).toContain(said);
});

test("an unknown option is one line and exit 1", async () => {
  const { exitCode, stderr } = await run("drift", "--nonsense");
  expect([exitCode, stderr]).toEqual([1, "error: unknown option '--nonsense'\n"]);
});
