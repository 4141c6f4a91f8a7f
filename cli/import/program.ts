import type { Imported } from "./recorded";
import { variableName } from "./names";

const shared = ["teamId", "regionName", "marketUrl", "marketDomain"] as const;
const own = ["appId", "adopt", "appModelId", "appModelVersion"] as const;
type Argument = (typeof shared)[number] | (typeof own)[number];

const head = `// Written by pulumi-rainbond import: what was installed by hand, as it is. A newer appModelVersion is an upgrade.
// The access token and the app store's key come from the configuration (RAINBOND_TOKEN, RAINBOND_MARKET_ACCESS_KEY, or rainbond:… of the stack).
import * as rainbond from "pulumi-rainbond";
`;

/** The program that declares just what is imported, with what is the same for all of it said once. */
export function programOf(imported: readonly Imported[]): string {
  const [first] = imported;
  const common = shared.filter(
    (key) => imported.length > 1 && imported.every(({ state }) => state[key] === first?.state[key]),
  );
  const constant = first && common.length > 0 ? [`const common = {\n${linesOf(first, common)}};\n`] : [];
  return [head, ...constant, ...imported.map((one) => declarationOf(one, common))].join("\n");
}

function declarationOf(one: Imported, common: readonly Argument[]): string {
  const { name, entry, state } = one;
  const { teamAlias, teamName, regionName, appName, modelName } = entry;
  const rest = [...shared, ...own].filter((key) => !common.includes(key));
  const standsStill = "  // It stands still; true deploys it.\n  isDeploy: false,\n";
  return [
    `// ${modelName ?? "App"} in app group ${appName} of team ${teamAlias || teamName}, region ${regionName}\n`,
    `const ${variableName(name)} = new rainbond.MarketApp(${JSON.stringify(name)}, {\n`,
    common.length > 0 ? "  ...common,\n" : "",
    linesOf(one, rest),
    state.isDeploy ? "" : standsStill,
    "});\n",
  ].join("");
}

function linesOf({ state }: Imported, keys: readonly Argument[]): string {
  return keys.map((key) => `  ${key}: ${JSON.stringify(state[key])},\n`).join("");
}
