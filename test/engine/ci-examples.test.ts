import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../tools/command";
import { ci, scriptOf } from "./ci-runner";
import { CiStage, scenes, type Scene } from "./ci-stage";

const repository = "/repos/shop/infra";
const notes = "/projects/7/merge_requests/3/notes";

let at: CiStage;

beforeAll(async () => {
  at = await CiStage.open("prod");
});

afterAll(() => at.close());

test("GitHub's drift workflow opens one issue on drift, edits it, leaves it alone while the server is down, and closes it", async () => {
  const issues = () => at.forge.posts(`${repository}/issues`).map(({ state, body }) => [state, body?.split("\n")[1]]);
  const before = ["closed", "## That of last week"];
  at.forge.post(`${repository}/issues`, { state: "closed", body: "\n## That of last week" });
  const story: [Scene, unknown[]][] = [
    ["clean", [before]],
    ["drift", [before, ["open", "## 🔶 Drift"]]],
    ["drift", [before, ["open", "## 🔶 Drift"]]],
    ["down", [before, ["open", "## 🔶 Drift"]]],
    ["clean", [before, ["closed", "## ✅ No drift"]]],
  ];
  for (const [scene, expected] of story) {
    await at.set(scene);
    const outcome = await at.runner.github("rainbond-drift.yml");
    expect([outcome.stdout + outcome.stderr, outcome.exitCode]).toEqual([expect.anything(), scenes[scene].code]);
    expect(issues()).toEqual(expected);
  }
  expect(await at.written("summary.md")).toContain("❌ Drift couldn't be told");
});

test("GitHub's preview workflow keeps one comment: drift and failures are in it, and its job fails only if the preview did", async () => {
  const comments = () => at.forge.posts(`${repository}/issues/12/comments`).map(({ body }) => body);
  for (const scene of ["clean", "drift", "down"] as const) {
    await at.set(scene);
    const outcome = await at.runner.github("rainbond-preview.yml");
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
    await at.set(scene);
    expect(await at.runner.gitlab("rainbond-drift")).toMatchObject({ exitCode: scenes[scene].code });
    expect(await at.written("drift.xml")).toContain(
      { clean: 'failures="0"', drift: 'failures="1"', down: 'errors="1"' }[scene],
    );
    expect(await at.runner.gitlab("rainbond-note")).toMatchObject({ exitCode: scenes[scene].code });
    expect(at.forge.posts(notes).map(({ body }) => body)).toEqual([await at.written("drift.md")]);
  }
});

test("the script for cron says nothing if nothing differs, else what it found", async () => {
  const { project, stage } = at;
  await copyFile(ci("cron", "rainbond-drift.sh"), join(project.folder, "rainbond-drift.sh"));
  await writeFile(join(project.folder, "rainbond.env"), `RAINBOND_TOKEN=${stage.info.adminToken}\n`);
  for (const scene of ["clean", "drift", "down"] as const) {
    await at.set(scene);
    const outcome = await runCommand(join(project.folder, "rainbond-drift.sh"), [], { cwd: "/", env: project.env });
    expect(outcome.exitCode).toBe(scenes[scene].code);
    expect(outcome.stdout).toMatch(
      { clean: /^$/, drift: /prod \(shop\): drift in 1 of 1/, down: /out of order/ }[scene],
    );
    expect(await at.written("drift.prod.txt")).toContain("prod");
  }
  expect(await stage.writes()).not.toContainEqual(expect.objectContaining({ method: "DELETE" }));
});

test("Jenkins runs what GitLab's job runs, whose exit codes are known", async () => {
  const jenkins = /script: '''\n([^']+)'''/.exec(await readFile(ci("jenkins", "Jenkinsfile"), "utf8"))?.[1];
  expect(jenkins?.trim()).toBe(await scriptOf("rainbond-drift"));
});
