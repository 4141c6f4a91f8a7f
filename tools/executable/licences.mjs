// What the authors of the packages in a bundle want to be said.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const root = join(import.meta.dirname, "..", "..");
const licence = /^(licen[cs]e|notice|copying)(\.|-|$)/i;

/**
 * The licences of the packages that these files are from, and of Node, each once.
 * @param {string[]} files relative to the root
 */
export function licencesOf(files) {
  const folders = files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const packages = [...new Set(folders)].sort().map((folder) => saidIn(join(root, folder)));
  return [`Node.js ${process.version}\n\n${licenceOfNode()}`, ...packages].join(`\n${"-".repeat(80)}\n`);
}

/** @param {string} folder */
function saidIn(folder) {
  const { name, version, license } = packageIn(folder);
  const texts = readdirSync(folder)
    .filter((file) => licence.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8"));
  return [`${name} ${version} (${license})\n`, ...texts].join("\n");
}

const packageFile = z.object({ name: z.string(), version: z.string(), license: z.string().default("see below") });

/**
 * What the package in a folder says of itself.
 * @param {string} folder
 */
export function packageIn(folder) {
  return packageFile.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}

/** Node's own lies beside its programs, unless a system has packed it. */
function licenceOfNode() {
  const file = join(dirname(dirname(process.execPath)), "LICENSE");
  return existsSync(file) ? readFileSync(file, "utf8") : "https://github.com/nodejs/node/blob/main/LICENSE\n";
}
