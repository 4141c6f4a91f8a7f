// Stamps tell what an artefact was made from, so that it is made again only when that has changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What dist/ is made from, packages aside. */
export const buildInputs = [
  "provider",
  "simulator",
  "cli",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "tools/build.mjs",
];

/**
 * Returns a hash of the files' names and contents, of the folders' files, and of this Node and platform.
 * @param {string} root
 * @param {string[]} paths relative to the root; those that don't exist count as absent
 */
export function stampOf(root, paths) {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}\n`);
  for (const path of paths.flatMap((path) => filesIn(root, path))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} root @param {string} path @returns {string[]} */
function filesIn(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)));
}

/** @param {string} root @param {string} artefact */
export function readStamp(root, artefact) {
  const file = stampFile(root, artefact);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/**
 * Records what an artefact was made from; without a stamp it counts as not made.
 * @param {string} root @param {string} artefact @param {string} [stamp]
 */
export function writeStamp(root, artefact, stamp) {
  const file = stampFile(root, artefact);
  rmSync(file, { force: true });
  if (stamp === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
}

/** @param {string} root @param {string} artefact */
function stampFile(root, artefact) {
  return join(root, "node_modules", ".pulumi-rainbond", artefact);
}
