import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { driftCommand } from "./drift-commands";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

const [first, second, persons] = ["first-pass-of-the-shop", "second+pass/of the shop", "what-a-person-typed-in"];

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("settings", "");
  await project.init("dev");
});

afterAll(() => stage.close());

/** A program whose settings are source text. */
async function declare(settings: string, appModelVersion = "1.0"): Promise<void> {
  const args = JSON.stringify({ ...demoArguments(stage.info), appModelVersion });
  await project.rewrite(`
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";
const config = new pulumi.Config();
const app = new rainbond.MarketApp("shop", { ...${args}, settings: ${settings} });
export const urls = app.component("Web").accessUrls;
export const serviceIds = app.serviceIds;
export const settings = app.settings;
`);
}

const everyKind = `{
    Web: { envs: { TITLE: "Shop" }, minMemory: 512, minCpu: pulumi.output(300), minNode: 2, domains: [{ host: "shop.example" }] },
    Database: { envs: { DB_PASSWORD: config.requireSecret("password") } },
  }`;

/** Secrets come from the configuration: what Pulumi's SDK itself prints with `--debug` is masked by the engine then. */
async function keep(password: string): Promise<void> {
  await project.pulumi(["config", "set", "--secret", "password", password]);
}

/** Runs a command, and fails if it or the state says a secret in clear. */
async function quietly(...args: string[]): ReturnType<Project["pulumi"]> {
  const outcome = await project.pulumi(args);
  const said = outcome.stdout + outcome.stderr + JSON.stringify(await project.deployment());
  for (const secret of [first, second, persons]) expect(said).not.toContain(secret);
  return outcome;
}

async function isCalm(): Promise<void> {
  for (const refresh of [[], ["--refresh"], ["--refresh"]]) {
    const outcome = await quietly("preview", "--diff", "--expect-no-changes", ...refresh);
    expect(outcome).toMatchObject({ exitCode: 0 });
  }
}

async function envs(name: string): Promise<unknown> {
  const { outputs } = await storedApp(project);
  const found = (await stage.components(outputs.appId)).find((one) => one.service_cname === name);
  return stage.console("PUT", `/apps/${String(outputs.appId)}/services/${String(found?.service_id)}/envs`, {
    envs: [],
  });
}

/** Everything that the simulator keeps of what was asked and done: requests, and the events of every component with their logs. */
async function logs(): Promise<string> {
  const { outputs } = await storedApp(project);
  const events = outputs.serviceIds.map((id) =>
    stage.console("GET", `/apps/${outputs.appId}/services/${id}/events?page=1&page_size=100`),
  );
  return JSON.stringify([await stage.control.requests(), await Promise.all(events)]);
}

const withValue = (name: string, value: string): { envs: unknown } => ({
  envs: expect.arrayContaining([expect.objectContaining({ name, value })]) as unknown,
});

test("an app comes up with all of its settings, shows its own domain, and no secret in clear", async () => {
  await keep(first);
  await declare(everyKind);
  const up = await quietly("up", "--yes", "--diff", "--debug");
  expect(up).toMatchObject({ exitCode: 0 });
  const { outputs } = await storedApp(project);
  expect(outputs).toMatchObject({ health: "ready", drift: [] });
  expect(await project.outputs()).toMatchObject({ urls: expect.arrayContaining(["http://shop.example"]) as unknown });
  expect(await envs("Database")).toMatchObject(withValue("DB_PASSWORD", first));
  const answer = await fetch(`${stage.simulator.url}/gateway/shop.example/`);
  expect(answer.status).toBe(200);
  await isCalm();
});

test("another secret is applied by one restart, and is in no message, also where the console repeats it", async () => {
  await keep(second);
  await stage.control.setFaults([
    {
      point: "console",
      times: 1,
      match: { method: "PUT", path: "/openapi/*/envs" },
      effect: "respond",
      after: true,
      response: { status: 400, body: { code: 400, msg: `refused ${second}`, msg_show: encodeURIComponent(second) } },
    },
  ]);
  const failed = await quietly("up", "--yes", "--diff", "--debug");
  expect(failed.exitCode).not.toBe(0);
  expect(failed.stdout + failed.stderr).toMatch(/"refused \[secret\]: \[secret\]"/);
  expect(await quietly("up", "--yes", "--diff")).toMatchObject({ exitCode: 0 });
  expect(await envs("Database")).toMatchObject(withValue("DB_PASSWORD", second));
  await isCalm();
});

test("what a person sets otherwise is one finding by its path, without either value, and up --refresh heals it", async () => {
  const { outputs } = await storedApp(project);
  const app = String(outputs.appId);
  const [database] = await stage.components(Number(app));
  await stage.console("PUT", `/apps/${app}/services/${String(database?.service_id)}/envs`, {
    envs: [{ name: "DB_PASSWORD", value: persons }],
  });
  const files = ["--json", "report.json", "--markdown", "report.md", "--junit", "report.xml"];
  const drift = await driftCommand(project, files);
  expect(drift.exitCode).toBe(2);
  const names = ["report.json", "report.md", "report.xml"];
  const reports = await Promise.all(names.map((name) => readFile(join(project.folder, name), "utf8")));
  for (const report of reports) expect(report).toContain("settings.Database.envs.DB_PASSWORD");
  const exported = await project.pulumi(["stack", "export"]);
  for (const text of [...reports, drift.stdout, drift.stderr, exported.stdout, await logs()])
    for (const secret of [first, second, persons]) expect(text).not.toContain(secret);
  const preview = await quietly("preview", "--refresh", "--diff", "--expect-no-changes");
  expect(preview.exitCode).not.toBe(0);
  expect(await quietly("refresh", "--yes")).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).outputs.drift).toMatchObject([
    {
      category: "settings",
      component: "Database",
      property: "settings.Database.envs.DB_PASSWORD",
      expected: "[secret]",
    },
  ]);
  expect(await quietly("up", "--yes", "--refresh", "--diff")).toMatchObject({ exitCode: 0 });
  expect(await envs("Database")).toMatchObject(withValue("DB_PASSWORD", second));
  await isCalm();
});

test("an upgrade keeps them; whole settings may be secret; what isn't declared any more is said and stays", async () => {
  await declare(everyKind, "1.1");
  expect(await quietly("up", "--yes")).toMatchObject({ exitCode: 0 });
  await isCalm();
  await keep(first);
  await declare(`pulumi.secret(${everyKind})`, "1.1");
  expect(await quietly("up", "--yes", "--diff")).toMatchObject({ exitCode: 0 });
  expect(await envs("Database")).toMatchObject(withValue("DB_PASSWORD", first));
  await isCalm();
  await declare("undefined", "1.1");
  const removal = await quietly("up", "--yes", "--diff");
  expect(removal).toMatchObject({ exitCode: 0 });
  const said = removal.stdout + removal.stderr;
  expect(said).toMatch(/settings\.Database\.envs\.DB_PASSWORD.* stay as they are; Rainbond's API removes no variable/);
  expect(await project.outputs()).toMatchObject({ urls: [expect.not.stringContaining("shop.example")] });
  await isCalm();
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});
