import { Command, Option } from "commander";
import type { InitOptions } from "./init/run";
import { examples, exitCodes, moreHelp } from "./help";
import { parseMarket } from "./market-option";

const more = moreHelp(
  examples(
    "npx pulumi-rainbond init blog",
    "npx pulumi-rainbond init blog --market shop=https://hub.example --region eu",
  ),
  `The console, the token and the app store's key come from the environment:
RAINBOND_ENDPOINT, RAINBOND_TOKEN or RAINBOND_TOKEN_FILE, and
RAINBOND_MARKET_ACCESS_KEY. Neither the token nor the key is written anywhere.
What isn't given is asked for on a terminal.`,
  exitCodes({ 0: "the project is written", 1: "it isn't, with the reason" }),
);

/** The sub-command that writes a first project: one app of a store, in one team and region. */
export function initCommand(): Command {
  const market = new Option("--market <domain=url>", "the app store, exactly as the console has it");
  return new Command("init")
    .description(
      "Write a Pulumi project that installs an app from a store; each answer is checked against the console and the store",
    )
    .argument("[folder]", "where it goes: a new folder, or an empty one", ".")
    .option("--name <project>", "the project's name (default: the folder's)")
    .option("--stack <name>", "the stack that is configured", "dev")
    .option("--team <name>", "the team: its id, name or display name (default: the only one)")
    .option("--region <name>", "the region's region_name (default: the team's only one)")
    .addOption(market.argParser((text) => parseMarket(text)))
    .option("--app <appModelId>", "the app in the store")
    .option("--app-version <version>", "its version (default: without a terminal the newest)")
    .addHelpText("after", more)
    .action(async (folder: string, options: Omit<InitOptions, "folder">) => {
      const { runInit } = await import("./init/run.js");
      process.exitCode = await runInit({ ...options, folder });
    });
}
