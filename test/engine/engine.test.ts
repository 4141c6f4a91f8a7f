import { existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Engine } from "./engine";

const engines: Engine[] = [];

async function newEngine(): Promise<Engine> {
  const engine = await Engine.create();
  engines.push(engine);
  return engine;
}

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
});

test("a program's outputs, state and screen are read through the real CLI", async () => {
  const engine = await newEngine();
  const project = await engine.program("greeting", `export const greeting = "hello";`);
  await project.init("dev");
  const up = await project.up();
  expect(project.screen(up)).toMatchInlineSnapshot(`
   "exit code 0
   Updating (dev):

    +  pulumi:pulumi:Stack greeting-dev creating (<time>)
    +  pulumi:pulumi:Stack greeting-dev created (<time>)
   Outputs:
       greeting: "hello"

   Resources:
       + 1 created

   Duration: <time>

   "
  `);
  expect(await project.outputs()).toEqual({ greeting: "hello" });
  expect((await project.deployment()).resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
});

test("two engines know nothing of each other's stacks", async () => {
  const [one, other] = await Promise.all([newEngine(), newEngine()]);
  await (await one.program("greeting", "")).init("dev");
  const { stdout } = await (await other.program("greeting", "")).pulumi(["stack", "ls"]);
  expect(stdout).not.toContain("dev");
});

test("a command that is abandoned ends, and leaves no process of its program", async () => {
  const engine = await newEngine();
  const pidFile = `${engine.folder}/pid`;
  const project = await engine.program(
    "endless",
    `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
  );
  await project.init("dev");
  const abandonment = new AbortController();
  const preview = project.pulumi(["preview"], { abandon: abandonment.signal });
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await setTimeout(50);
  abandonment.abort();
  await expect(preview).rejects.toThrow("was abandoned");
  await hasEnded(Number(readFileSync(pidFile, "utf8")));
});

/** Resolves once there is no such process; the test's time limit is the only other way out. */
async function hasEnded(pid: number): Promise<void> {
  try {
    process.kill(pid, 0);
  } catch {
    return;
  }
  await setTimeout(50);
  await hasEnded(pid);
}
