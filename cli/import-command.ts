import { Command, Option } from "commander";
import type { ImportOptions } from "./import/run";
import { addMarket } from "./market-option";
import { examples, exitCodes, moreHelp } from "./help";
import { scopeOptions } from "./scope-options";

const more = moreHelp(
  examples(
    "npx pulumi-rainbond import --market shop=https://hub.test --out apps",
    "npx pulumi-rainbond import --market shop=https://hub.test --out apps --run",
  ),
  `The console, the token and the app store's key come from the environment:
RAINBOND_ENDPOINT, RAINBOND_TOKEN or RAINBOND_TOKEN_FILE, and
RAINBOND_MARKET_ACCESS_KEY. None of them is written anywhere.`,
  exitCodes({ 0: "all that was asked for is in the files", 1: "something isn't, with the reason" }),
);

/** The sub-command that writes the code and the import file for installs that are there. */
export function importCommand(): Command {
  const command = new Command("import").description(
    "Write the program and the import file with which Pulumi manages apps that are installed already, as they are",
  );
  command.requiredOption("--out <folder>", "where the files go: import.json, index.ts, and a project if there is none");
  const market = new Option(
    "--market <domain=url>",
    "an app store that they came from, exactly as the console has it; may be repeated",
  );
  command.addOption(market.argParser(addMarket).makeOptionMandatory());
  for (const option of scopeOptions()) command.addOption(option);
  return command
    .option("--cwd <folder>", "the Pulumi project to import into (default: a new one in the folder of --out)")
    .option("--stack <name>", "the stack to import into (default: the selected one of --cwd; of a new project, dev)")
    .option("--run", "run the commands as well, where index.ts is the project's program")
    .addHelpText("after", more)
    .action(async (options: ImportOptions) => {
      const { runImport } = await import("./import/run.js");
      process.exitCode = await runImport(options);
    });
}
