import { Command } from "commander";
import { jsonOption, scopeOptions } from "./scope-options";
import type { TeamsOptions } from "./teams/run";

const more = `
The console and the token come from the environment: RAINBOND_ENDPOINT, RAINBOND_TOKEN or RAINBOND_TOKEN_FILE.
Exit codes: 0 all that was asked for could be looked at, 1 something couldn't`;

/** The sub-command that lists the ids that programs declare: teams, regions and app groups. */
export function teamsCommand(): Command {
  const command = new Command("teams").description(
    "List the teams of a Rainbond, their ids, regions and app groups: what a program declares; changes nothing",
  );
  for (const option of scopeOptions()) command.addOption(option);
  return command
    .addOption(jsonOption())
    .addHelpText("after", more)
    .action(async (options: TeamsOptions) => {
      const { runTeams } = await import("./teams/run.js");
      process.exitCode = await runTeams(options);
    });
}
