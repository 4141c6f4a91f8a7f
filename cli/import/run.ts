import { join, relative, resolve } from "node:path";
import { RainbondError } from "../../provider/errors";
import { print } from "../terminal/print";
import type { Say } from "../terminal/status-line";
import { linkTo } from "../inventory/link";
import { managersBy } from "../inventory/managers";
import type { Scope } from "../inventory/scope";
import { survey } from "../inventory/survey";
import { shownOnTerminal } from "../terminal/shown-on-terminal";
import { choose, type Choice } from "./choice";
import { inShell, type Command } from "../terminal/shell";
import { commandsFor, runAll } from "./commands";
import { importFile } from "./import-file";
import type { NamedMarket } from "../../provider/model";
import { programOf } from "./program";
import { programName, projectFiles } from "../project/project-files";
import { targetOf, type Target, type WantedTarget } from "./target";
import { writeAll } from "../project/written";

/** What to import, from which stores it came, into which stack, and where the files go. */
export interface ImportOptions extends Scope, WantedTarget {
  readonly market: readonly NamedMarket[];
  readonly run?: true;
}

/** Writes the files of an import and says, or runs, the commands; returns the exit code: 0 only if all that was asked for is in the files. */
export async function runImport(options: ImportOptions): Promise<number> {
  return shownOnTerminal(async (status) => {
    const { target, choice, failures } = await lookFor(options, status.say);
    status.end();
    for (const line of [...failures, ...choice.leftOut]) process.stderr.write(`left out: ${line}\n`);
    const isAll = failures.length + choice.leftOut.length === 0;
    if (choice.imported.length === 0) {
      await print(process.stdout, `Nothing to import; ${choice.there.length} in the stack already.\n`);
      return isAll && choice.there.length > 0 ? 0 : 1;
    }
    const commands = writeFiles(options.out, target, choice);
    await print(process.stdout, outcomeOf(options.out, target, choice, commands));
    if (options.run === true) await runAll(commands, target.folder);
    return isAll ? 0 : 1;
  });
}

interface Found {
  readonly target: Target;
  readonly choice: Choice;
  readonly failures: readonly string[];
}

async function lookFor(options: ImportOptions, say: Say): Promise<Found> {
  const link = linkTo(process.env);
  say("Looking into the stack …");
  const target = await targetOf(options);
  if (options.run === true) refuseUndeclared(target);
  const inventory = await survey(options, managersBy(target.managed), link, say);
  const choice = await choose(inventory, options.market, target, link, say);
  return { target, choice, failures: inventory.failures };
}

/** Pulumi deletes what is in a state and not in the program. */
function refuseUndeclared({ isItsProgram, folder }: Target): void {
  if (isItsProgram) return;
  throw new RainbondError(
    `--run: the program in ${folder} doesn't declare what is to be imported, so the next pulumi up would delete it. Nothing was written. Run the command ` +
      "without --run, put what index.ts declares into the program, then run what is printed",
  );
}

const importFileName = "import.json";

function writeFiles(out: string, target: Target, { imported }: Choice): Command[] {
  const files = new Map([
    [importFileName, importFile(imported)],
    [programName, programOf(imported)],
    ...(target.isNewProject ? projectFiles(target.project) : []),
  ]);
  writeAll(out, files, "--out");
  return commandsFor(target, relative(target.folder, join(resolve(out), importFileName)));
}

function outcomeOf(out: string, target: Target, { imported, there }: Choice, commands: readonly Command[]): string {
  const count = imported.length === 1 ? "1 install is" : `${imported.length} installs are`;
  const already = there.length > 0 ? ` ${there.length} more are in the stack already.` : "";
  return [
    `${count} in ${join(out, importFileName)} and ${join(out, programName)}.${already}`,
    target.isItsProgram
      ? `To import, run in ${target.folder}:`
      : `Put what ${programName} declares into your program, then run in ${target.folder}:`,
    "",
    ...commands.map((command) => `  ${inShell(command)}`),
    "",
    "This needs a Pulumi CLI of version 3.254 or newer. It changes nothing on the server.",
    "",
  ].join("\n");
}
