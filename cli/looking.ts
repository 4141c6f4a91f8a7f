import { print, writeFile } from "./terminal/print";
import type { Say } from "./terminal/status-line";
import { isColoured } from "./terminal/colours";
import { shownOnTerminal } from "./terminal/shown-on-terminal";

/** A list that a command makes, and how it is shown. */
export interface Listing<List extends { readonly failures: readonly string[] }> {
  /** Makes it, and says what takes so long. */
  readonly make: (say: Say) => Promise<List>;
  /** For people. */
  readonly table: (list: List, isColoured: boolean) => string;
  /** Where the JSON goes: a file, or standard output (`true`). */
  readonly json: string | true | undefined;
}

/** Makes a list and shows it. Returns the exit code: 0 if all that was asked for could be looked at. */
export async function showListing<List extends { readonly failures: readonly string[] }>(
  listing: Listing<List>,
): Promise<number> {
  return shownOnTerminal(async (status) => {
    const list = await listing.make(status.say);
    status.end();
    const failures = await write(list, listing);
    for (const failure of failures) process.stderr.write(`${failure}\n`);
    return list.failures.length + failures.length > 0 ? 1 : 0;
  });
}

/** The table makes way on standard output for the JSON. */
async function write<List extends { readonly failures: readonly string[] }>(
  list: List,
  { table, json }: Listing<List>,
): Promise<string[]> {
  const screen = json === true ? process.stderr : process.stdout;
  const failures = [await print(screen, table(list, isColoured(screen)))];
  const text = `${JSON.stringify(list, undefined, 2)}\n`;
  if (json === true) failures.push(await print(process.stdout, text));
  else if (json !== undefined) failures.push(writeFile(json, text));
  return failures.flatMap((failure) => failure ?? []);
}
