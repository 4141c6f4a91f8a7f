import type { Say } from "../terminal/status-line";
import { showListing } from "../looking";
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
  return showListing({ make: (say) => lookFor(options, say), table: inventoryTable, json: options.json });
}

async function lookFor(options: InventoryOptions, say: Say): Promise<Inventory> {
  const link = linkTo(process.env);
  const managers = managersBy(await managed(options, say));
  return survey(options, managers, link, say);
}

/** Pulumi's libraries take half a second to load: who names no stack needn't wait for them. */
async function managed({ cwd, stack }: InventoryOptions, say: Say): Promise<readonly Managed[]> {
  if (cwd === undefined && stack.length === 0) return [];
  say("Looking into the stacks …");
  const { managedBy } = await import("./stack-states.js");
  return managedBy({ cwd: cwd ?? ".", stack });
}
