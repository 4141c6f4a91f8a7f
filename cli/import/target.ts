import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { RainbondError } from "../../provider/errors";
import { PulumiProject } from "../drift/pulumi-project";
import type { Managed } from "../inventory/managers";
import { managedIn } from "../inventory/stack-states";
import { programName, projectNameFor } from "./project-files";

/** The stack that is to have the installs. */
export interface Target {
  /** The folder of its project. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
  /** True if there is no project yet: then one is written. */
  readonly isNewProject: boolean;
  /** True if what is written is the project's program; else Pulumi would delete what is imported until its program declares it. */
  readonly isItsProgram: boolean;
  /** True if the stack is still to be made. */
  readonly isNewStack: boolean;
  /** What it has already. */
  readonly managed: readonly Managed[];
}

/** What was asked for. */
export interface WantedTarget {
  readonly out: string;
  readonly cwd?: string;
  readonly stack?: string;
}

const defaultStack = "dev";

/** The stack to import into: of the project of `--cwd`, or of the one in the new folder, which is made if it isn't there. */
export async function targetOf({ out, cwd, stack }: WantedTarget): Promise<Target> {
  const folder = resolve(cwd ?? out);
  const isNewProject = cwd === undefined && !existsSync(join(folder, "Pulumi.yaml"));
  const known = { folder, isNewProject };
  if (isNewProject) {
    const project = projectNameFor(folder);
    return { ...known, isItsProgram: true, project, stack: stack ?? defaultStack, isNewStack: true, managed: [] };
  }
  const opened = await PulumiProject.open(folder);
  const { name: project } = opened;
  if (project === null) throw new RainbondError(`--cwd: there is no Pulumi project in ${folder}`);
  const wanted = stack ?? (cwd === undefined ? defaultStack : await opened.selectedStack());
  const isNewStack = !(await opened.stackNames()).some((name) => bare(name) === bare(wanted));
  const managed = isNewStack ? [] : managedIn(await opened.exported(wanted));
  const isItsProgram = resolve(out) === folder && mainIn(folder) === programName;
  return { ...known, isItsProgram, project, stack: wanted, isNewStack, managed };
}

/** The program of a project of Node's, by its `package.json`. */
function mainIn(folder: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return z.object({ main: z.string() }).safeParse(manifest).data?.main;
  } catch {
    return undefined; // It is in another language, or has no main.
  }
}

/** A stack's name without its organisation and project. */
function bare(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** The URN that a resource of this name has in the stack. */
export function urnIn({ stack, project }: Target, name: string): string {
  return `urn:pulumi:${bare(stack)}::${project}::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;
}
