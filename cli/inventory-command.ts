import { Command } from "commander";
import type { InventoryOptions } from "./inventory/run";
import { repeatable } from "./option-kinds";
import { jsonOption, listingHelp, scopeOptions } from "./scope-options";

/** The sub-command that lists the installs on a console, managed or not. */
export function inventoryCommand(): Command {
  const command = new Command("inventory").description(
    "List the apps that are installed on a Rainbond, who manages them, and why one can't be managed; changes nothing",
  );
  for (const option of scopeOptions()) command.addOption(option);
  return command
    .addOption(repeatable("--stack <name>", "a stack whose apps are managed", "none, or with --cwd the selected one"))
    .option("--cwd <folder>", "the Pulumi project of the stacks")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      listingHelp("npx pulumi-rainbond inventory", "npx pulumi-rainbond inventory --team web --app shop --json"),
    )
    .action(async (options: InventoryOptions) => {
      const { runInventory } = await import("./inventory/run.js");
      process.exitCode = await runInventory(options);
    });
}
