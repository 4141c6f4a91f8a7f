// The checkout's own set-up: npm packages as the lock file says, and dist/ as the sources say.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { onceAtATime } from "./once-at-a-time.mjs";
import { buildStamp, packagesStamp, readStamp, writeStamp } from "./stamp.mjs";

/**
 * Makes node_modules and dist fit the checkout; does nothing when they do.
 * @param {string} root
 */
export async function setUpCheckout(root) {
  if (!packagesAreStale(root) && !buildIsStale(root)) return;
  await onceAtATime(join(root, ".tmp", "setup.lock"), "it sets up this checkout", async () => {
    if (packagesAreStale(root)) await installPackages(root);
    if (buildIsStale(root)) await build(root);
  });
}

/** @param {string} root */
function packagesAreStale(root) {
  return readStamp(root, "packages") !== packagesStamp(root);
}

/** @param {string} root */
function buildIsStale(root) {
  // npm takes away what the build has linked beside its packages.
  const made = [join(root, "dist"), join(root, "node_modules", "pulumi-rainbond")];
  return readStamp(root, "build") !== buildStamp(root) || !made.every((path) => existsSync(path));
}

/** @param {string} root */
async function installPackages(root) {
  console.log("Installing the npm packages of package-lock.json");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // No script runs: dist/ is built as a step of its own, so that its failure doesn't undo the installation.
  const status = await run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
  });
  if (status !== 0)
    throw new Error("npm ci failed: see above. It needs npm, and a registry that serves the lock file's packages.");
  writeStamp(root, "packages", packagesStamp(root));
}

/** @param {string} root */
async function build(root) {
  console.log("Building dist/");
  const status = await run(process.execPath, [join(root, "tools", "build.mjs")], { cwd: root });
  if (status !== 0) throw new Error("The build failed: see above.");
}
