import { demoArguments, marketAppProgram } from "./market-app-program";
import { CiRunner } from "./ci-runner";
import { CiStage, scenes } from "./ci-stage";
import { rowsToPlay } from "../matrix-rows";

const issues = "/repos/shop/infra/issues";
const comments = "/repos/shop/infra/issues/12/comments";
const notes = "/projects/7/merge_requests/3/notes";

let at: CiStage;

beforeAll(async () => {
  at = await CiStage.open("prod", "dev");
});

afterAll(() => at.close());

afterEach(() => {
  at.forge.isReadOnly = false;
});

/** What is at a path, without what others wrote. */
function ours(path: string): string[] {
  return at.forge.posts(path).flatMap(({ state, body }) => {
    const marker = /^<!-- pulumi-rainbond \w+ (.*) -->\n/.exec(body ?? "")?.[1];
    return marker === undefined ? [] : [`${marker} ${state}`];
  });
}

/** More than a page of what others wrote, some of it empty. */
function fill(path: string): void {
  for (let index = 0; index < 150; index++) {
    at.forge.post(path, { labels: ["rainbond-drift"], body: index % 2 === 0 ? null : `the ${index}th` });
  }
}

test("each stack has an issue, a note and a comment of its own, found behind whatever others wrote; a clean one closes none but its own", async () => {
  for (const path of [issues, notes, comments]) fill(path);
  await at.set("drift", "prod");
  await at.set("drift", "dev");
  for (const stack of ["prod", "dev", "prod"]) {
    for (const file of ["rainbond-drift.yml", "rainbond-preview.yml"]) await at.runner.github(file, stack);
    await at.runner.gitlab("rainbond-note", stack);
  }
  for (const path of [issues, notes, comments]) expect(ours(path)).toEqual(["shop/prod open", "shop/dev open"]);
  await at.set("clean", "dev");
  expect(await at.runner.github("rainbond-drift.yml", "dev")).toMatchObject({ exitCode: 0 });
  expect(ours(issues)).toEqual(["shop/prod open", "shop/dev closed"]);
});

const tokens = [
  ["reads alone", "drift", "token-of-the-forge"],
  ["does nothing", "down", "another"],
] as const;

test.each(rowsToPlay(tokens))("a token that %s changes no exit code, here that of %s", async (_, scene, token) => {
  at.forge.isReadOnly = true;
  await at.set(scene);
  const runner = new CiRunner(at.project, at.forge, token);
  const drift = await runner.github("rainbond-drift.yml");
  expect([drift.stdout, drift.exitCode]).toEqual([unkept("::warning::The issue"), scenes[scene].code]);
  const preview = await runner.github("rainbond-preview.yml");
  expect([preview.stdout, preview.exitCode]).toEqual([unkept("::warning::The comment"), scene === "down" ? 1 : 0]);
  const note = await runner.gitlab("rainbond-note");
  expect([note.stdout, note.exitCode]).toEqual([unkept("The note"), scenes[scene].code]);
});

const unkept = (what: string): unknown => expect.stringContaining(`${what} couldn't be kept up to date`);

test("a preview that is longer than a comment may be is cut between lines, and the comment says how much is left out", async () => {
  const lines = "for (let line = 0; line < 3000; line++) console.log(`第${line}行漂移漂移漂移漂移漂移`);";
  await at.project.rewrite(`${marketAppProgram(demoArguments(at.stage.info))}\n${lines}\n`);
  await at.set("clean");
  expect(await at.runner.github("rainbond-preview.yml")).toMatchObject({ exitCode: 0 });
  const bodies = at.forge.posts(comments).map(({ body }) => body ?? "");
  const body = bodies.find((one) => one.startsWith("<!-- pulumi-rainbond preview shop/prod -->")) ?? "";
  expect(Buffer.byteLength(body)).toBeGreaterThan(50_000);
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  expect(body).not.toContain("\ufffd");
  expect(body).toMatch(/_Left out here for length: \d+ of \d+ lines\..*_\n\n\n<\/details>\n$/);
});
