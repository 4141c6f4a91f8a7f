import { Command, InvalidArgumentError, Option } from "commander";
import { startSimulator, type DatabaseModel, type Simulator } from "../simulator";

interface Options {
  port: number;
  speed: number;
  latency: number;
  template: string[];
  database: DatabaseModel;
  state?: string;
}

/** The sub-command that runs the simulator until Ctrl-C, and prints what to export to use it. */
export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("Run a Rainbond of your own on this machine: console, app store and cluster")
    .option("--port <number>", "port of 127.0.0.1 (default: any free one)", parsePort, 0)
    .option("--speed <number>", "simulated seconds a real second", parseSpeed, 1)
    .option("--latency <duration>", "what every call takes in addition, such as 50ms or 1s", parseDuration, 0)
    .option("--template <file>", "load a template that a store exported; may be repeated", collect, [])
    .addOption(
      new Option(
        "--database <model>",
        "the console's database: sqlite is locked for a write while another one is under way",
      )
        .choices(["sqlite", "mysql"])
        .default("sqlite"),
    )
    .option("--state <file>", "keep the state in this file between runs; best with a fixed --port")
    .addOption(new Option("--host <address>", "127.0.0.1, and no other").argParser(parseHost).hideHelp())
    .action(async ({ port, speed, latency, template, database, state }: Options) => {
      const simulator = await startSimulator({
        port,
        speed,
        demo: true,
        database,
        latencyMs: latency,
        templateFiles: template,
        ...(state === undefined ? {} : { stateFile: state }),
      });
      process.stdout.write(welcome(simulator));
      await interruption();
      await simulator.close();
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (Number.isFinite(speed) && speed >= 0) return speed;
  throw new InvalidArgumentError("It must be a number from 0 (time stands still).");
}

function parseDuration(text: string): number {
  const match = /^(\d+)(ms|s)$/.exec(text);
  if (match === null) throw new InvalidArgumentError("It must be a duration such as 50ms or 1s.");
  return Number(match[1]) * (match[2] === "s" ? 1000 : 1);
}

function collect(file: string, files: string[]): string[] {
  return [...files, file];
}

function parseHost(text: string): string {
  if (text === "127.0.0.1" || text === "localhost") return text;
  throw new InvalidArgumentError("The simulator listens on loopback only.");
}

function welcome({ url, info }: Simulator): string {
  return [
    `The simulator runs at ${url}. Ctrl-C ends it.`,
    "",
    `export RAINBOND_ENDPOINT=${url}`,
    `export RAINBOND_TOKEN=${info.adminToken}`,
    `export RAINBOND_MARKET_ACCESS_KEY=${info.storeKey}`,
    "",
    "pulumi config set rainbond:teamId " + (info.teamId ?? ""),
    `pulumi config set rainbond:regionName ${info.regionName}`,
    "",
    "In your program:",
    `  marketUrl: "${info.storeUrl}", marketDomain: "${info.storeDomain}",`,
    `  appModelId: "${info.appModelId}", appModelVersion: "${info.versions.at(-1) ?? ""}",`,
    "",
  ].join("\n");
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}
