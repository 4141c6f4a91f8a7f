import { Command } from "commander";
import { jsonOption, listingHelp, scopeOptions } from "./scope-options";
import type { TeamsOptions } from "./teams/run";

/** The sub-command that lists the ids that programs declare: teams, regions and app groups. */
export function teamsCommand(): Command {
  const command = new Command("teams").description(
    "List the teams of a Rainbond, their ids, regions and app groups: what a program declares; changes nothing",
  );
  for (const option of scopeOptions()) command.addOption(option);
  return command
    .addOption(jsonOption())
    .addHelpText(
      "after",
      listingHelp("npx pulumi-rainbond teams", "npx pulumi-rainbond teams --team web --json teams.json"),
    )
    .action(async (options: TeamsOptions) => {
      const { runTeams } = await import("./teams/run.js");
      process.exitCode = await runTeams(options);
    });
}
