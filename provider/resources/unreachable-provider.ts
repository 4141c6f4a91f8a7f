import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { complaintAboutNode } from "../supported-node";
import { programError } from "./program-error";

/** The CLI runs programs by this script. Inline programs and unit tests have another: their provider has another folder, or there is none. */
const isRunByCli = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]/.test(require.main?.filename ?? "");

/** Looked up once, where the program starts, and so does the provider's process: later the program may go elsewhere. */
const lack = complaintAboutNode() ?? (isRunByCli ? lackOf(process.cwd()) : undefined);

/**
 * Refuses a resource whose provider can't be loaded, or would run on too old a Node: the text in the state names this package, and where only a library of the project depends on
 * it, pnpm and some workspaces put it out of the project's reach.
 * @param resource what can't be made, as it reads at the start of a sentence
 */
export function refuseUnreachableProvider(resource: string): void {
  if (lack !== undefined) throw programError(`${resource}: ${lack}`);
}

function lackOf(project: string): string | undefined {
  // With Plug'n'Play there are no folders to look into.
  if (process.versions["pnp"] !== undefined || isFoundFrom(project)) return undefined;
  return (
    "Pulumi loads its provider by name from the project's folder, and pulumi-rainbond isn't to be found from there, as where only a library of the " +
    `project depends on it. Add pulumi-rainbond to the dependencies in ${packageJsonOf(project)}, and install them`
  );
}

function isFoundFrom(project: string): boolean {
  try {
    createRequire(join(project, "package.json")).resolve("pulumi-rainbond/host");
    return true;
  } catch {
    return false;
  }
}

/** The nearest one that there is; else the one that the project should have. */
function packageJsonOf(project: string): string {
  for (let here = project; here !== dirname(here); here = dirname(here)) {
    const file = join(here, "package.json");
    if (existsSync(file)) return file;
  }
  return join(project, "package.json");
}
