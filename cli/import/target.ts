import { join, resolve } from "node:path";
import { holdsProject } from "../../provider/configuration/project-folder";
import { RainbondError } from "../../provider/errors";
import { PulumiProject } from "../project/pulumi-project";
import type { Managed } from "../inventory/managers";
import { managedIn } from "../inventory/stack-states";
import { programFile } from "./program-file";
import { programName, projectNameFor } from "../project/project-files";

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
  const isNewProject = cwd === undefined && !holdsProject(folder);
  const known = { folder, isNewProject };
  if (isNewProject) {
    const project = projectNameFor(folder);
    return { ...known, isItsProgram: true, project, stack: stack ?? defaultStack, isNewStack: true, managed: [] };
  }
  const opened = await PulumiProject.open(folder);
  const { name: project } = opened;
  const option = cwd === undefined ? "--out" : "--cwd";
  if (project === null) throw new RainbondError(`${option}: there is no Pulumi project in ${folder}`);
  refuseOtherLanguage(opened, option);
  const wanted = stack ?? (cwd === undefined ? defaultStack : await opened.selectedStack());
  const isNewStack = !(await opened.stackNames()).some((name) => bare(name) === bare(wanted));
  const managed = isNewStack ? [] : managedIn(await opened.exported(wanted));
  const written = join(resolve(out), programName);
  const isItsProgram = programFile(opened.folder, opened.main, written) === written;
  return { ...known, isItsProgram, project, stack: wanted, isNewStack, managed };
}

/** The runtimes of TypeScript and JavaScript. */
const ofNode = ["nodejs", "bun"];

/** What is written, and what is imported, is for these programs alone. */
function refuseOtherLanguage({ folder, runtime = "nodejs" }: PulumiProject, option: string): void {
  if (ofNode.includes(runtime)) return;
  throw new RainbondError(
    `${option}: the project in ${folder} is of runtime ${runtime}, and this imports for TypeScript and JavaScript. Nothing was written. Use the plugin there: ` +
      "set RAINBOND_MARKETS to what --market has, and run pulumi import rainbond:index:MarketApp <name> <team>/<region>/<app group> for each app; " +
      "npx pulumi-rainbond inventory lists them, and docs/two-faces.md says more",
  );
}

/** A stack's name without its organisation and project. */
function bare(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** The URN that a resource of this name has in the stack. */
export function urnIn({ stack, project }: Target, name: string): string {
  return `urn:pulumi:${bare(stack)}::${project}::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;
}
