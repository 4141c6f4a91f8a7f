import { Command, InvalidArgumentError, Option } from "commander";
import { examples, moreHelp } from "./help";
import { repeatable } from "./option-kinds";
import { databaseModels, startSimulator, type DatabaseModel, type DemoSimulator } from "../simulator";

interface Options {
  port: number;
  speed: number;
  latency: number;
  template: string[];
  database: DatabaseModel;
  state?: string;
}

const more = moreHelp(
  examples(
    "npx pulumi-rainbond simulator",
    "npx pulumi-rainbond simulator --speed 50 --port 7070 --state rainbond.json",
  ),
);

/** The sub-command that runs the simulator until Ctrl-C, and prints what to export to use it. */
export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("Run a Rainbond of your own on this machine: console, app store and cluster")
    .addOption(new Option("--port <number>", "the port").argParser(parsePort).default(0, "any free one"))
    .option("--speed <number>", "simulated seconds a real second; 0 stands still", parseSpeed, 1)
    .addOption(
      new Option("--latency <duration>", "add 50ms or 1s to every call of console and store")
        .argParser(parseDuration)
        .default(0, "none"),
    )
    .addOption(repeatable("--template <file>", "load a template that a store exported", "none"))
    .addOption(
      new Option("--database <model>", "the console's: sqlite refuses a write beside another one, mysql doesn't")
        .choices(databaseModels)
        .default("sqlite"),
    )
    .option("--state <file>", "keep the state in this file between runs; best with a fixed --port")
    .addOption(
      new Option("--host <address>", "anything but this machine is refused").argParser(parseHost).default("127.0.0.1"),
    )
    .addHelpText("after", more)
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

function parseHost(text: string): string {
  if (text === "127.0.0.1" || text === "localhost") return text;
  throw new InvalidArgumentError("The simulator listens on loopback only.");
}

function welcome({ url, info }: DemoSimulator): string {
  return [
    `The simulator runs at ${url}. Ctrl-C ends it.`,
    "",
    `export RAINBOND_ENDPOINT=${url}`,
    `export RAINBOND_TOKEN=${info.adminToken}`,
    `export RAINBOND_MARKET_ACCESS_KEY=${info.storeKey}`,
    "",
    `pulumi config set rainbond:teamId ${info.teamId}`,
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
