import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf } from "../../provider/errors";
import { isColoured } from "../terminal/colours";
import { junitOf } from "./junit";
import { markdownOf } from "./markdown";
import type { Report } from "./report";
import { tableOf } from "./table";

/** Where reports go: to a file, or to standard output (`true`). */
export interface Places {
  readonly json?: string | true;
  readonly markdown?: string | true;
  readonly junit?: string | true;
}

/** One report and where it goes. */
interface Outlet {
  readonly to: string | true;
  readonly text: (report: Report) => string;
}

/** Fails, with a message for people, where two reports would go to one place. */
export function refuseSharedPlaces(places: Places): void {
  const taken = new Set<string | true>();
  for (const { to } of outletsOf(places)) {
    const place = to === true || resolve(to);
    if (taken.has(place))
      throw new Error(`only one report can go to ${nameOf(to)}: give each of the others its own file`);
    taken.add(place);
  }
}

/**
 * Writes all reports, and the table for people, which makes way on standard output for a report that is asked for there. What can't be written
 * keeps nothing else from being written: returns what failed, a line each.
 */
export async function writeReports(report: Report, places: Places): Promise<string[]> {
  const outlets = outletsOf(places);
  const screen = outlets.some(({ to }) => to === true) ? process.stderr : process.stdout;
  const failures = [await print(screen, tableOf(report, isColoured(screen)))];
  for (const { to, text } of outlets) {
    failures.push(to === true ? await print(process.stdout, text(report)) : writeFile(to, text(report)));
  }
  return failures.flatMap((failure) => failure ?? []);
}

function outletsOf({ json, markdown, junit }: Places): Outlet[] {
  const asJson = (report: Report): string => `${JSON.stringify(report, undefined, 2)}\n`;
  return [
    ...(json === undefined ? [] : [{ to: json, text: asJson }]),
    ...(markdown === undefined ? [] : [{ to: markdown, text: markdownOf }]),
    ...(junit === undefined ? [] : [{ to: junit, text: junitOf }]),
  ];
}

function nameOf(to: string | true): string {
  return to === true ? "standard output" : to;
}

/** Prints a text; returns why it couldn't. A reader that has gone away had enough: that is no failure. */
export async function print(stream: NodeJS.WriteStream, text: string): Promise<string | undefined> {
  return new Promise((done) => {
    stream.write(text, (error) => {
      const hasReader = error && !("code" in error && error.code === "EPIPE");
      done(hasReader ? `can't write to standard output: ${error.message}` : undefined);
    });
  });
}

/** Writes a file, and the folders above it; returns why it couldn't. */
export function writeFile(path: string, text: string): string | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (thrown) {
    return `can't write ${path}: ${messageOf(thrown)}`;
  }
  return undefined;
}
