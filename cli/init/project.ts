import { legalName } from "../project/legal-name";
import { projectFiles, type Files } from "../project/project-files";
import type { Answers } from "./answers";

/** Where the answers go. */
export interface Plan {
  readonly project: string;
  readonly stack: string;
  /** The console's address. */
  readonly endpoint: string;
}

/** The files of a first project. Neither the token nor the store's key is among them. */
export function filesOf({ project, stack, endpoint }: Plan, answers: Answers): Files {
  const { teamId, regionName } = answers;
  const config = { endpoint, teamId, regionName };
  const lines = Object.entries(config).map(([key, value]) => `  rainbond:${key}: ${JSON.stringify(value)}\n`);
  return new Map([
    ...projectFiles(project),
    ["index.ts", programOf(answers)],
    [`Pulumi.${stack}.yaml`, `config:\n${lines.join("")}`],
    [".gitignore", "node_modules/\n"],
  ]);
}

const head = `// Written by pulumi-rainbond init. The console, the team and the region are in the stack's configuration; the access token and the app store's key
// come from the environment (RAINBOND_TOKEN, RAINBOND_MARKET_ACCESS_KEY) or, encrypted, from the configuration (pulumi config set --secret rainbond:token).
import * as rainbond from "pulumi-rainbond";
`;

function programOf({ modelName, marketUrl, marketDomain, appModelId, appModelVersion }: Answers): string {
  const declared = { marketUrl, marketDomain, appModelId, appModelVersion };
  const lines = Object.entries(declared).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},\n`);
  return [
    head,
    `const app = new rainbond.MarketApp(${JSON.stringify(legalName(modelName, "app"))}, {\n${lines.join("")}});\n`,
    "export const { appId, components, health, upgradeAvailable } = app;\n",
  ].join("\n");
}
