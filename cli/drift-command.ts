import { Command, Option } from "commander";
import type { DriftOptions } from "./drift/run";

/** The sub-command that tells whether the apps of some stacks are as the last `pulumi up` left them. */
export function driftCommand(): Command {
  return new Command("drift")
    .description(
      "Tell whether the Rainbond apps of a Pulumi project are as the last pulumi up left them; changes nothing",
    )
    .option("--cwd <folder>", "the Pulumi project's folder", ".")
    .option("--stack <name>", "a stack; may be repeated (default: the selected one)", collect, [])
    .option("--json [file]", "write the report as JSON to the file, or to standard output")
    .option("--markdown [file]", "write it as Markdown, for a comment or a job's summary")
    .option("--junit [file]", "write it as JUnit XML")
    .addOption(
      new Option("--exit-codes <kind>", "0 clean, 1 error, and for drift 2 (default) or 7 (pulumi)")
        .choices(["default", "pulumi"])
        .default("default"),
    )
    .action(async (options: DriftOptions) => {
      // Pulumi's libraries take half a second to load: other commands needn't wait for them.
      const { runDrift } = await import("./drift/run.js");
      process.exitCode = await runDrift(options);
    });
}

function collect(name: string, names: readonly string[]): string[] {
  return [...names, name];
}
