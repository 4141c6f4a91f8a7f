#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { z } from "zod";
import { driftCommand } from "./drift-command";
import { inventoryCommand } from "./inventory-command";
import { simulatorCommand } from "./simulator-command";

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(require.resolve("pulumi-rainbond/package.json"), "utf8")));

const program = new Command("pulumi-rainbond").description("Tools around the Pulumi provider for Rainbond");
for (const command of [driftCommand(), inventoryCommand(), simulatorCommand()])
  program.addCommand(command.version(version));

// A reader that has enough, such as `head`, closes the pipe: no reason for a stack trace. What must have been written is looked after where it is written.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

program
  .version(version)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
