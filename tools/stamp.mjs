// Stamps tell what an artefact was made from, so that it is made again only when that has changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What dist/ is made from, packages aside. */
const buildInputs = [
  "provider",
  "simulator",
  "cli",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "tools/build.mjs",
];

/** What the installed packages depend on beside the lock file. */
const node = `${process.version} ${process.platform} ${process.arch}`;

/** @param {string} root */
export function packagesStamp(root) {
  return stampOf(root, ["package-lock.json"], node);
}

/** @param {string} root */
export function buildStamp(root) {
  return stampOf(root, buildInputs, node);
}

/**
 * Returns a hash of the files' and the folders' files' names and contents, and of something that they are used with.
 * @param {string} root
 * @param {string[]} paths relative to the root; those that don't exist count as absent
 * @param {string} context
 */
export function stampOf(root, paths, context) {
  const hash = createHash("sha256").update(`${context}\n`);
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
