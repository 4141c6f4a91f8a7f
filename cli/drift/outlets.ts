import { resolve } from "node:path";
import { isColoured } from "../terminal/colours";
import { print, writeFile } from "../terminal/print";
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
