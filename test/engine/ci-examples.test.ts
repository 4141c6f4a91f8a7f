import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { runCommand, type Outcome } from "../../tools/command";
import type { Project } from "./engine";
import { Forge } from "./forge";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

const root = resolve(__dirname, "..", "..");
const ci = (...path: string[]): string => join(root, "examples", "ci", ...path);
const forgeToken = "token-of-the-forge";
const repository = "/repos/shop/infra";
const notes = "/projects/7/merge_requests/3/notes";
const mergeRequest = { CI_PROJECT_ID: "7", CI_MERGE_REQUEST_IID: "3" };

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.looseObject({
          name: z.string().optional(),
          run: z.string().optional(),
          env: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});
const pipelineSchema = z.record(
  z.string(),
  z.looseObject({ script: z.array(z.string()).default([]) }).or(z.array(z.string())),
);

let stage: Stage;
let forge: Forge;
let project: Project;
let webId: string;

beforeAll(async () => {
  stage = await Stage.open();
  forge = await Forge.start(forgeToken);
  project = await stage.engine.program("shop", marketAppProgram(demoArguments(stage.info)));
  const bin = join(project.folder, "node_modules", ".bin");
  await mkdir(bin, { recursive: true });
  await symlink(join(root, "dist", "cli", "main.js"), join(bin, "pulumi-rainbond"));
  await project.init("prod");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  webId = (await storedApp(project)).outputs.serviceIds[0] ?? "";
});

afterAll(async () => {
  forge.close();
  await stage.close();
});

/** What the server is made to be, and what the command that looks at it exits with. */
const scenes = {
  clean: { status: null, down: false, code: 0 },
  drift: { status: "closed", down: false, code: 2 },
  down: { status: null, down: true, code: 1 },
} as const;
type Scene = keyof typeof scenes;

async function set(scene: Scene): Promise<void> {
  const { status, down } = scenes[scene];
  await stage.control.changeComponent(webId, { status });
  const match = { method: "GET", path: "/openapi/v1/teams/*/services" };
  const response = { status: 500, body: { code: 10401, msg: "out of order", msg_show: "" } };
  await stage.control.setFaults(down ? [{ point: "console", match, times: 1000, effect: "respond", response }] : []);
}

/** Runs a text as the forge's runner does. */
async function shell(script: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const file = join(project.folder, "step.sh");
  await writeFile(file, script);
  return runCommand("bash", ["--noprofile", "--norc", "-e", file], {
    cwd: project.folder,
    env: { ...project.env, ...env },
  });
}

/** Runs the named steps of a GitHub workflow in order, their expressions filled in; returns how the last one ended. */
async function github(file: string, values: Record<string, string>): Promise<Outcome> {
  const workflow = workflowSchema.parse(parse(await readFile(ci("github", file), "utf8")));
  const [job] = Object.values(workflow.jobs);
  const outputs = join(project.folder, "outputs");
  await writeFile(outputs, "");
  let outcome: Outcome | undefined;
  for (const { name, run, env } of job?.steps ?? []) {
    if (name === undefined || run === undefined) continue;
    const written = [...(await readFile(outputs, "utf8")).matchAll(/^(\w+)=(.*)$/gm)];
    const known = new Map([
      ...Object.entries(values),
      ...written.map(([, key = "", value = ""]) => [key, value] as const),
    ]);
    outcome = await shell(run, {
      ...filledIn(env, known),
      ...{ GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: join(project.folder, "summary.md") },
      ...{ GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "shop/infra" },
    });
    if (outcome.exitCode !== 0) return outcome;
  }
  if (!outcome) throw new Error(`${file} has no step to run`);
  return outcome;
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

/** The script of a job of the GitLab pipeline. */
async function scriptOf(job: string): Promise<string> {
  const pipeline = pipelineSchema.parse(parse(await readFile(ci("gitlab", ".gitlab-ci.yml"), "utf8")));
  const found = pipeline[job];
  if (!found || Array.isArray(found)) throw new Error(`the pipeline has no job ${job}`);
  return found.script.join("\n");
}

/** Runs the script of a job of the GitLab pipeline. */
async function gitlab(job: string): Promise<Outcome> {
  return shell(await scriptOf(job), {
    STACK: "prod",
    CI_API_V4_URL: forge.url,
    GITLAB_TOKEN: forgeToken,
    ...mergeRequest,
  });
}

async function written(file: string): Promise<string> {
  return readFile(join(project.folder, file), "utf8");
}

test("GitHub's drift workflow opens one issue on drift, edits it, leaves it alone while the server is down, and closes it", async () => {
  const secrets = { token: forgeToken };
  const issues = () => forge.posts(`${repository}/issues`).map(({ state, body }) => [state, body.split("\n")[1]]);
  const before = ["closed", "## That of last week"];
  forge.post(`${repository}/issues`, { state: "closed", body: "\n## That of last week" });
  const story: [Scene, unknown[]][] = [
    ["clean", [before]],
    ["drift", [before, ["open", "## 🔶 Drift"]]],
    ["drift", [before, ["open", "## 🔶 Drift"]]],
    ["down", [before, ["open", "## 🔶 Drift"]]],
    ["clean", [before, ["closed", "## ✅ No drift"]]],
  ];
  for (const [scene, expected] of story) {
    await set(scene);
    const outcome = await github("rainbond-drift.yml", secrets);
    expect([outcome.stdout + outcome.stderr, outcome.exitCode]).toEqual([expect.anything(), scenes[scene].code]);
    expect(issues()).toEqual(expected);
  }
  expect(await written("summary.md")).toContain("❌ Drift couldn't be told");
});

test("GitHub's preview workflow keeps one comment: drift and failures are in it, and its job fails only if the preview did", async () => {
  const values = { token: forgeToken, number: "12" };
  const comments = () => forge.posts(`${repository}/issues/12/comments`).map(({ body }) => body);
  for (const scene of ["clean", "drift", "down"] as const) {
    await set(scene);
    const outcome = await github("rainbond-preview.yml", values);
    expect([outcome.stdout + outcome.stderr, outcome.exitCode]).toEqual([expect.anything(), scene === "down" ? 1 : 0]);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain(
      { clean: "2 unchanged", drift: '"running" => "closed"', down: "out of order" }[scene],
    );
    expect(comments()[0]).toMatch(scene === "down" ? /^## The preview failed$/m : /^## Preview$/m);
  }
});

test("GitLab's jobs exit with the command's code, write a JUnit report, and keep one note", async () => {
  for (const scene of ["clean", "drift", "down"] as const) {
    await set(scene);
    expect(await gitlab("rainbond-drift")).toMatchObject({ exitCode: scenes[scene].code });
    expect(await written("drift.xml")).toContain(
      { clean: 'failures="0"', drift: 'failures="1"', down: 'errors="1"' }[scene],
    );
    expect(await gitlab("rainbond-note")).toMatchObject({ exitCode: scenes[scene].code });
    expect(forge.posts(notes).map(({ body }) => body)).toEqual([await written("drift.md")]);
  }
});

test("the script for cron says nothing if nothing differs, else what it found", async () => {
  await copyFile(ci("cron", "rainbond-drift.sh"), join(project.folder, "rainbond-drift.sh"));
  await writeFile(join(project.folder, "rainbond.env"), `RAINBOND_TOKEN=${stage.info.adminToken}\n`);
  for (const scene of ["clean", "drift", "down"] as const) {
    await set(scene);
    const outcome = await runCommand(join(project.folder, "rainbond-drift.sh"), [], { cwd: "/", env: project.env });
    expect(outcome.exitCode).toBe(scenes[scene].code);
    expect(outcome.stdout).toMatch(
      { clean: /^$/, drift: /prod \(shop\): drift in 1 of 1/, down: /out of order/ }[scene],
    );
  }
  expect(await stage.writes()).not.toContainEqual(expect.objectContaining({ method: "DELETE" }));
});

test("Jenkins runs what GitLab's job runs, whose exit codes are known", async () => {
  const jenkins = /script: '''\n([^']+)'''/.exec(await readFile(ci("jenkins", "Jenkinsfile"), "utf8"))?.[1];
  expect(jenkins?.trim()).toBe(await scriptOf("rainbond-drift"));
});
