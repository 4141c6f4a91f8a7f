import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Outcome } from "../../tools/command";
import { demoTemplate, modelOf } from "../socket/simulator/templates";
import { driftCommand } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

const escape = String.fromCharCode(27);
/** What a person may call a component, to the harm of whoever reads of it. */
const rude = `Web\n::add-mask::x\n${escape}[2J##[error]x <{%fg 1%}>y`;
const polite = "Web : :add-mask::x # #[error]x <{ %fg 1%}>y";
/** A key that everybody writes in another way. */
const key = 'a"key+/&=%';

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open({ RAINBOND_TOKEN: "simulator-admin-token\n", RAINBOND_MARKET_ACCESS_KEY: `${key}\n` });
  const template: unknown = JSON.parse(
    JSON.stringify(demoTemplate("1.0")).replaceAll('"service_cname":"Web"', `"service_cname":${JSON.stringify(rude)}`),
  );
  const { storeDomain } = stage.info;
  const models = [modelOf("rude", { "1.0": template }), modelOf("数据库", { "1.0": demoTemplate("1.0") })];
  await stage.control.loadStore({ accessKey: key, domain: storeDomain, models });
  project = await stage.engine.program("screen", program());
  await project.init("dev");
});

afterAll(() => stage.close());

function program(args: Record<string, unknown> = {}): string {
  const { marketAccessKey: _, ...demo } = demoArguments(stage.info);
  return marketAppProgram({ ...demo, appModelId: "rude", ...args }, "博客");
}

/** Fails if a screen, or a CI system behind it, would obey something that was printed. */
function expectPolite(...texts: string[]): void {
  for (const text of texts) {
    expect(text).not.toContain(escape);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toContain("##[");
  }
}

const printed = ({ stdout, stderr }: Outcome): string => stdout + stderr;

test("an up shows counts and a clock on its row, no names, and the true end last", async () => {
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  const rows = [...up.stdout.matchAll(/MarketApp 博客 creating \(\d+s\) (.+)/g)].map(([, said = ""]) => said.trim());
  expect(rows[0]).toMatch(/^making the app group, \d+ s$/);
  expect(rows.at(-1)).toMatch(/^2\/2 running, \d+ s$/);
  for (const row of rows) expect(row).toMatch(/^[ -~]{1,60}$/);
});

test("names that were made to harm reach neither the terminal nor a report as commands, in remarks and in errors", async () => {
  const [web] = (await stage.server()).flatMap(({ components }) =>
    components.filter((one) => one.service_cname === rude),
  );
  await stage.control.changeComponent(web?.service_id ?? "", { status: "abnormal" });
  const refresh = await project.pulumi(["preview", "--refresh"]);
  expect(printed(refresh)).toContain(`drift (unhealthy): component ${polite}: status "running" => "abnormal"`);
  const files = { json: join(project.folder, "out.json"), markdown: join(project.folder, "out.md") };
  const drift = await driftCommand(project, ["--json", files.json, "--markdown", files.markdown]);
  await stage.control.deleteComponent(web?.service_id ?? "");
  const failed = await project.up("--refresh");
  expect(failed.exitCode).toBe(1);
  expect(printed(failed)).toContain(`component ${polite} was deleted`);
  const reports = await Promise.all(Object.values(files).map((file) => readFile(file, "utf8")));
  // The name itself is an output: Pulumi prints it as it prints any text.
  const outputs = /^Outputs:$.*?^(?=Resources:$)/ms;
  expectPolite(printed(drift), ...reports, printed(refresh).replace(outputs, ""), printed(failed).replace(outputs, ""));
});

test("a server that repeats the secrets, each as it likes, is shown without them: on the terminal, in the state and in reports", async () => {
  const token = "simulator-admin-token";
  const form = new URLSearchParams({ key }).toString();
  const spellings = [token, key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), form.slice(4)];
  spellings.push(Buffer.from(`ops:${key}`).toString("base64"), `${token.slice(0, 9)}\n  ${token.slice(9)}`);
  const said = spellings.join(" | ");
  await stage.control.setFaults([
    {
      ...{ point: "console", match: { method: "GET", path: "/openapi/v1/teams/*/services" }, times: 1000 },
      ...{ effect: "respond", response: { status: 400, body: { code: 1, msg: said } } },
    },
  ]);
  const file = join(project.folder, "secrets.json");
  const outcomes = [await project.up("--refresh"), await project.pulumi(["refresh", "--yes"])];
  outcomes.push(await driftCommand(project, ["--json", file]));
  await stage.control.setFaults([]);
  const state = JSON.stringify((await project.deployment()).resources);
  const texts = [...outcomes.map(printed), await readFile(file, "utf8"), state];
  for (const outcome of outcomes) {
    expect(outcome.exitCode).toBe(1);
    expect(printed(outcome)).toContain("[secret] | [secret] | [secret] | [secret] | [secret] | b3Bz");
  }
  for (const text of texts) for (const spelling of spellings) expect(text).not.toContain(spelling);
});

test("an address with a login is refused by check, and not shown", async () => {
  const env = { RAINBOND_ENDPOINT: stage.simulator.url.replace("://", "://ops:hunter2pw@") };
  const other = await stage.engine.program("address", program());
  await other.init("dev");
  const up = await other.pulumi(["up", "--yes", "--skip-preview"], { env });
  expect(up.exitCode).toBe(1);
  expect(printed(up)).toContain("has a problem: the console's address (RAINBOND_ENDPOINT, rainbond:endpoint");
  expect(printed(up)).not.toContain("hunter2pw");
});

test("a console and a store on this machine are reached whatever proxy the variables name, without NO_PROXY", async () => {
  const nobody = "http://127.0.0.1:9";
  // In small letters they would keep Pulumi's own program from its engine.
  const env = { HTTP_PROXY: nobody, HTTPS_PROXY: nobody, ALL_PROXY: nobody, NO_PROXY: undefined, no_proxy: undefined };
  const other = await stage.engine.program("proxies", program({ appModelId: "数据库" }));
  await other.init("dev");
  const up = await other.pulumi(["up", "--yes", "--skip-preview"], { env });
  expect([up.exitCode, up.exitCode === 0 ? "" : other.screen(up)]).toEqual([0, ""]);
  expect(await other.pulumi(["destroy", "--yes", "--skip-preview"], { env })).toMatchObject({ exitCode: 0 });
});

test("a team and a region that nobody gives are told with every way to give them", async () => {
  const other = await stage.engine.program("missing", program({ teamId: undefined, regionName: undefined }));
  await other.init("dev");
  const up = await other.up();
  expect(up.exitCode).toBe(1);
  expect(printed(up)).toContain("has a problem: teamId is missing: declare it, run pulumi config set rainbond:teamId");
  expect(printed(up)).toContain("has a problem: regionName is missing: declare it, run pulumi config set rainbond:reg");
  expect(printed(up)).not.toContain("<nil>");
});
