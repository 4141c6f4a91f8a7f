import { join, resolve } from "node:path";
import { runCommand } from "../../tools/command";
import { Stage } from "./stage";

const command = resolve(__dirname, "..", "..", "dist", "cli", "main.js");

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

test("what init writes previews clean, installs, and is without changes after that", async () => {
  const { adminToken, storeDomain, storeUrl, storeKey, appModelId } = stage.info;
  // The console is known from the project alone.
  const { RAINBOND_ENDPOINT: _, ...rest } = stage.engine.env;
  const env = { ...rest, RAINBOND_MARKET_ACCESS_KEY: storeKey };
  const folder = join(stage.engine.folder, "first");
  const options = ["--market", `${storeDomain}=${storeUrl}`, "--app", appModelId, "--app-version", "1.0"];
  const run = (program: string, ...words: string[]) => runCommand(program, words, { cwd: stage.engine.folder, env });
  const pulumi = (...words: string[]) => run("pulumi", ...words, "--cwd", folder, "--non-interactive");

  const written = await runCommand(process.execPath, [command, "init", folder, "--region", "rainbond", ...options], {
    cwd: stage.engine.folder,
    env: { ...env, RAINBOND_ENDPOINT: stage.simulator.url },
  });
  expect(written).toMatchObject({ exitCode: 0, stderr: "" });
  expect(written.stdout).toMatch(/A project that installs Guestbook 1\.0 is in /);
  expect(await pulumi("stack", "init", "dev")).toMatchObject({ exitCode: 0 });
  expect(await pulumi("preview")).toMatchObject({ exitCode: 0 });
  expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ exitCode: 0 });
  expect(await stage.installs()).toBe(1);
  const outputs = await pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.stdout)).toMatchObject({ health: "ready", upgradeAvailable: ["1.1"] });
  expect(await pulumi("preview", "--refresh", "--expect-no-changes")).toMatchObject({ exitCode: 0 });
  expect(await pulumi("destroy", "--yes")).toMatchObject({ exitCode: 0 });
  expect(outputs.stdout + written.stdout).not.toContain(adminToken);

  const again = await run(process.execPath, command, "init", folder, ...options);
  expect(again).toMatchObject({ exitCode: 1, stdout: "" });
  expect(again.stderr).toMatch(
    /^error: .*first isn't an empty folder: it holds .*\. Nothing was written\. Name a new one\n$/,
  );
});

test("store says what there is as a table and as JSON, and exits 1 where it couldn't look", async () => {
  const { storeDomain, storeUrl, storeKey, appModelId } = stage.info;
  await stage.control.forgetRequests();
  const store = (key: string, ...words: string[]) =>
    runCommand(process.execPath, [command, "store", "--market", `${storeDomain}=${storeUrl}`, ...words], {
      cwd: stage.engine.folder,
      env: { ...stage.engine.env, RAINBOND_MARKET_ACCESS_KEY: key },
    });
  const listed = await store(storeKey, "--app", appModelId, "--json");
  expect([listed.exitCode, listed.stderr]).toEqual([0, expect.stringContaining("1.1")]);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    ...{ version: 1, marketDomain: storeDomain, failures: [] },
    app: { appModelId, name: "Guestbook", versions: [{ version: "1.1", installable: true }, { version: "1.0" }] },
  });
  const upgrade = await store(storeKey, "--app", appModelId, "--upgrade", "1.0..1.1");
  expect(upgrade.stdout).toMatch(
    /An upgrade in place from 1\.0 to 1\.1\nwould change\n {2}component Web: image .*web:1\.0 → /,
  );
  const refused = await store("a-wrong-key");
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("refuses the key");
  const unclear = await store(storeKey, "--upgrade", "1.0");
  expect([unclear.exitCode, unclear.stderr]).toEqual([
    1,
    expect.stringContaining("It must be two versions, like 1.0..1.1."),
  ]);
  expect(await stage.writes()).toEqual([]);
});
