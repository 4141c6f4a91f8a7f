import { Option } from "commander";
import { examples, exitCodes, moreHelp } from "./help";
import { placeOf, repeatable } from "./option-kinds";

/** The options that say what to look at on the console: each may be repeated, and none asks for everything. */
export function scopeOptions(): Option[] {
  return [
    repeatable("--team <name>", "a team: its id, name or display name", "all of the token's user"),
    repeatable("--region <name>", "a region's region_name", "all that the teams were opened in"),
    repeatable("--app <name>", "an app group: its number or name", "all"),
  ];
}

/** What the help of a command that lists what is there ends with, after these command lines. */
export function listingHelp(...lines: readonly string[]): string {
  return moreHelp(
    examples(...lines),
    `The console and the token come from the environment: RAINBOND_ENDPOINT, and
RAINBOND_TOKEN or RAINBOND_TOKEN_FILE.`,
    exitCodes({ 0: "all that was asked for could be looked at", 1: "something couldn't" }),
  );
}

/** The option that asks for a list as JSON. */
export function jsonOption(): Option {
  return new Option("--json [file]", "the list as JSON (- or no file: standard output)").argParser(placeOf);
}
