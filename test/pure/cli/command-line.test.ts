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

const commands = ["", "init", "drift", "teams", "store", "inventory", "import", "simulator"];

test.each(commands)("%s --help shows examples, in at most 80 columns", async (command) => {
  const { exitCode, stdout } = await run(...[command, "--help"].filter((word) => word !== ""));
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Examples:\n {2}\$ npx pulumi-rainbond /m);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test.each(["bash", "zsh", "fish", "powershell"])(
  "complete %s prints a script that names the command",
  async (shell) => {
    const { exitCode, stdout } = await run("complete", shell);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("pulumi-rainbond")]);
  },
);

test.each([
  ["", commands.slice(1)],
  ["drift --j", ["--json", "--junit"]],
  ["simulator --database ", ["sqlite", "mysql"]],
])("what may follow after %p is completed", async (line, offered) => {
  const { stdout } = await run("complete", "--", ...line.split(" "));
  const words = stdout.split("\n").map((one) => one.split("\t")[0]);
  expect(words).toEqual(expect.arrayContaining(offered));
});

test("an unknown option is one line and exit 1", async () => {
  const { exitCode, stderr } = await run("drift", "--nonsense");
  expect([exitCode, stderr]).toEqual([1, "error: unknown option '--nonsense'\n"]);
});

test.each(["store", "import", "init"])("%s shows no login of an address that it can't take", async (command) => {
  const { exitCode, stderr } = await run(command, "--market", "https://me:hub@password@hub.example");
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/^error: .* 'https:\/\/me:\[secret\]@hub\.example' is invalid/),
  ]);
});
