import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "./rows";

const body = `
const config = new pulumi.Config();
const blog = new rainbond.MarketApp("blog", {
  marketUrl: config.require("marketUrl"),
  marketDomain: "rainbond",
  appModelId: config.require("appModelId"),
  appModelVersion: "1.0",
});
`;

const imports = `import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";
`;

const exporting = `${imports}${body}export const health = blog.health;\n`;

const programs: Record<Row["kind"], [file: string, source: string]> = {
  TypeScript: ["index.ts", exporting],
  JavaScript: [
    "index.js",
    `const pulumi = require("@pulumi/pulumi");\nconst rainbond = require("pulumi-rainbond");\n${body}exports.health = blog.health;\n`,
  ],
  ESM: ["index.js", exporting],
  "ESM TypeScript": ["index.ts", exporting],
};

/** What a project of a kind depends on beside our package and the SDK. Pulumi takes TypeScript for ES modules where it finds a ts-node of its own. */
export const compilers: Record<Row["kind"], readonly string[]> = {
  TypeScript: ["typescript@5.9.3"],
  JavaScript: [],
  ESM: [],
  "ESM TypeScript": ["typescript@5.9.3", "ts-node@10.9.2"],
};

/** What the managers are told to install packages. */
export const installs: Record<Row["manager"], readonly string[]> = {
  npm: ["npm", "install", "--no-audit", "--no-fund"],
  pnpm: ["pnpm", "add"],
  yarn: ["yarn", "add", "--non-interactive"],
};

/** Writes a project of the row's kind into a folder that it makes. */
export function writeProject(folder: string, { kind }: Row): void {
  const [main, source] = programs[kind];
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: "shop",
    version: "1.0.0",
    private: true,
    main,
    ...(kind.startsWith("ESM") && { type: "module" }),
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "Pulumi.yaml"), `name: shop\nruntime: nodejs\nmain: ${main}\n`);
  writeFileSync(join(folder, main), source);
}
