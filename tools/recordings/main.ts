// Makes the pictures in docs/recordings of real runs on the simulator: `npm run recordings`.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { startSimulator, type DemoSimulator } from "../../simulator";
import { runCommand } from "../command";
import { pictureOf } from "./screen";

const root = resolve(__dirname, "..", "..");
const pictures = join(root, "docs", "recordings");
/** Flags of Pulumi. */
const looks = ["--color", "always", "--suppress-outputs"];
const command = join(root, "dist", "cli", "main.js");

/** A shell in a project, whose commands and what they print are remembered. */
class Recorder {
  private shown = "";

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Types a line as a reader would, and runs the real one. */
  async type(line: string, program: string, ...args: string[]): Promise<void> {
    const { stdout, stderr } = await runCommand(program, args, { cwd: this.folder, env: this.env });
    this.shown += `$ ${line}\n${stdout}${stderr}\n`;
  }

  /** Writes the picture of what was shown since the last one. */
  async save(name: string, title: string): Promise<void> {
    await writeFile(join(pictures, `${name}.svg`), pictureOf(title, tidied(this.shown)));
    this.shown = "";
  }
}

const dull = /^(Duration|Warning: A new version)|^ *warning: using pulumi-language|View (Live|in Browser)/;

/** What was on the screen in the end; what differs from run to run or is of no interest is left out. */
function tidied(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\u001b[2K\u001b[1G").at(-1) ?? line)
    .filter((line) => !dull.test(stripVTControlCharacters(line)))
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n");
}

async function configure(recorder: Recorder, { info }: DemoSimulator): Promise<void> {
  const values = {
    ...{ "rainbond:teamId": info.teamId, "rainbond:regionName": info.regionName },
    ...{ marketUrl: info.storeUrl, marketDomain: info.storeDomain },
    ...{ appModelId: info.appModelId, appModelVersion: "1.0" },
  };
  const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  await recorder.type("", "pulumi", "stack", "init", "dev");
  await recorder.type("", "pulumi", "config", "set-all", ...pairs);
}

/** What somebody does behind Pulumi's back: one component is stopped, the other gets another image. */
async function intrude(simulator: DemoSimulator, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { stdout } = await runCommand("pulumi", ["stack", "output", "components", "--json"], { cwd: folder, env });
  const components = z.array(z.object({ serviceId: z.string(), serviceCname: z.string() })).parse(JSON.parse(stdout));
  for (const { serviceId, serviceCname } of components) {
    const isWeb = serviceCname === "Web";
    await simulator.changeComponent(serviceId, isWeb ? { image: "registry.example/web:hotfix" } : { status: "closed" });
  }
}

async function main(): Promise<void> {
  const simulator = await startSimulator({ demo: true, speed: 20 });
  await mkdir(join(root, ".tmp"), { recursive: true });
  const folder = await mkdtemp(join(root, ".tmp", "recordings-"));
  const { adminToken, storeKey } = simulator.info;
  const settings = {
    RAINBOND_ENDPOINT: simulator.url,
    RAINBOND_TOKEN: adminToken,
    RAINBOND_MARKET_ACCESS_KEY: storeKey,
  };
  const PATH = [process.env["PATH"], join(root, "node_modules", "@pulumi", "pulumi")].join(delimiter);
  const env = { ...process.env, ...settings, PATH, NO_COLOR: undefined, PULUMI_SKIP_CONFIRMATIONS: "true" };
  try {
    await cp(join(root, "examples", "market-app"), folder, { recursive: true });
    const unseen = new Recorder(folder, env);
    await configure(unseen, simulator);
    const recorder = new Recorder(folder, env);
    await mkdir(pictures, { recursive: true });
    await recorder.type("pulumi up", "pulumi", "up", "--skip-preview", ...looks);
    await recorder.save("install", "An app is installed and waited for");
    await unseen.type("", "pulumi", "config", "set", "appModelVersion", "1.1");
    await recorder.type("pulumi preview --diff", "pulumi", "preview", "--diff", ...looks);
    await recorder.save("upgrade-preview", "What an upgrade would do");
    await unseen.type("", "pulumi", "config", "set", "appModelVersion", "1.0");
    await intrude(simulator, folder, env);
    const onTerminal = ["--quiet", "--command", `"${process.execPath}" "${command}" drift`, "/dev/null"];
    await recorder.type("npx pulumi-rainbond drift", "script", ...onTerminal);
    await recorder.save("drift", "Drift is reported, with what to do about it");
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}

void main();
