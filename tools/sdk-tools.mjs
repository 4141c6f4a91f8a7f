// What makes, checks and runs the SDKs of the plugin: our generator over Pulumi's own, the language hosts of Go and Python, Pulumi's SDK for Python and
// a checker of types. Made once and kept outside the checkout, as pulumi-cli.mjs does with the CLI. Needs Go and Python.
import { join } from "node:path";
import { run } from "./child.mjs";
import { buildSdkTools } from "./go-build.mjs";
import { keepFolder } from "./kept-folder.mjs";
import { cacheFolder } from "./pulumi-cli.mjs";
import { stampOf } from "./stamp.mjs";

const tools = import.meta.dirname;
const pinned = ["sdk-generator", "pulumi-language-hosts", "python-packages.txt"];
const pythonLimitMs = 300_000;

/**
 * Returns the folders that, on PATH, make SDKs makeable and programs in Go and Python runnable.
 * @param {NodeJS.ProcessEnv} env of the run; its PATH and cache variables count
 */
export async function findOrMakeSdkTools(env) {
  const pins = stampOf(tools, pinned, `${process.platform} ${process.arch}`).slice(0, 12);
  const folder = join(cacheFolder(env), `sdks-${pins}`);
  await keepFolder(folder, "it makes the tools for SDKs", async (making) => {
    await installPython(join(making, "python"), env);
    await buildSdkTools(making, env);
  });
  return [join(folder, "bin"), join(folder, "python", "bin")];
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
async function installPython(folder, env) {
  console.log("Installing Pulumi's SDK for Python, only this once");
  const list = join(tools, "python-packages.txt");
  await python("python3", ["-m", "venv", folder], env);
  await python(join(folder, "bin", "python3"), ["-m", "pip", "install", "--quiet", "--requirement", list], env);
}

/** @param {string} interpreter @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function python(interpreter, args, env) {
  const status = await run(interpreter, args, { env, limitMs: pythonLimitMs });
  if (status !== 0) throw new Error("The SDKs are tested with Python 3.10 or newer, its venv and its pip: see above.");
}
