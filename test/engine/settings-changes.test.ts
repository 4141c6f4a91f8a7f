import { rowsToPlay } from "../matrix-rows";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

/** What is declared of the component Web. */
type Web = Readonly<Record<string, unknown>>;

/** One change of what is declared, and the calls by which it reaches the server: the ends of their paths. */
interface Change {
  readonly what: string;
  readonly web?: Web;
  readonly version?: string;
  readonly calls: readonly string[];
  /** What the command says of what stays. */
  readonly says?: RegExp;
}

const domain = { host: "shop.example" };
const everyKind = { envs: { TITLE: "Shop", OWN: "mine" }, minMemory: 512, minCpu: 300, minNode: 2, domains: [domain] };
const stays = (path: string, more = ""): RegExp =>
  new RegExp(`settings\\.Web\\.${path} isn't declared any more and stays as it is${more}`);

// A variable is read before and after, by the call that sets it.
const changes: readonly Change[] = [
  {
    what: "a variable",
    web: { envs: { TITLE: "New", OWN: "mine" } },
    calls: ["PUT envs", "PUT envs", "POST operations"],
  },
  { what: "memory", web: { minMemory: 640 }, calls: ["PUT envs", "POST vertical"] },
  { what: "CPU", web: { minCpu: 0 }, calls: ["PUT envs", "POST vertical"] },
  { what: "replicas", web: { minNode: 3 }, calls: ["PUT envs", "POST horizontal"] },
  {
    what: "a domain more",
    web: { domains: [domain, { host: "new.example" }] },
    calls: ["PUT envs", "POST httpdomains"],
  },
  {
    what: "a domain's header",
    web: { domains: [{ ...domain, header: "a=b" }, { host: "new.example" }] },
    calls: ["PUT envs", "DELETE rule", "POST httpdomains"],
  },
  {
    what: "a variable and both sizes",
    web: { envs: { TITLE: "Last", OWN: "mine" }, minMemory: 256, minCpu: 100 },
    calls: ["PUT envs", "PUT envs", "POST vertical"],
  },
  {
    what: "a variable less",
    web: { envs: { OWN: "mine" } },
    calls: ["PUT envs"],
    says: stays("envs.TITLE", "; Rainbond's API removes no variable"),
  },
  { what: "no memory", web: { minMemory: undefined }, calls: ["PUT envs"], says: stays("minMemory") },
  { what: "no CPU", web: { minCpu: undefined }, calls: ["PUT envs"], says: stays("minCpu") },
  { what: "no replicas", web: { minNode: undefined }, calls: ["PUT envs"], says: stays("minNode") },
  { what: "a domain less", web: { domains: [{ host: "new.example" }] }, calls: ["DELETE rule", "PUT envs"] },
];

/** What is declared before a change: what all earlier ones leave, whether they have their turn or not. */
function webBefore(change: Change): Web {
  return changes
    .slice(0, changes.indexOf(change))
    .reduce<Web>((web, earlier) => ({ ...web, ...earlier.web }), everyKind);
}

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("settings", "");
  await project.init("dev");
});

afterAll(() => stage.close());

async function declare(web: Web, appModelVersion: string): Promise<void> {
  const args = JSON.stringify({ ...demoArguments(stage.info), appModelVersion, settings: { Web: web } });
  await project.rewrite(`
import * as rainbond from "pulumi-rainbond";
new rainbond.MarketApp("shop", ${args});
`);
}

/** The writing calls since the last `forgetRequests`, each by the end of its path. */
async function calls(): Promise<string[]> {
  return (await stage.writes()).map(({ method, path }) => {
    const end = path.split(/[/?]/).filter((part) => part !== "");
    return `${method} ${end.at(-2) === "httpdomains" ? "rule" : (end.at(-1) ?? "")}`;
  });
}

/** How often the pods of Web were started since it was made. */
async function restarts(): Promise<number> {
  const { outputs } = await storedApp(project);
  const web = (await stage.components(outputs.appId)).find((one) => one.service_cname === "Web");
  const path = `/apps/${outputs.appId}/services/${web?.service_id ?? ""}/events?page=1&page_size=100`;
  const answer = await stage.console("GET", path);
  return JSON.stringify(answer).match(/"(upgrade|vertical|start)-service"/g)?.length ?? 0;
}

async function isCalm(): Promise<void> {
  for (let times = 0; times < 2; times += 1) expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
}

test("each change alone asks for what it needs, restarts once or not at all, and leaves nothing to do; what is dropped stays and is said", async () => {
  let web: Web = everyKind;
  for (const change of rowsToPlay(changes)) {
    await declare(webBefore(change), "1.0");
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    web = { ...webBefore(change), ...change.web };
    await declare(web, "1.0");
    const before = await restarts();
    await stage.control.forgetRequests();
    const up = await project.up("--diff");
    expect([change.what, up.exitCode, await calls()]).toEqual([change.what, 0, change.calls]);
    const restarting = change.calls.some((call) => /operations|vertical/.test(call)) ? 1 : 0;
    expect([change.what, (await restarts()) - before]).toEqual([change.what, restarting]);
    if (change.says) expect(up.stdout + up.stderr).toMatch(change.says);
    await isCalm();
  }
  await declare(web, "1.1");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).outputs).toMatchObject({ appModelVersion: "1.1", drift: [], health: "ready" });
  await isCalm();
}, 600_000);
