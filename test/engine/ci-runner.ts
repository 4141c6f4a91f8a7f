import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { runCommand, type Outcome } from "../../tools/command";
import type { Project } from "./engine";
import type { Forge } from "./forge";

/** Where one of the examples for CI lies. */
export const ci = (...path: string[]): string => resolve(__dirname, "..", "..", "examples", "ci", ...path);

const variables = z.record(z.string(), z.string()).default({});
const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(z.looseObject({ name: z.string().optional(), run: z.string().optional(), env: variables })),
    }),
  ),
});
const pipelineSchema = z.record(
  z.string(),
  z.looseObject({ script: z.array(z.string()).default([]) }).or(z.array(z.string())),
);

/** Runs the scripts of the examples in a project as the forges' runners do. */
export class CiRunner {
  constructor(
    private readonly project: Project,
    private readonly forge: Forge,
    private readonly token: string,
  ) {}

  /** Runs the named steps of a GitHub workflow in order, their expressions filled in; returns how the last one ended, and what all printed. `stack` is the one that its file names. */
  async github(file: string, stack = "prod"): Promise<Outcome> {
    const text = (await readFile(ci("github", file), "utf8")).replace("STACK: prod", `STACK: ${stack}`);
    const [job] = Object.values(workflowSchema.parse(parse(text)).jobs);
    const outputs = join(this.project.folder, "outputs");
    await writeFile(outputs, "");
    let all: Outcome = { exitCode: null, stdout: "", stderr: "" };
    for (const { name, run, env } of job?.steps ?? []) {
      if (name === undefined || run === undefined) continue;
      const written = [...(await readFile(outputs, "utf8")).matchAll(/^(\w+)=(.*)$/gm)];
      const known = new Map(written.map(([, key = "", value = ""]) => [key, value]));
      known.set("token", this.token).set("number", "12");
      const { exitCode, stdout, stderr } = await this.shell(run, {
        ...filledIn(env, known),
        ...{ GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: join(this.project.folder, "summary.md") },
        ...{ GITHUB_API_URL: this.forge.url, GITHUB_REPOSITORY: "shop/infra" },
      });
      all = { exitCode, stdout: all.stdout + stdout, stderr: all.stderr + stderr };
      if (exitCode !== 0) return all;
    }
    return all;
  }

  /** Runs the script of a job of the GitLab pipeline. */
  async gitlab(job: string, stack = "prod"): Promise<Outcome> {
    return this.shell(await scriptOf(job), {
      STACK: stack,
      CI_API_V4_URL: this.forge.url,
      GITLAB_TOKEN: this.token,
      ...{ CI_PROJECT_ID: "7", CI_MERGE_REQUEST_IID: "3" },
    });
  }

  private async shell(script: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
    const file = join(this.project.folder, "step.sh");
    await writeFile(file, script);
    return runCommand("bash", ["--noprofile", "--norc", "-e", file], {
      cwd: this.project.folder,
      env: { ...this.project.env, ...env },
    });
  }
}

/** The script of a job of the GitLab pipeline. */
export async function scriptOf(job: string): Promise<string> {
  const pipeline = pipelineSchema.parse(parse(await readFile(ci("gitlab", ".gitlab-ci.yml"), "utf8")));
  const found = pipeline[job];
  if (!found || Array.isArray(found)) throw new Error(`the pipeline has no job ${job}`);
  return found.script.join("\n");
}

/** The variables of a step with their expressions replaced by what is known; what isn't known keeps the runner's own value. */
function filledIn(env: Record<string, string>, known: ReadonlyMap<string, string>): NodeJS.ProcessEnv {
  const filled: NodeJS.ProcessEnv = {};
  for (const [key, value] of Object.entries(env)) {
    const name = /^\$\{\{ (?:\w+\.)*(\w+) \}\}$/.exec(value)?.[1];
    const text = name === undefined ? value : known.get(name);
    if (text !== undefined) filled[key] = text;
  }
  return filled;
}
