import { createColors } from "picocolors";
import { plainTable } from "../terminal/plain-table";
import type { Entry, Inventory } from "./report";
import { nameOfTeam } from "./scope";

type Colours = ReturnType<typeof createColors>;

/** The inventory for people: a table a team, with what keeps an install from being managed below it. */
export function inventoryTable({ endpoint, entries, failures }: Inventory, isColoured: boolean): string {
  const colours = createColors(isColoured);
  const teams = [...new Set(entries.map((entry) => entry.teamId))];
  const parts = teams.map((teamId) =>
    teamText(
      entries.filter((entry) => entry.teamId === teamId),
      colours,
    ),
  );
  const failed = failures.map((failure) => `${colours.red("couldn't be looked at:")} ${failure}\n`);
  return [...parts, ...failed, `${summaryOf(entries, colours)} on ${endpoint}\n`].join("\n");
}

function teamText(entries: readonly Entry[], colours: Colours): string {
  const [first] = entries;
  const title = first
    ? `${colours.bold(nameOfTeam({ name: first.teamName, alias: first.teamAlias }))} ${first.teamId}`
    : "";
  const titles = ["region", "app group", "install", "app", "version", "health", "components", "managed"];
  const rows = entries.map((entry) => rowOf(entry, colours));
  const table = plainTable(
    titles.map((each) => colours.dim(each)),
    rows,
  );
  const obstacles = obstaclesIn(entries);
  return `${[title, "", table, ...(obstacles.length > 0 ? ["", ...obstacles] : [])].join("\n")}\n`;
}

/** What keeps installs from being managed, each once, with those that it keeps. */
function obstaclesIn(entries: readonly Entry[]): string[] {
  const about = new Map<string, string[]>();
  for (const entry of entries) {
    for (const obstacle of entry.obstacles) about.set(obstacle, [...(about.get(obstacle) ?? []), nameOf(entry)]);
  }
  return [...about].map(([obstacle, names]) => `  ${names.join("; ")}: ${obstacle}`);
}

function rowOf(entry: Entry, colours: Colours): string[] {
  return [
    entry.regionName,
    `${entry.appName} (${entry.appId})`,
    entry.tenantServiceGroupId === 0 ? "" : String(entry.tenantServiceGroupId),
    entry.modelName ?? "",
    entry.version ?? "",
    entry.health,
    entry.components.map(({ serviceCname }) => serviceCname).join(", "),
    wordOn(entry, colours),
  ];
}

/** Whether it is managed, or could be. */
function wordOn({ managedBy, obstacles }: Entry, colours: Colours): string {
  if (managedBy.length > 0) return colours.green(managedBy.map(nameInUrn).join(", "));
  return obstacles.length > 0 ? colours.yellow("can't be") : "no";
}

/** Stack and name: enough for people, who have the whole URN in the JSON. */
function nameInUrn(urn: string): string {
  const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `${project}/${stack} ${urn.split("::").slice(3).join("::")}`;
}

/** An entry in words. */
export function nameOf({ appName, appId, tenantServiceGroupId, components }: Entry): string {
  const what =
    tenantServiceGroupId === 0
      ? components.map(({ serviceCname }) => serviceCname).join(", ")
      : `install ${tenantServiceGroupId}`;
  return `app group ${appId} (${appName}), ${what}`;
}

function summaryOf(entries: readonly Entry[], colours: Colours): string {
  const installs = entries.filter(({ kind }) => kind === "install");
  const managed = installs.filter(({ managedBy }) => managedBy.length > 0).length;
  const free = installs.filter(({ managedBy, obstacles }) => managedBy.length + obstacles.length === 0).length;
  const count = `${installs.length} ${installs.length === 1 ? "install" : "installs"}`;
  return colours.bold(`${count}, ${managed} of them managed by Pulumi, ${free} more could be`);
}
