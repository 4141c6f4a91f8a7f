import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runCommand } from "../../tools/command";
import { Engine } from "./engine";

const page = resolve(__dirname, "..", "..", "docs", "simulator.md");

test("the test that the simulator's page shows passes as it stands there", async () => {
  const [, program = ""] = /```ts\n(.*?)```/s.exec(await readFile(page, "utf8")) ?? [];
  const engine = await Engine.create();
  try {
    await writeFile(join(engine.folder, "shop.test.ts"), program);
    const env = { ...engine.env, TMPDIR: join(engine.folder, "backend") };
    const options = { cwd: engine.folder, env };
    const outcome = await runCommand(process.execPath, ["--import", "tsx", "--test", "shop.test.ts"], options);
    expect([outcome.exitCode, outcome.stdout]).toEqual([0, expect.stringContaining("# pass 1")]);
  } finally {
    await engine.dispose();
  }
});
