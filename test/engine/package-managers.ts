import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "./packed-package";

const root = resolve(__dirname, "..", "..");

/** The package managers that the pages have words for. */
export type PackageManager = "npm" | "pnpm" | keyof typeof yarns;

/** What npm installs to have a yarn: their commands have one name, so that both can't be in one folder. */
export const yarns = { "yarn 1": "yarn@1.22.22", "yarn 4": "yarn@npm:@yarnpkg/cli-dist@4.18.1" };

/** The folder of a package manager's commands; npm makes that of a yarn below the given one. */
export async function findManager(parent: string, manager: PackageManager): Promise<string> {
  if (manager === "npm" || manager === "pnpm") return join(root, "node_modules", ".bin");
  const folder = join(parent, manager.replace(" ", "-"));
  await mkdir(folder, { recursive: true });
  await run(folder, "npm", "install", "--ignore-scripts", "--prefix", folder, yarns[manager]);
  return join(folder, "node_modules", ".bin");
}

/** What a page tells the users of a package manager in place of its lines for npm: a text each. */
export async function wordsFor(manager: PackageManager, page: string): Promise<[npm: string, theirs: string][]> {
  if (manager === "npm") return [];
  const text = await readFile(join(root, page), "utf8");
  const find = (pattern: RegExp): string => {
    const [, words] = pattern.exec(text) ?? [];
    if (words === undefined) throw new Error(`${page} has nothing like ${String(pattern)}`);
    return words;
  };
  const [command = ""] = manager.split(" ");
  const beforehand = manager === "yarn 4" ? `${find(/`(yarn config set nodeLinker [\w-]+)`/)}\n` : "";
  return ["pulumi-rainbond @pulumi/pulumi", "typescript@5 @types/node@20"].map((wanted, index) => [
    find(new RegExp(`(npm install (?:--save-dev )?${wanted})`)),
    (index === 0 ? beforehand : "") + find(new RegExp(`\`(${command} [\\w -]+ ${wanted})\``)),
  ]);
}
