import { createColors } from "picocolors";
import { shown } from "../../provider/screen";
import { plainTable } from "../terminal/plain-table";
import type { UpgradeOutlook } from "./outlook";
import type { ListedApp, StoreList } from "./report";

type Colours = ReturnType<typeof createColors>;

/** So many rows a person reads; the JSON has all. */
const mostRows = 200;
const mostNamed = 5;

/** The list for people: the apps, an app's versions or a version's components, by the names that a program declares them with. */
export function storeTable(list: StoreList, isColoured: boolean): string {
  const colours = createColors(isColoured);
  const parts = [
    ...(list.apps ? appsText(list.apps, list.total ?? 0, colours) : []),
    ...(list.app ? versionsText(list.app, colours) : []),
    ...(list.components ? componentsText(list.components, colours) : []),
    ...(list.upgrade ? upgradeText(list.upgrade, colours) : []),
    ...list.failures.map((failure) => `${colours.red("couldn't be looked at:")} ${failure}`),
  ];
  return `${[...parts, "", colours.bold(`in ${list.marketUrl} (marketDomain ${list.marketDomain})`)].join("\n")}\n`;
}

function tableOf(titles: readonly string[], rows: readonly string[][], colours: Colours): string[] {
  const more = rows.length > mostRows ? [`and ${rows.length - mostRows} more`] : [];
  const table = plainTable(
    titles.map((title) => colours.dim(title)),
    rows.slice(0, mostRows).map((row) => row.map((cell) => shown(cell))),
  );
  return [table, ...more];
}

function appsText(apps: NonNullable<StoreList["apps"]>, total: number, colours: Colours): string[] {
  if (apps.length === 0) return ["no app"];
  const rows = apps.map(({ appModelId, name, versions }) => [name, appModelId, firstOf(versions)]);
  const unread = total > apps.length ? [`of ${total} apps; --search finds the others`] : [];
  return [...tableOf(["app", "appModelId", "appModelVersion"], rows, colours), ...unread];
}

function versionsText({ name, appModelId, versions }: ListedApp, colours: Colours): string[] {
  const rows = versions.map(({ version, updateTime, components, installable }) => [
    version,
    updateTime.slice(0, 10),
    components === null ? "" : firstOf(components),
    installable === null ? "" : installable ? "yes" : "no",
  ]);
  const reasons = versions.flatMap(({ version, why }) => why.map((reason) => `  ${shown(version)}: ${shown(reason)}`));
  const table = tableOf(["appModelVersion", "published", "components", "installable"], rows, colours);
  return [
    `${colours.bold(shown(name))} ${shown(appModelId)}`,
    "",
    ...table,
    ...(reasons.length > 0 ? ["", ...reasons] : []),
  ];
}

function componentsText(components: NonNullable<StoreList["components"]>, colours: Colours): string[] {
  const rows = components.map(({ serviceCname, serviceKey, image, minMemory, minNode, ports }) => [
    serviceCname,
    serviceKey,
    image,
    `${minMemory} MB`,
    String(minNode),
    ports.join(", "),
  ]);
  return ["", ...tableOf(["serviceCname", "serviceKey", "image", "minMemory", "minNode", "ports"], rows, colours)];
}

function upgradeText({ from, to, isDowngrade, refuses, does, leaves }: UpgradeOutlook, colours: Colours): string[] {
  const title = colours.bold(`An upgrade in place from ${shown(from)} to ${shown(to)}`);
  if (isDowngrade) return [`${title} would do nothing: ${shown(to)} is the older version, and Rainbond can't go back`];
  const part = (heading: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [heading, ...items.map((item) => `  ${shown(item)}`)];
  const parts = [
    ...part(colours.red("would fail, since the new version"), refuses),
    ...part(colours.green("would change"), does),
    ...part(colours.yellow("would leave as it is"), leaves),
  ];
  return [title, ...(parts.length > 0 ? parts : ["would change nothing"])];
}

function firstOf(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return names.slice(0, mostNamed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
