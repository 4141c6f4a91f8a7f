import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startSimulator, type DemoSimulator } from "../../simulator";
import { rowsToPlay } from "../matrix-rows";
import { findManager, wordsFor, type PackageManager } from "./package-managers";
import { packInto } from "./packed-package";
import { PageReader, stepsOf } from "./page-reader";

const rows: readonly [page: string, manager: PackageManager][] = [
  ["README.md", "npm"],
  ["docs/getting-started.md", "npm"],
  ["docs/getting-started.zh-CN.md", "pnpm"],
  ["docs/getting-started.md", "yarn 1"],
  ["README.zh-CN.md", "npm"],
  ["docs/getting-started.md", "pnpm"],
  ["docs/getting-started.zh-CN.md", "yarn 4"],
  ["docs/getting-started.zh-CN.md", "npm"],
  ["docs/getting-started.md", "yarn 4"],
  ["docs/getting-started.zh-CN.md", "yarn 1"],
];

let parent: string;
let tarball: string;
let simulator: DemoSimulator;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-pages-"));
  tarball = await packInto(parent);
});

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 50 });
});

afterEach(() => simulator.close());

afterAll(() => rm(parent, { recursive: true, force: true }));

/** Yarn classic refuses an SDK that asks for a newer Node. */
function sdkFor(manager: PackageManager): string {
  const isOldNode = Number.parseInt(process.versions.node) < 22;
  return manager === "yarn 1" && isOldNode ? "3.220.0" : (process.env["TESTED_SDK"] ?? "3.270.0");
}

/** What a reader writes instead of what the page says: values of a console of their own, and their package manager's words. */
async function replacementsOn(page: string, manager: PackageManager, folder: string): Promise<Map<string, string>> {
  const { adminToken, appModelId, regionName, storeKey, storeUrl, teamId } = simulator.info;
  const ours = manager.startsWith("yarn") ? `pulumi-rainbond@file:${tarball}` : tarball;
  return new Map([
    ...(await wordsFor(manager, page)),
    [" pulumi-rainbond @pulumi/pulumi", ` ${ours} @pulumi/pulumi@${sdkFor(manager)}`],
    ["http://console.example:7070", simulator.url],
    ["https://hub.rainbond.com", storeUrl],
    // The CLI finds the home of the user who runs it whatever HOME says.
    ["pulumi login --local", `pulumi login file://${folder}`],
    ["<passphrase>", "test"],
    ["<token>", adminToken],
    ["<32 hex digits>", teamId],
    ["<region>", regionName],
    ["<key>", storeKey],
    ["<id>", appModelId],
    ["<version>", "1.0"],
  ]);
}

/** Calls the console below the team's region, as a person in the web console does. */
async function asPerson(method: string, path: string, body?: unknown): Promise<unknown> {
  const { adminToken, regionName, teamId } = simulator.info;
  const response = await fetch(`${simulator.url}/openapi/v1/teams/${teamId}/regions/${regionName}/apps${path}`, {
    method,
    headers: { authorization: adminToken, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response.json();
}

/** Stops the component `Web` of the only app. */
async function stopWeb(): Promise<void> {
  const components = z.array(z.object({ service_id: z.string(), service_cname: z.string() }));
  const listed = components.parse(await asPerson("GET", "/1/services"));
  const ids = listed.filter((one) => one.service_cname === "Web").map((one) => one.service_id);
  await asPerson("POST", "/1/operations", { action: "stop", service_ids: ids });
}

/** Installs an app that no stack knows of. */
async function installByHand(): Promise<void> {
  const { ID } = z.object({ ID: z.number() }).parse(await asPerson("POST", "", { app_name: "by-hand" }));
  await asPerson("POST", `/${ID}/install?is_deploy=true`, {
    market_url: simulator.info.storeUrl,
    market_domain: simulator.info.storeDomain,
    market_type: "rainstore",
    market_access_key: simulator.info.storeKey,
    app_model_id: simulator.info.appModelId,
    app_model_version: "1.0",
  });
}

/** What happens on the console before a step, by what the step's commands hold. */
const meanwhile: readonly [command: string, happens: () => Promise<void>][] = [
  ["pulumi up --refresh", stopWeb],
  ["pulumi-rainbond import", installByHand],
];

test.each(rowsToPlay(rows))("%s, step by step from an empty folder, with %s", async (page, manager) => {
  const folder = join(parent, `${page.replaceAll("/", "-")}-${manager.replace(" ", "-")}`);
  await mkdir(folder);
  const bins = await findManager(parent, manager);
  const reader = new PageReader(folder, await replacementsOn(page, manager, folder), bins);
  const steps = await stepsOf(page);
  expect(steps.length).toBeGreaterThan(4);
  const printed: string[] = [];
  for (const step of steps) {
    for (const [command, happens] of meanwhile) {
      if ("commands" in step && step.commands.includes(command)) await happens();
    }
    const { exitCode, stdout, stderr } = await reader.do(step);
    // The import leaves out the app that the page's own stack manages, and says so by its exit code.
    const isImport = "commands" in step && step.commands.includes("pulumi-rainbond import");
    const expected = isImport ? 1 : 0;
    expect([exitCode, step, exitCode === expected ? "" : stdout + stderr]).toEqual([expected, step, ""]);
    printed.push(stdout);
  }
  const all = printed.join("\n");
  expect(all).toContain(simulator.info.teamId);
  if (page.startsWith("README")) expect(all).toContain("1 install is in apps/import.json");
  else expect(all).toMatch(/stopped[\s\S]*exit code 2/);
});
