#!/usr/bin/env node
import "./refuse-old-node";
import { Command, type OutputConfiguration } from "commander";
import { messageOf } from "../provider/errors";
import { shown } from "../provider/screen";
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

/** What can't be taken of a command line is quoted, and may hold a secret. */
const cleaned: OutputConfiguration = {
  outputError: (text, write) => {
    write(
      text
        .split("\n")
        .map((line) => shown(line))
        .join("\n"),
    );
  },
};

const program = new Command("pulumi-rainbond")
  .description("Tools around the Pulumi provider for Rainbond")
  .configureOutput(cleaned);
const commands = [
  initCommand(),
  driftCommand(),
  teamsCommand(),
  storeCommand(),
  inventoryCommand(),
  importCommand(),
  simulatorCommand(),
];
for (const command of commands) program.addCommand(command.version(packageVersion).configureOutput(cleaned));

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
    process.stderr.write(`error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
