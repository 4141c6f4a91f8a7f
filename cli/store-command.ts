import { Command, InvalidArgumentError, Option } from "commander";
import { examples, exitCodes, moreHelp } from "./help";
import { parseMarket } from "./market-option";
import { jsonOption } from "./scope-options";
import type { StoreOptions } from "./store/run";
import type { Step } from "./store/outlook";

const more = moreHelp(
  examples(
    "npx pulumi-rainbond store --market shop=https://hub.example",
    "npx pulumi-rainbond store --market shop=https://hub.example --search blog",
  ),
  "The store's key comes from the environment: RAINBOND_MARKET_ACCESS_KEY.",
  exitCodes({ 0: "all that was asked for could be looked at", 1: "something couldn't" }),
);

/** The sub-command that lists what an app store has: apps, versions, components, and what an upgrade would come to. */
export function storeCommand(): Command {
  const market = new Option("--market <domain=url>", "the app store, exactly as the console has it");
  const upgrade = new Option("--upgrade <from..to>", "what an upgrade in place would do, leave and refuse");
  return new Command("store")
    .description(
      "List an app store's apps, an app's versions, a version's components: what a program declares; changes nothing",
    )
    .addOption(market.argParser((text) => parseMarket(text)).makeOptionMandatory())
    .option("--search <text>", "only apps whose names hold this")
    .option("--app <appModelId>", "the versions of this app instead of all apps")
    .option("--app-version <version>", "the components of this version of it")
    .addOption(upgrade.argParser(parseStep))
    .addOption(jsonOption())
    .addHelpText("after", more)
    .action(async (options: StoreOptions) => {
      const { runStore } = await import("./store/run.js");
      process.exitCode = await runStore(options);
    });
}

function parseStep(text: string): Step {
  const [, from, to] = /^(.+?)\.\.(.+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError("It must be two versions, like 1.0..1.1.");
  return { from, to };
}
