// Builds the plugin as a single executable for this machine's platform, Node in it, and packs it as Pulumi looks for it among a release's files:
// into the folder that the first argument names, by default release/.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { bundle } from "./bundle.mjs";
import { licencesOf, packageIn } from "./licences.mjs";

const root = join(import.meta.dirname, "..", "..");
const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
const isWindows = process.platform === "win32";
const isMac = process.platform === "darwin";
/** How Node knows that a script was put into it. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const program = isWindows ? "pulumi-resource-rainbond.exe" : "pulumi-resource-rainbond";

const out = resolve(process.argv[2] ?? join(root, "release"));
const work = mkdtempSync(join(tmpdir(), "pulumi-rainbond-executable-"));
try {
  const inputs = await bundle(join(work, "plugin.cjs"));
  buildExecutable();
  copyFileSync(join(root, "LICENSE"), join(work, "LICENSE"));
  writeFileSync(join(work, "THIRD-PARTY-LICENSES.txt"), licencesOf(inputs));
  mkdirSync(out, { recursive: true });
  const archive = join(out, archiveName());
  run("tar", "-czf", archive, "-C", work, program, "LICENSE", "THIRD-PARTY-LICENSES.txt");
  const sum = createHash("sha256").update(readFileSync(archive)).digest("hex");
  writeFileSync(`${archive}.sha256`, `${sum}  ${basename(archive)}\n`);
  console.log(archive);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Puts the script into a copy of the Node that runs this. */
function buildExecutable() {
  const [executable, blob] = [join(work, program), join(work, "plugin.blob")];
  const settings = { main: join(work, "plugin.cjs"), output: blob, disableExperimentalSEAWarning: true };
  writeFileSync(join(work, "sea.json"), JSON.stringify(settings));
  run(process.execPath, "--experimental-sea-config", join(work, "sea.json"));
  copyFileSync(process.execPath, executable);
  chmodSync(executable, 0o755);
  // On a Mac a changed program must be signed anew to start.
  if (isMac) run("codesign", "--remove-signature", executable);
  const segment = isMac ? ["--macho-segment-name", "NODE_SEA"] : [];
  run(process.execPath, postject, executable, "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse, ...segment);
  if (isMac) run("codesign", "--sign", "-", executable);
}

/** The name that Pulumi asks a release for. */
function archiveName() {
  const { version } = packageIn(root);
  const system = isWindows ? "windows" : process.platform;
  const machine = process.arch === "x64" ? "amd64" : process.arch;
  return `pulumi-resource-rainbond-v${version}-${system}-${machine}.tar.gz`;
}

/** @param {string} command @param {string[]} args */
function run(command, ...args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stdout + stderr}`);
}
