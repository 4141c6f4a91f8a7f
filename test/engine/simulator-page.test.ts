import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runCommand } from "../../tools/command";
import { Engine } from "./engine";

const page = resolve(__dirname, "..", "..", "docs", "simulator.md");

let engine: Engine;
let scratch: string;

beforeAll(async () => {
  engine = await Engine.create();
  scratch = join(engine.folder, "scratch");
  await mkdir(scratch);
});

afterAll(() => engine.dispose());

/** Runs a program of Node's test runner; returns its exit code, its report, and the folders that it left. */
async function runTest(program: string): Promise<[exitCode: number | null, report: string, left: string[]]> {
  await writeFile(join(engine.folder, "shop.test.ts"), program);
  const options = { cwd: engine.folder, env: { ...engine.env, TMPDIR: scratch } };
  const { exitCode, stdout } = await runCommand(
    process.execPath,
    ["--import", "tsx", "--test", "shop.test.ts"],
    options,
  );
  return [exitCode, stdout, (await readdir(scratch)).filter((name) => name.startsWith("shop-"))];
}

test("the test that the simulator's page shows passes as it stands there, also after it failed once", async () => {
  const [, program = ""] = /```ts\n(.*?)```/s.exec(await readFile(page, "utf8")) ?? [];
  const failing = program.replace('"ready"', '"never"');
  expect(await runTest(failing)).toEqual([1, expect.stringContaining("# fail 1"), []]);
  expect(await runTest(program)).toEqual([0, expect.stringContaining("# pass 1"), []]);
});
