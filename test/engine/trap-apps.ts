import type { SimulatorInfo } from "../../simulator";
import { demoTemplate, modelOf, orphaningTemplate, ringTemplate } from "../socket/simulator/templates";
import { demoArguments } from "./market-app-program";

const oldest = demoTemplate("1.0");
const plain = { "1.1": demoTemplate("1.1"), "1.0": oldest };
/** The newest version's template under a number of its own and with a newer build. */
const newest: unknown = JSON.parse(
  JSON.stringify(plain["1.1"])
    .replace(/1\.1"/g, '1.2"')
    .replace(/20250201/g, "20250301"),
);
/** Other images, though the console compares builds, and these are those of 1.0. */
const stale: unknown = JSON.parse(JSON.stringify(oldest).replace(/:1\.0"/g, ':1.1"'));

/** The apps of the traps by their names: each has a model of that id, of these versions. */
const versionsOf = {
  same: { "1.1": oldest, "1.0": oldest },
  stale: { "1.1": stale, "1.0": oldest },
  build: plain,
  twins: plain,
  lacking: plain,
  often: { "1.2": newest, ...plain },
  orphaned: { "1.1": plain["1.1"], "1.0": orphaningTemplate() },
  ring: { "1.0": ringTemplate() },
  needed: plain,
  running: plain,
  unknown: plain,
};

/** An app that meets a trap. */
export type TrapApp = keyof typeof versionsOf;

/** What the store holds for the traps. */
export function trapEntries({ storeKey, storeDomain }: SimulatorInfo): unknown {
  const models = Object.entries(versionsOf).map(([name, versions]) => modelOf(name, versions));
  return { accessKey: storeKey, domain: storeDomain, models };
}

/** A program with all apps at 1.0, except those of which another version is given. `orphaned` shares an app group, each other one has its own. */
export function trapProgram(
  info: SimulatorInfo,
  sharedAppId: number,
  versions: Partial<Record<TrapApp, string>>,
): string {
  const apps = Object.keys(versionsOf).map((name) => ({
    ...demoArguments(info),
    appModelId: name,
    ...(name === "orphaned" ? { appId: sharedAppId } : { appName: name }),
  }));
  const declared: Partial<Record<string, string>> = versions;
  const args = apps.map((app) => ({ ...app, appModelVersion: declared[app.appModelId] ?? "1.0" }));
  return `
import * as rainbond from "pulumi-rainbond";
for (const args of ${JSON.stringify(args)}) new rainbond.MarketApp(args.appModelId, args);
`;
}
