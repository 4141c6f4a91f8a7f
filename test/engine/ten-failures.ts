import { z } from "zod";
import type { ComponentChange, Fault } from "../../simulator";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import type { Stage } from "./stage";

/** A key that the store has never heard of. */
export const wrongKey = "a-key-that-is-wrong";
/** A token that no user has. */
export const wrongToken = "a-token-that-is-wrong";

/** The failures of `docs/errors.md`, by the names of the resources that meet them, in the page's order. */
export const failures = [
  ...["token", "region", "store-key", "kept-key", "version"],
  ...["refused", "quota", "image", "crash", "slow"],
];

/** These are made first, and fail when they are to run. */
const made = ["quota", "image", "crash", "slow"];

const otherMarket = "kept";
const otherRegion = "other";
const limits = { customTimeouts: { create: "10s", update: "10s" } };

/** Brings the stack to where the ten are about to fail, each in its own way, and returns the program that lets them. */
export async function prepareTenFailures(stage: Stage, project: Project): Promise<string> {
  const groups: Record<string, number> = {};
  for (const name of [...made, "kept-key"]) groups[name] = await makeGroup(stage, name);
  const args = argumentsOf(stage, groups);
  await project.rewrite(programOf(made.map((name) => [name, { ...args(name), isDeploy: false }])));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await spoilComponents(stage, groups);
  await keepWrongKey(stage, groups["kept-key"]);
  await openRegion(stage);
  await stage.control.changeRegion(otherRegion, { status: "3" });
  await stage.control.setFaults(faultsOf(stage, groups["quota"]));
  return programOf(failures.map((name) => [name, args(name)]));
}

async function makeGroup(stage: Stage, name: string): Promise<number> {
  return z.object({ ID: z.number() }).parse(await stage.console("POST", "/apps", { app_name: name })).ID;
}

/** The arguments of each of the ten by its name. */
function argumentsOf(stage: Stage, groups: Record<string, number>): (name: string) => Record<string, unknown> {
  const wrong: Record<string, Record<string, unknown>> = {
    region: { regionName: otherRegion },
    "store-key": { marketAccessKey: wrongKey },
    "kept-key": { marketDomain: otherMarket },
    version: { appModelVersion: "9.9" },
  };
  return (name) => ({ ...demoArguments(stage.info), appId: groups[name], ...wrong[name] });
}

/** A program with these resources; the one named `token` has a provider with a wrong token. */
function programOf(apps: [name: string, args: Record<string, unknown>][]): string {
  return [
    `import * as rainbond from "pulumi-rainbond";`,
    `const limits = ${JSON.stringify(limits)};`,
    ...apps.map(([name, args]) => {
      const provider = `{ provider: new rainbond.Provider("wrong", { token: ${JSON.stringify(wrongToken)} }) }`;
      const options = name === "token" ? provider : "limits";
      return `new rainbond.MarketApp(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});`;
    }),
  ].join("\n");
}

/** An image that can't be pulled, pods that don't get ready, and a build that takes a day. */
async function spoilComponents(stage: Stage, groups: Record<string, number>): Promise<void> {
  const spoil = async (name: string, cname: string, change: ComponentChange): Promise<void> => {
    const components = await stage.components(groups[name] ?? 0);
    for (const { service_id } of components.filter((one) => one.service_cname === cname))
      await stage.control.changeComponent(service_id, change);
  };
  await spoil("image", "Web", { failNextBuild: true });
  await spoil("image", "Database", { failNextBuild: true });
  await spoil("crash", "Database", { failNextStart: true });
  await spoil("slow", "Web", { buildSeconds: 86_400 });
}

/** Somebody else has given the console a wrong key for the store, which it keeps. */
async function keepWrongKey(stage: Stage, appId = 0): Promise<void> {
  const order = {
    market_url: stage.info.storeUrl,
    market_domain: otherMarket,
    market_type: "rainstore",
    market_access_key: wrongKey,
    app_model_id: stage.info.appModelId,
    app_model_version: "1.0",
  };
  await expect(stage.console("POST", `/apps/${appId}/install`, order)).rejects.toThrow("answered 401");
}

/** Opens the team in the second region. */
async function openRegion({ simulator, teamId, info }: Stage): Promise<void> {
  const response = await fetch(`${simulator.url}/openapi/v1/teams/${teamId}/regions`, {
    method: "POST",
    headers: { authorization: info.adminToken, "content-type": "application/json" },
    body: JSON.stringify({ region: otherRegion }),
  });
  expect(response.status).toBe(201);
}

/** The cluster refuses a component in words that hold secrets, and the console has no memory left for the team. */
function faultsOf({ info }: Stage, quotaGroup = 0): Fault[] {
  const denied = `admission webhook policy.example denied the request (token ${info.adminToken}, key ${info.storeKey})`;
  return [
    { point: "region.createService", times: 1, response: { status: 403, body: { msg: denied } } },
    {
      point: "console",
      times: 1,
      effect: "respond",
      match: { method: "POST", path: `*/apps/${quotaGroup}/operations` },
      response: {
        status: 412,
        body: {
          code: 10413,
          msg: "tenant lack of memory",
          msg_show: "团队使用内存已超过限额，请联系企业管理员增加限额",
        },
      },
    },
  ];
}
