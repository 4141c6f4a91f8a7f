import type { StoreAnswer } from "../store";

/** A template, as the store has it. */
export type FoundTemplate = Pick<StoreAnswer & { outcome: "found" }, "components" | "plugins">;

/** What will become of an install by the API, before anything is asked of the console. */
export interface InstallOutlook {
  /** What fails it: one item is enough. */
  readonly refused: readonly string[];
  /** What may fail it, or stand in the way later: it depends on the console and the team. */
  readonly doubts: readonly string[];
}

/** Some consoles keep no more of an app's id and version (a console on MySQL fails over longer ones). */
const longestKept = 32;

/** Looks for what the install endpoint is known to stumble over. Pure. */
export function installOutlook(appModelId: string, appModelVersion: string, template: FoundTemplate): InstallOutlook {
  return { refused: refusedOf(template), doubts: doubtsAbout(appModelId, appModelVersion, template) };
}

function refusedOf({ components }: FoundTemplate): string[] {
  if (components.length === 0) return ["it has no components"];
  return components.flatMap(({ serviceCname: name, lacks, httpPorts, parts }) => [
    ...lacks.map((key) => `component ${name} has no ${key}`),
    ...parts.ports
      .filter(({ port, isOuter }) => isOuter && !httpPorts.includes(port))
      .map(({ port }) => `component ${name} opens port ${port} to the outside, which doesn't speak HTTP`),
  ]);
}

function doubtsAbout(appModelId: string, appModelVersion: string, { plugins }: FoundTemplate): string[] {
  const kept = `a console on MySQL keeps ${longestKept} characters, and fails the install`;
  return [
    ...plugins
      .filter(({ hasLogin }) => !hasLogin)
      .map(
        ({ name }) =>
          `plugin ${name} says no login of its image: the install fails unless the team has the plugin already`,
      ),
    ...(appModelId.length > longestKept ? [`appModelId has ${appModelId.length} characters: ${kept}`] : []),
    ...(appModelVersion.length > longestKept
      ? [`appModelVersion has ${appModelVersion.length} characters: ${kept}`]
      : []),
    ...(appModelId.includes("-") ? ["appModelId holds a hyphen, over which the console's upgrades stumble"] : []),
  ];
}
