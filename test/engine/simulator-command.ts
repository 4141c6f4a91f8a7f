import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { runCommand } from "../../tools/command";

const infoSchema = z.object({
  teamId: z.string(),
  storeKey: z.string(),
  storeDomain: z.string(),
  adminToken: z.string(),
});

/** The simulator's command as a package installed it in a folder, run without npx. */
export class SimulatorCommand {
  private readonly command: string;

  constructor(private readonly folder: string) {
    this.command = join(folder, "node_modules", ".bin", "pulumi-rainbond");
  }

  /** Starts it and returns it once it said where it runs. */
  async start(...options: string[]): Promise<RunningCommand> {
    const child = spawn(this.command, ["simulator", ...options], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(child.stdout)) {
      const url = /^export RAINBOND_ENDPOINT=(\S+)$/.exec(line)?.[1];
      if (url !== undefined) return new RunningCommand(child, url);
    }
    throw new Error(`the simulator ended with ${String(child.exitCode)}`);
  }

  /** Runs it with options that it refuses; returns its exit code and the lines of its complaint. */
  async refusal(...options: string[]): Promise<[exitCode: number | null, lines: string[]]> {
    const env = process.env;
    const { exitCode, stderr } = await runCommand(this.command, ["simulator", ...options], {
      cwd: this.folder,
      env,
      limitMs: 60_000,
    });
    return [exitCode, stderr.trim().split("\n")];
  }
}

/** A simulator that a command started. */
export class RunningCommand {
  constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  async info(): Promise<z.infer<typeof infoSchema>> {
    return infoSchema.parse(await this.ask("/simulator/info"));
  }

  /** Asks for JSON, with a token if there is one. */
  async ask(path: string, token?: string, body?: unknown): Promise<unknown> {
    const headers = { "Content-Type": "application/json", ...(token === undefined ? {} : { Authorization: token }) };
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return await (await fetch(this.url + path, { headers, ...sent })).json();
  }

  /** Ends it as Ctrl-C does and returns its exit code. */
  async end(): Promise<number | null> {
    const exit = once(this.child, "exit");
    this.child.kill("SIGINT");
    await exit;
    return this.child.exitCode;
  }
}

/** Uses every option of an installed simulator, and what it refuses. */
export async function useEveryOption(folder: string): Promise<void> {
  const command = new SimulatorCommand(folder);
  const port = String(await freePort());
  const template = join(folder, "template.json");
  await writeFile(template, JSON.stringify({ group_key: "mine", group_name: "Mine", group_version: "3.0", apps: [] }));
  const state = join(folder, "state.json");
  const options = [
    "--port",
    port,
    "--speed",
    "0",
    "--latency",
    "300ms",
    "--template",
    template,
    "--state",
    state,
    "--database",
    "mysql",
  ];
  const first = await command.start(...options, "--host", "127.0.0.1");
  expect(first.url).toBe(`http://127.0.0.1:${port}`);
  const { teamId, storeKey, storeDomain, adminToken } = await first.info();
  const model = await first.ask(`/store/app-server/openapi/apps/mine?marketDomain=${storeDomain}`, storeKey);
  expect(model).toMatchObject({ name: "Mine", versions: [{ appVersion: "3.0" }] });
  expect(await first.ask("/simulator/database")).toMatchObject({ model: "mysql" });
  const clock = await first.ask("/simulator/clock");
  expect(await first.ask("/simulator/clock")).toEqual(clock);
  const start = performance.now();
  await first.ask("/openapi/v1/teams", adminToken, { tenant_name: "kept" });
  expect(performance.now() - start).toBeGreaterThanOrEqual(299);
  expect(await command.refusal("--port", port)).toEqual([1, [expect.stringContaining(port)]]);
  expect([await first.end(), existsSync(state)]).toEqual([0, true]);

  const second = await command.start(...options);
  expect((await second.info()).teamId).toBe(teamId);
  expect(await second.ask("/openapi/v1/teams", adminToken)).toMatchObject({ tenants: [{}, { tenant_alias: "kept" }] });
  expect(await second.end()).toBe(0);

  const oneLine: unknown = [expect.any(String)];
  for (const bad of [
    "--port x",
    "--speed -1",
    "--latency 5",
    "--host 0.0.0.0",
    "--template nowhere.json",
    "--state nowhere/state.json",
    "--database postgres",
    "--nonsense",
  ]) {
    expect([bad, await command.refusal(...bad.split(" "))]).toEqual([bad, [1, oneLine]]);
  }
  expect(await command.refusal("--state", template)).toEqual([1, [expect.stringContaining("template.json")]]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
