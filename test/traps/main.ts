import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Patch, Trap } from "./trap";
import { traps } from "./traps";

const root = resolve(__dirname, "..", "..");

const outcomeSchema = z.object({
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) }),
  ),
});

/** What jest says of a run. */
type Outcome = z.infer<typeof outcomeSchema>;

/** Takes each trap out of the simulator in turn: its test must fail then, as it must pass with all of them in place. */
async function main(words: readonly string[]): Promise<void> {
  const chosen = traps.filter(({ name }) => words.every((word) => name.includes(word)));
  const folder = mkdtempSync(join(tmpdir(), "traps-"));
  try {
    const problems = [...chosen.flatMap(stalePatches), ...(await untestedTraps(chosen, folder))];
    const missed = problems.length > 0 ? [] : await missedTraps(chosen, folder);
    for (const problem of problems) console.log(problem);
    for (const { name, test } of missed) console.log(`not caught: ${name} (${test.join(": ")})`);
    const caught = problems.length > 0 ? 0 : chosen.length - missed.length;
    console.log(`${chosen.length} traps, ${caught} caught`);
    process.exitCode = caught === chosen.length && caught > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tells the patches that fit nowhere, or in more than one place. */
function stalePatches({ name, patches }: Trap): string[] {
  return patches
    .filter(({ file, find }) => readFileSync(join(root, "simulator", file), "utf8").split(find).length !== 2)
    .map(({ file, find }) => `${name}: not exactly once in ${file}: ${find}`);
}

/** Runs all tests with all traps in place; tells what fails, and traps without a test. */
async function untestedTraps(chosen: readonly Trap[], folder: string): Promise<string[]> {
  const files = [...new Set(chosen.map(({ test: [file] }) => file))];
  const { testResults } = await runTests(folder, "all", files, [], undefined);
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== "passed").map(({ fullName }) => `fails anyway: ${fullName}`),
  );
  const hasTest = ({ test: [file, title] }: Trap): boolean =>
    testResults.some(
      ({ name, assertionResults }) =>
        name.endsWith(`/${file}.test.ts`) && assertionResults.some(({ fullName }) => fullName.includes(title)),
    );
  return [...failed, ...chosen.filter((each) => !hasTest(each)).map(({ name }) => `no such test: ${name}`)];
}

/** Takes the traps out one by one, several at a time; returns those whose test didn't fail. */
async function missedTraps(chosen: readonly Trap[], folder: string): Promise<Trap[]> {
  const missed: Trap[] = [];
  const waiting = [...chosen.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, each] = next;
      const [file, title] = each.test;
      const outcome = await runTests(folder, String(index), [file], each.patches, title);
      if (!isCaught(outcome)) missed.push(each);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return missed;
}

/** A source that doesn't load any more catches nothing. */
function isCaught({ numRuntimeErrorTestSuites, testResults }: Outcome): boolean {
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return numRuntimeErrorTestSuites === 0 && results.some(({ status }) => status === "failed");
}

async function runTests(
  folder: string,
  name: string,
  files: readonly string[],
  patches: readonly Patch[],
  title: string | undefined,
): Promise<Outcome> {
  const report = join(folder, `${name}.json`);
  const paths = files.map((file) => join(root, "test", "socket", "simulator", `${file}.test.ts`));
  const pattern = title === undefined ? [] : ["--testNamePattern", title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")];
  const child = spawn(
    process.execPath,
    [
      join(root, "node_modules", "jest", "bin", "jest.js"),
      ...["--config", join(__dirname, "jest.config.mjs"), "--ci", "--silent", "--json", "--outputFile", report],
      ...(title === undefined ? [] : ["--runInBand"]),
      ...pattern,
      ...["--runTestsByPath", ...paths],
    ],
    { cwd: root, env: { ...process.env, TRAP_PATCHES: JSON.stringify(patches) }, stdio: "ignore" },
  );
  await once(child, "exit");
  if (!existsSync(report)) throw new Error(`jest broke off: ${[name, ...files].join(" ")}`);
  return outcomeSchema.parse(JSON.parse(readFileSync(report, "utf8")));
}

void main(process.argv.slice(2));
