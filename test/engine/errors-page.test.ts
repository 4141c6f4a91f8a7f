import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Outcome } from "../../tools/command";
import { expectFitForPeople } from "./bad-input";
import { lacksOf } from "./message-form";
import { Stage } from "./stage";
import { failures, prepareTenFailures, wrongKey, wrongToken } from "./ten-failures";
import { normalizeTerminalText } from "./terminal-text";

const pages = ["errors.md", "errors.zh-CN.md"];

let stage: Stage;
let outcome: Outcome;
/** What the stack's state holds of it, secrets still encrypted. */
let state: string;
let initErrors: Map<string, readonly string[]>;
/** What a person reads of each resource, by its name. */
let diagnostics: Map<string, string>;

beforeAll(async () => {
  // A preview that has asked the store ends at the first wrong input, before the others are met.
  stage = await Stage.open({ RAINBOND_VALIDATE: "off" });
  const project = await stage.engine.program("errors", "");
  await project.init("dev");
  await project.rewrite(await prepareTenFailures(stage, project));
  outcome = await project.up("--continue-on-error");
  diagnostics = diagnosticsOf(outcome, stage.engine.folder);
  const { resources } = await project.deployment();
  state = JSON.stringify(resources);
  initErrors = new Map(resources.map((one) => [one.urn.split("::").at(-1) ?? "", one.initErrors]));
});

afterAll(() => stage.close());

/** Each resource's part of what is printed below "Diagnostics", comparable from run to run. */
function diagnosticsOf({ stdout, stderr }: Outcome, folder: string): Map<string, string> {
  const [, printed = ""] = /\nDiagnostics:\n(.*?)\n\nResources:\n/s.exec(stdout + stderr) ?? [];
  const blocks = printed.split(/\n\n(?= {2}\S)/).map((block) => normalizeTerminalText(block, folder).trimEnd());
  return new Map(blocks.map((block) => [/^ {2}\S+ \((.+)\):/.exec(block)?.[1] ?? "", block]));
}

/** What is said of a resource: a message for each part that failed. */
function messagesOf(name: string): string[] {
  const [, first = "", ...more] = diagnostics.get(name)?.split("\n") ?? [];
  const message = first.replace(/^ {4}error: /, "");
  return /^\d+ errors? occurred:$/.test(message) ? more.map((line) => line.replace(/^\s+\* /, "")) : [message];
}

test.each(failures)(
  "the failure %p names the part, the call, the status, the server's words and one thing to do",
  (name) => {
    const messages = messagesOf(name);
    expect(messages).not.toEqual([]);
    for (const message of messages) expect([message, lacksOf(message)]).toEqual([message, []]);
  },
);

test.each([
  ["no call", / \(?(GET|POST) \S+<id 1>\S+<id 2>\/events\)?/],
  ["no status", /is "\w+"/],
  ["no words", / "build failure"/],
  ["nothing to do", /\. Check.*/],
])("a message with %s is found", (_, taken) => {
  const [message = ""] = messagesOf("image");
  expect(lacksOf(message.replace(taken, ""))).not.toEqual([]);
});

test("all ten fail in one run, and those of which something exists keep the same reasons in the state", () => {
  expect(outcome.exitCode).toBe(1);
  expect([...diagnostics.keys()]).toEqual(expect.arrayContaining(failures));
  const kept = failures.filter((name) => initErrors.get(name)?.length);
  expect(kept).toEqual(["refused", "quota", "image", "crash", "slow"]);
  for (const name of kept) {
    const reasons = normalizeTerminalText(initErrors.get(name)?.join("\n") ?? "", stage.engine.folder);
    expect(reasons.split("\n")).toEqual(messagesOf(name));
  }
});

test("neither the terminal nor the state shows a secret, one that a server repeats included, or a stack trace", () => {
  const secrets = [stage.info.adminToken, stage.info.storeKey, wrongKey, wrongToken];
  expect(diagnostics.get("refused")).toContain("(token [secret], key [secret])");
  for (const secret of secrets) expect(outcome.stdout + outcome.stderr + state).not.toContain(secret);
  // With --continue-on-error Pulumi itself shows a trace for the stack.
  const ours = failures.map((name) => diagnostics.get(name)).join("\n");
  expectFitForPeople({ ...outcome, stdout: ours, stderr: JSON.stringify([...initErrors]) }, secrets);
});

test.each(pages)("%s shows what was printed, as UPDATE_GOLDEN=1 writes it", async (file) => {
  const page = resolve(__dirname, "..", "..", "docs", file);
  const before = await readFile(page, "utf8");
  const block = /(?<=```text\n) {2}\S+ \((.+)\):\n[^`]*(?=```)/g;
  const after = before.replace(
    block,
    (_, name: string) => `${diagnostics.get(name) ?? `no failure is named ${name}`}\n`,
  );
  if (process.env["UPDATE_GOLDEN"]) await writeFile(page, after);
  expect(await readFile(page, "utf8")).toBe(after);
  expect([...after.matchAll(block)].map(([, name]) => name)).toEqual(failures);
});
