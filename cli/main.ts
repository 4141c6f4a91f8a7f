#!/usr/bin/env node
import { Command } from "commander";
import { driftCommand } from "./drift-command";
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

program
  .version(packageVersion)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
