#!/usr/bin/env node
import "./refuse-old-node";
import { Command } from "commander";
import { addCompletion } from "./completion";
import { driftCommand } from "./drift-command";
import { examples, moreHelp } from "./help";
import { initCommand } from "./init-command";
import { importCommand } from "./import-command";
import { inventoryCommand } from "./inventory-command";
import { packageVersion } from "./package-version";
import { simulatorCommand } from "./simulator-command";
import { storeCommand } from "./store-command";
import { teamsCommand } from "./teams-command";

const program = new Command("pulumi-rainbond").description("Tools around the Pulumi provider for Rainbond");
const commands = [
  initCommand(),
  driftCommand(),
  teamsCommand(),
  storeCommand(),
  inventoryCommand(),
  importCommand(),
  simulatorCommand(),
];
for (const command of commands) program.addCommand(command.version(packageVersion));

// A reader that has enough, such as `head`, closes the pipe: no reason for a stack trace. What must have been written is looked after where it is written.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

program.version(packageVersion).addHelpText(
  "after",
  moreHelp(
    examples("npx pulumi-rainbond simulator", "npx pulumi-rainbond drift --stack prod"),
    `Completion in bash, zsh, fish and powershell, where the command is on the PATH:
  $ source <(pulumi-rainbond complete bash)`,
  ),
);

addCompletion(program, process.argv[2])
  .then(() => program.parseAsync())
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
