import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";
import { startSimulator } from "../../../simulator";
import { call } from "./client";

const root = join(__dirname, "..", "..", "..");
let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-"));
  stateFile = join(folder, "state.json");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("a state file brings back teams, groups, components, what is under way, the store and the enterprise", async () => {
  const first = await startSimulator({ demo: true, speed: 0, stateFile });
  const { teamId, regionName, storeUrl, storeDomain, storeKey, appModelId } = first.info;
  const apps = `/teams/${teamId}/regions/${regionName}/apps`;
  await call(first, "POST", apps, { app_name: "kept" });
  await call(first, "POST", `${apps}/1/install?is_deploy=true`, {
    market_url: storeUrl,
    market_domain: storeDomain,
    market_type: "rainstore",
    market_access_key: storeKey,
    app_model_id: appModelId,
    app_model_version: "1.0",
  });
  const paths = [`${apps}/1`, `${apps}/1/services`, `${apps}/1/httpdomains`];
  const before = [];
  for (const path of paths) before.push((await call(first, "GET", path)).json);
  await first.close();
  const second = await startSimulator({ demo: true, speed: 0, stateFile });
  expect(second.info).toMatchObject({ teamId, appModelId, versions: ["1.1", "1.0"] });
  const after = [];
  for (const path of paths) after.push((await call(second, "GET", path)).json);
  expect(after).toEqual(before);
  await call(second, "PUT", "/simulator/clock", { advance: 10 });
  expect((await call(second, "GET", `${apps}/1`)).json).toMatchObject({ status: "running" });
  await second.close();
});

test("a file that isn't a state is refused by its name, and left as it was", async () => {
  writeFileSync(stateFile, "{}");
  await expect(startSimulator({ stateFile })).rejects.toThrow(stateFile);
  expect(readFileSync(stateFile, "utf8")).toBe("{}");
});

test.each(["nowhere/state.json", "file/state.json"])(
  "a file that can't be written, %s, is refused by its name before anything is answered, in one line by the command",
  async (name) => {
    writeFileSync(join(folder, "file"), "");
    stateFile = join(folder, name);
    const refusal = `The state file ${stateFile} can't be written (`;
    await expect(startSimulator({ stateFile })).rejects.toThrow(refusal);
    const child = spawn(process.execPath, commandLine(), { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    const exit = once(child, "exit");
    let said = "";
    for await (const chunk of child.stderr) said += String(chunk);
    expect([await exit, said.split("\n")]).toEqual([
      [1, null],
      [expect.stringContaining(refusal), ""],
    ]);
  },
);

test("a file that can't be written any more makes changes fail, and the command say why", async () => {
  stateFile = join(folder, "below", "state.json");
  mkdirSync(join(folder, "below"));
  const { child, url } = await startCommand();
  const exit = once(child, "exit");
  rmSync(join(folder, "below"), { recursive: true });
  const headers = { Authorization: "simulator-admin-token", "Content-Type": "application/json" };
  const body = JSON.stringify({ tenant_name: "lost" });
  try {
    expect((await fetch(`${url}/openapi/v1/teams`, { method: "POST", headers, body })).status).toBe(500);
  } finally {
    child.kill("SIGINT");
  }
  let said = "";
  for await (const chunk of child.stderr) said += String(chunk);
  expect([await exit, said]).toEqual([[0, null], expect.stringContaining(`${stateFile} can't be written`)]);
});

function commandLine(): string[] {
  return ["--import", "tsx", join(root, "cli", "main.ts"), "simulator", "--state", stateFile];
}

/** Starts the command with the state file and returns it with its address, once it answers. */
async function startCommand(): Promise<{ child: ChildProcessByStdio<null, Readable, Readable>; url: string }> {
  const child = spawn(process.execPath, commandLine(), { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const url = /^export RAINBOND_ENDPOINT=(\S+)$/m.exec(printed)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`no address in: ${printed}`);
}

async function send(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = { Authorization: "simulator-admin-token", "Content-Type": "application/json" };
  const response = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await response.json();
}

/** Resolves as soon as a draft of the state file is being written. */
async function draftBegins(): Promise<void> {
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name !== "state.json.writing") return;
      watcher.close();
      resolve();
    });
  });
}

/** A store entry so big that writing the state takes a while. */
const bulky = {
  accessKey: "k",
  domain: "d",
  models: [
    {
      ...{ appModelId: "bulky", name: "bulky", createTime: "2025-01-01T00:00:00Z", updateTime: "2025-01-01T00:00:00Z" },
      versions: [
        {
          ...{ version: "1.0", createTime: "2025-01-01T00:00:00Z", updateTime: "2025-01-01T00:00:00Z" },
          template: { apps: [], filler: "x".repeat(30 * 2 ** 20) },
        },
      ],
    },
  ],
};

test("kill -9 during a write leaves a state file that loads, with everything that was acknowledged", async () => {
  const acknowledged: string[] = [];
  let wasCutShort = false;
  for (let attempt = 0; attempt < 20 && !wasCutShort; attempt += 1) {
    const { child, url } = await startCommand();
    const exit = once(child, "exit");
    if (attempt === 0) await send(url, "POST", "/simulator/store", bulky);
    const name = `team-${attempt}`;
    await send(url, "POST", "/openapi/v1/teams", { tenant_name: name });
    acknowledged.push(name);
    const draft = draftBegins();
    const cut = send(url, "POST", "/openapi/v1/teams", { tenant_name: "cut" }).catch(() => undefined);
    await draft;
    child.kill("SIGKILL");
    await Promise.all([exit, cut]);
    wasCutShort = existsSync(`${stateFile}.writing`);
  }
  expect(wasCutShort).toBe(true);
  const survivor = await startSimulator({ stateFile });
  const { json } = await call(survivor, "GET", "/teams?page_size=99");
  const teams = z.object({ tenants: z.array(z.object({ tenant_alias: z.string() })) }).parse(json).tenants;
  expect(teams.map((team) => team.tenant_alias)).toEqual(expect.arrayContaining(acknowledged));
  expect(survivor.info.appModelId).not.toBe("");
  await survivor.close();
});
