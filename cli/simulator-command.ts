import { Command, InvalidArgumentError } from "commander";
import { startSimulator, type Simulator } from "../simulator";

interface Options {
  port: number;
  speed: number;
}

/** The sub-command that runs the simulator until Ctrl-C, and prints what to export to use it. */
export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("Run a Rainbond of your own on this machine: console, app store and cluster")
    .option("--port <number>", "port of 127.0.0.1 (default: any free one)", parsePort, 0)
    .option("--speed <number>", "simulated seconds a real second", parseSpeed, 1)
    .action(async (options: Options) => {
      const simulator = await startSimulator({ ...options, demo: true });
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
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new InvalidArgumentError("It must be a number above 0.");
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
