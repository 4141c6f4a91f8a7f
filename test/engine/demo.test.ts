import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand, type Outcome } from "../../tools/command";
import { SimulatorControl } from "../../simulator";
import { rowsToPlay } from "../matrix-rows";
import { leanOptions } from "./engine";

const root = resolve(__dirname, "..", "..");

const env = { ...process.env, NODE_OPTIONS: leanOptions };

/** Runs `npm run demo` with these arguments, as a person does but for the time that the compiler takes. */
async function demo(...args: string[]): Promise<Outcome> {
  return runCommand("npm", ["run", "demo", "--", ...args], { cwd: root, env });
}

/** The stack configuration that lies in the example folders. */
function stackFiles(): string[] {
  const examples = ["market-app", "stack-reference", "configured"].map((name) => join(root, "examples", name));
  const folders = [root, ...examples];
  return folders.flatMap((folder) => readdirSync(folder).filter((name) => /^Pulumi\..+\.yaml$/.test(name)));
}

test("the demo does what it says and leaves nothing", async () => {
  const before = stackFiles();
  const { exitCode, stdout } = await demo();
  expect(stdout).toContain("The demo did all that it said, and left nothing.");
  expect(stdout).toContain(`"registry.example/guestbook/web:1.0" => "registry.example/guestbook/web:hotfix"`);
  expect(stdout).toContain("Web (registry.example/guestbook/web:1.0) answers GET /");
  expect(stdout).toMatch(/Web runs with the TITLE .*\n.*Database runs with the DB_PASSWORD/);
  expect(exitCode).toBe(0);
  expect(stackFiles()).toEqual(before);
});

const faults = [
  ["1. Look at the server", { method: "GET", path: "*/apps" }],
  ["3. Install an app", { method: "POST", path: "*/install*" }],
  ["5. Somebody changes and stops the app behind Pulumi's back", { method: "POST", path: "*/apps/close" }],
] as const;

async function expectNamed(step: string, match: { method: string; path: string }): Promise<void> {
  const before = stackFiles();
  const response = { status: 403, body: { code: 10402, msg: "no permission", msg_show: "no permission" } };
  const faults = [{ point: "console", match, times: 1000, effect: "respond", response }];
  const { exitCode, stderr } = await demo("--faults", JSON.stringify(faults));
  expect(stderr).toContain(`Step "${step}" failed: `);
  expect(exitCode).toBe(1);
  expect(stackFiles()).toEqual(before);
}

/** What `--keep` prints is enough to go on by hand, at the top level and in the example's folder. */
async function expectToGoOn(): Promise<void> {
  const { exitCode, stdout } = await demo("--keep");
  expect(exitCode).toBe(0);
  const exported = stdout.split("\n").filter((line) => line.startsWith("export "));
  const [end = ""] = stdout.split("\n").filter((line) => line.startsWith("kill "));
  const type = async (folder: string, line: string) =>
    runCommand("bash", ["-c", [...exported, line].join("\n")], { cwd: join(root, folder), env });
  try {
    for (const folder of [".", "examples/market-app"]) {
      expect(await type(folder, "pulumi up --yes")).toMatchObject({ exitCode: 0 });
      expect((await type(folder, "pulumi stack output --json")).stdout).toContain("serviceIds");
      expect(await type(folder, "pulumi preview --refresh --expect-no-changes")).toMatchObject({ exitCode: 0 });
    }
    await type(".", "pulumi config set seen here");
    expect((await type("examples/market-app", "pulumi config get seen")).stdout).toBe("here\n");
    await type("examples/market-app", "pulumi config set seen there");
    expect((await type(".", "pulumi config get seen")).stdout).toBe("there\n");
    expect(await type(".", "pulumi destroy --yes")).toMatchObject({ exitCode: 0 });
  } finally {
    await type(".", end);
  }
  const [, url = ""] = /RAINBOND_ENDPOINT=(\S+)/.exec(stdout) ?? [];
  await expect(new SimulatorControl(url).readInfo()).rejects.toThrow("fetch failed");
  const [, folder = ""] = /PULUMI_HOME=(\S+)\/home/.exec(stdout) ?? [];
  expect(existsSync(folder)).toBe(false);
}

const ways: [what: string, play: () => Promise<void>][] = [
  ...faults.map(([step, match]): (typeof ways)[number] => [
    `a fault in step ${step} ends it, and the step is named`,
    () => expectNamed(step, match),
  ]),
  ["what --keep prints is enough to go on by hand", expectToGoOn],
];

test.each(rowsToPlay(ways))("%s", async (_, play) => play());
