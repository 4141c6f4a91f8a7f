import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { delimiter, join, relative, resolve } from "node:path";
import { runCommand, type Outcome } from "../command";
import { SimulatorControl, type SimulatorInfo } from "../../simulator";

/** The checkout. */
export const root = resolve(__dirname, "..", "..");

/** Simulated seconds a real second: an app that takes a quarter of a minute to start is there in one second. */
const speed = "20";

/** Where the demo plays: a simulator, and a Pulumi home and backend of its own. */
export interface Stage {
  /** The name of both stacks; free in this checkout. */
  stack: string;
  /** What a person would export to go on by hand. */
  exports: Record<"RAINBOND_ENDPOINT" | "RAINBOND_TOKEN", string> & Record<string, string>;
  info: SimulatorInfo;
  control: SimulatorControl;
  simulator: ChildProcess;
  /** Holds Pulumi's home and backend. */
  folder: string;
}

/** The folders whose stack configuration the demo writes; git ignores these files. */
const configured = ["market-app", "stack-reference", "configured"].map((name) => join(root, "examples", name));

/**
 * Sets the stage. A stage that is to be kept outlives this process and the task runner, which therefore must not know it.
 */
export async function setStage(isKept: boolean): Promise<Stage> {
  const folder = await makeFolder();
  const stack = await reserveStack();
  const { simulator, url } = await startSimulator(isKept);
  const control = new SimulatorControl(url);
  const info = await control.readInfo();
  const exports = {
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    RAINBOND_ENDPOINT: url,
    RAINBOND_TOKEN: info.adminToken,
    RAINBOND_MARKET_ACCESS_KEY: info.storeKey,
  };
  return { stack, exports, info, control, simulator, folder };
}

/** Takes away all that the stage consists of. */
export async function strikeStage({ simulator, folder, stack }: Stage): Promise<void> {
  if (simulator.exitCode === null && simulator.signalCode === null) {
    const ended = once(simulator, "exit");
    simulator.kill("SIGINT");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
  await Promise.all(configured.map((project) => rm(configFile(project, stack), { force: true })));
}

/** Lets the simulator live on when this process ends. */
export function leaveStage({ simulator }: Stage): void {
  simulator.stdout?.destroy();
  simulator.unref();
}

/** Runs `pulumi` as a person would in this folder: says so, shows what it prints. */
export async function pulumi(
  stage: Stage,
  folder: string,
  args: string[],
  abandon: AbortSignal,
  isShown = true,
): Promise<Outcome> {
  console.log(`\n${relative(root, folder) || "."} $ pulumi ${args.join(" ")}`);
  const show = (chunk: string) => process.stdout.write(chunk.replace(/^(?=.)/gm, "  "));
  return runCommand("pulumi", args, {
    cwd: folder,
    env: { ...process.env, ...stage.exports },
    abandon,
    ...(isShown ? { onText: show } : {}),
  });
}

/** The lines that a person types to go on by hand, and to end it all. */
export function handOver({ exports, stack, simulator, folder }: Stage): string {
  const cli = process.env["PATH"]?.split(delimiter).find((entry) => existsSync(join(entry, "pulumi"))) ?? "";
  const files = configured.map((project) => configFile(project, stack)).filter(existsSync);
  return [
    "Go on by hand: type these lines, then work in examples/market-app, examples/stack-reference or here.",
    "",
    `export PATH=${quote(cli)}:$PATH`,
    ...Object.entries(exports).map(([name, value]) => `export ${name}=${quote(value)}`),
    "",
    "pulumi up",
    "pulumi stack output --json",
    "pulumi preview --refresh --expect-no-changes",
    "",
    "And to end it, pulumi destroy in examples/stack-reference and then here, and:",
    "",
    `kill ${simulator.pid ?? ""}; rm -r ${quote(relative(root, folder))} ${files.map((file) => relative(root, file)).join(" ")}`,
  ].join("\n");
}

async function makeFolder(): Promise<string> {
  await mkdir(join(root, ".tmp"), { recursive: true });
  const folder = await mkdtemp(join(root, ".tmp", "demo-"));
  await mkdir(join(folder, "backend"));
  return folder;
}

/** Finds a stack name that no one uses in this checkout, and takes it by making its configuration file. */
async function reserveStack(number = 1): Promise<string> {
  const stack = number === 1 ? "demo" : `demo-${number}`;
  const [first = root] = configured;
  try {
    await (await open(configFile(first, stack), "wx")).close();
    return stack;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return reserveStack(number + 1);
    throw error;
  }
}

function configFile(project: string, stack: string): string {
  return join(project, `Pulumi.${stack}.yaml`);
}

async function startSimulator(isKept: boolean): Promise<{ simulator: ChildProcess; url: string }> {
  const args = ["simulator", "--speed", speed];
  console.log(`\n. $ npx pulumi-rainbond ${args.join(" ")} &`);
  const { PULUMI_RAINBOND_RUN: mark, ...unmarked } = process.env;
  const env = isKept || mark === undefined ? unmarked : process.env;
  const simulator = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...args], {
    env,
    detached: true,
    // Output that a kept simulator held open would keep whoever reads ours waiting.
    stdio: ["ignore", "pipe", isKept ? "ignore" : "inherit"],
  });
  let printed = "";
  for await (const chunk of simulator.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    const [, url] = /runs at (http:\S+?)\.?\s/.exec(printed) ?? [];
    if (url !== undefined) return { simulator, url };
  }
  throw new Error(`The simulator ended before it was ready: ${printed}`);
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
