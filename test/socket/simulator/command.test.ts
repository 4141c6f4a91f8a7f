import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { get } from "node:http";
import type { Option } from "commander";
import { simulatorCommand } from "../../../cli/simulator-command";

const root = join(__dirname, "..", "..", "..");

test("the command prints what to export, answers at that address, and ends with 0 at Ctrl-C", async () => {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(root, "cli", "main.ts"), "simulator", "--speed", "9"],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exit = once(child, "exit");
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes("appModelId")) break;
  }
  const endpoint = /^export RAINBOND_ENDPOINT=(\S+)$/m.exec(text)?.[1] ?? "";
  const token = /^export RAINBOND_TOKEN=(\S+)$/m.exec(text)?.[1] ?? "";
  const status = await new Promise((resolve, reject) => {
    get(`${endpoint}/openapi/v1/teams`, { headers: { Authorization: token } }, (response) => {
      resolve(response.resume().statusCode);
    }).on("error", reject);
  });
  child.kill("SIGINT");
  expect([status, await exit]).toEqual([200, [0, null]]);
});

test("its help shows each option once, as the page about it does", () => {
  const page = readFileSync(join(root, "docs", "simulator.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(--[^`]+)` +\| (.+?) +\|/gm)].map(([, flags, value]) => `${flags} ${value}`);
  const { options } = simulatorCommand();
  const shown = options.filter(({ hidden }) => !hidden);
  const valueOf = ({ defaultValue, defaultValueDescription }: Option): string =>
    String(defaultValueDescription ?? defaultValue ?? "none");
  expect(shown.map((option) => `${option.flags} ${valueOf(option)}`)).toEqual(rows);
  expect(simulatorCommand().helpInformation()).not.toMatch(/default: (0|\[\])|default.*default/);
});

test.each([
  ["--port", "x"],
  ["--speed", "-1"],
  ["--database", "postgres"],
])("a bad %s is refused in one line with exit code 1", async (option, value) => {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "cli", "main.ts"), "simulator", option, value], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exit = once(child, "exit");
  let text = "";
  for await (const chunk of child.stderr) text += String(chunk);
  expect([await exit, text.trim().split("\n").length]).toEqual([[1, null], 1]);
});
