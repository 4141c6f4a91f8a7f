import { isatty } from "node:tty";
import { messageOf } from "../../provider/errors";
import { print, writeFile } from "../drift/outlets";
import { StatusLine } from "../drift/status-line";
import { concealSecretsOf } from "../drift/text";
import { linkTo } from "./link";
import { managersBy, type Managed } from "./managers";
import type { Inventory } from "./report";
import type { Scope } from "./scope";
import { survey } from "./survey";
import { inventoryTable } from "./table";

/** What to list, which stacks to look into, and where the JSON goes. */
export interface InventoryOptions extends Scope {
  /** Absent where no project is named. */
  readonly cwd?: string;
  readonly stack: readonly string[];
  /** A file, or standard output (`true`). */
  readonly json?: string | true;
}

/** Lists what lies on the console in reach of the token, and returns the exit code: 0 if all that was asked for could be looked at. */
export async function runInventory(options: InventoryOptions): Promise<number> {
  concealSecretsOf(process.env);
  const status = new StatusLine(process.stderr);
  try {
    const inventory = await lookFor(options, (text) => {
      status.say(text);
    });
    status.end();
    const failures = await write(inventory, options.json);
    for (const failure of failures) process.stderr.write(`${failure}\n`);
    return inventory.failures.length + failures.length > 0 ? 1 : 0;
  } catch (thrown) {
    status.end();
    process.stderr.write(`error: ${messageOf(thrown)}\n`);
    return 1;
  }
}

async function lookFor(options: InventoryOptions, say: (text: string) => void): Promise<Inventory> {
  const link = linkTo(process.env);
  const managers = managersBy(await managed(options, say));
  return survey(options, managers, link, say);
}

/** Pulumi's libraries take half a second to load: who names no stack needn't wait for them. */
async function managed({ cwd, stack }: InventoryOptions, say: (text: string) => void): Promise<readonly Managed[]> {
  if (cwd === undefined && stack.length === 0) return [];
  say("Looking into the stacks …");
  const { managedBy } = await import("./stack-states.js");
  return managedBy({ cwd: cwd ?? ".", stack });
}

/** The table makes way on standard output for the JSON. */
async function write(inventory: Inventory, json: string | true | undefined): Promise<string[]> {
  const screen = json === true ? process.stderr : process.stdout;
  const isColoured = isatty(screen.fd) && process.env["NO_COLOR"] === undefined;
  const failures = [await print(screen, inventoryTable(inventory, isColoured))];
  const text = `${JSON.stringify(inventory, undefined, 2)}\n`;
  if (json === true) failures.push(await print(process.stdout, text));
  else if (json !== undefined) failures.push(writeFile(json, text));
  return failures.flatMap((failure) => failure ?? []);
}
