#!/usr/bin/env node
import { Command } from "commander";
import { driftCommand } from "./drift-command";
import { simulatorCommand } from "./simulator-command";

const program = new Command("pulumi-rainbond")
  .description("Tools around the Pulumi provider for Rainbond")
  .addCommand(driftCommand())
  .addCommand(simulatorCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
