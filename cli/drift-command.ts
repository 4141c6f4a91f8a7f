import { Command, Option } from "commander";
import type { DriftOptions } from "./drift/run";
import { examples, exitCodes, moreHelp } from "./help";
import { placeOf, repeatable } from "./option-kinds";

const more = moreHelp(
  examples(
    "npx pulumi-rainbond drift",
    "npx pulumi-rainbond drift --stack dev --stack prod",
    "npx pulumi-rainbond drift --stack prod --json drift.json --markdown drift.md",
  ),
  exitCodes({ 0: "no drift", 2: "drift", 1: "couldn't tell, or a report couldn't be written" }),
);

/** The sub-command that tells whether the apps of some stacks are as the last `pulumi up` left them. */
export function driftCommand(): Command {
  return new Command("drift")
    .description(
      "Tell whether the Rainbond apps of a Pulumi project are as the last pulumi up left them; changes nothing",
    )
    .option("--cwd <folder>", "the Pulumi project's folder", ".")
    .addOption(repeatable("--stack <name>", "a stack", "the selected one"))
    .option("--json [file]", "the report as JSON (- or no file: standard output)", placeOf)
    .option("--markdown [file]", "the report as Markdown, for a comment or a job's summary", placeOf)
    .option("--junit [file]", "the report as JUnit XML", placeOf)
    .addOption(
      new Option("--exit-codes <kind>", "which code tells drift: 2 (default), or 7 as Pulumi does (pulumi)")
        .choices(["default", "pulumi"])
        .default("default"),
    )
    .addHelpText("after", more)
    .action(async (options: DriftOptions) => {
      // Pulumi's libraries take half a second to load: other commands needn't wait for them.
      const { runDrift } = await import("./drift/run.js");
      process.exitCode = await runDrift(options);
    });
}
