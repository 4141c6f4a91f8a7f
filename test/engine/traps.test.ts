import { z } from "zod";
import type { Fault } from "../../simulator";
import type { StateResource } from "./deployment";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { after, callsFor, said, shown, type Aftermath } from "./aftermath";
import { Stage, type ServerComponent } from "./stage";
import { trapEntries, trapProgram, type TrapApp } from "./trap-apps";

let stage: Stage;
let project: Project;
/** The app groups of the apps. */
let groups: Partial<Record<string, number>>;
/** An app group in which somebody else's install failed before. */
let sharedAppId: number;
let lookAlikes: ServerComponent[];
/** The apps in the state after the upgrades that fail, and after those that heal it. */
let trapped: ReadonlyMap<string, StateResource["outputs"]>;
let healed: typeof trapped;
let installed: Aftermath;
let foreseen: Aftermath;
let upgraded: Aftermath;
let mended: Aftermath;
let destroyed: Aftermath;
let finished: Aftermath;

beforeAll(async () => {
  stage = await Stage.open();
  await stage.control.loadStore(trapEntries(stage.info));
  sharedAppId = await groupByHand("shared");
  await installByHand("orphaned", sharedAppId).catch(() => undefined);
  lookAlikes = await stage.components(sharedAppId);
  project = await stage.engine.program("traps", trapProgram(stage.info, sharedAppId, {}));
  await project.init("dev");
  // A preview that asks the store would refuse the app whose install fails.
  const unasked = { env: { RAINBOND_VALIDATE: "off" } };
  const command = ["up", "--yes", "--skip-preview", "--continue-on-error"];
  installed = await after(stage, project, () => project.pulumi(command, unasked));
  groups = Object.fromEntries(installed.server.map(({ group }) => [group.group_name, group.ID]));
  await upgrades();
  await uninstalls();
});

afterAll(() => stage.close());

/** A preview that foresees a failure, and two times `up`: the first meets the traps, the second does what the first one's errors say. */
async function upgrades(): Promise<void> {
  const declared = { same: "1.1", build: "1.1", lacking: "1.1", twins: "1.1", orphaned: "1.1" };
  await stage.control.changeComponent(idOf("build", "Web"), { failNextBuild: true });
  await stage.control.deleteComponent(idOf("lacking", "Web"));
  await installByHand("twins", groupOf("twins"));
  // The other one that a preview refuses would end the program, maybe before this one is judged.
  await declare({ stale: "1.1", orphaned: "1.1" });
  foreseen = await after(stage, project, () => project.pulumi(["preview"]));
  await declare({ ...declared, often: "1.1" });
  upgraded = await after(stage, project, () => project.up("--continue-on-error"));
  trapped = await stored();

  for (const { service_id } of await youngestIn("twins")) await stage.control.deleteComponent(service_id);
  await declare({ ...declared, often: "1.2" });
  const advice = /pulumi up --replace '(?<urn>[^']+)'/.exec(said(upgraded, "lacking"));
  mended = await after(stage, project, () => project.up("--replace", advice?.groups?.["urn"] ?? ""));
  healed = await stored();
}

/** Two times `destroy`: the first meets the traps; before the second a person removes what stands against it. */
async function uninstalls(): Promise<void> {
  const outsider = await stage.control.makeComponent(await groupByHand("elsewhere"), "Shop");
  await stage.control.changeComponent(outsider, { dependsOn: [idOf("needed", "Database")] });
  await stage.control.setFaults([
    refusal(2, `apps/${groupOf("running")}/services/*`, 409, { code: 409, msg: "delete error", msg_show: "running" }),
    refusal(1, `apps/${groupOf("unknown")}`, 404, { code: 404, msg: "region no found this resource" }),
  ]);
  destroyed = await after(stage, project, () => project.destroy("--continue-on-error"));
  await stage.control.changeComponent(outsider, { dependsOn: [] });
  finished = await after(stage, project, () => project.destroy());
}

function refusal(times: number, path: string, status: number, body: unknown): Fault {
  const match = { method: "DELETE", path: `/openapi/*/${path}` };
  return { point: "console", match, times, effect: "respond", response: { status, body } };
}

/** The apps in the state, by their names. */
async function stored(): Promise<ReadonlyMap<string, StateResource["outputs"]>> {
  const { resources } = await project.deployment();
  const apps = resources.filter(({ type }) => type.endsWith("rainbond:MarketApp"));
  return new Map(apps.map(({ urn, outputs }) => [urn.split("::").at(-1) ?? "", outputs]));
}

async function declare(versions: Partial<Record<TrapApp, string>>): Promise<void> {
  await project.rewrite(trapProgram(stage.info, sharedAppId, versions));
}

async function groupByHand(name: string): Promise<number> {
  return z.object({ ID: z.number() }).parse(await stage.console("POST", "/apps", { app_name: name })).ID;
}

async function installByHand(app: TrapApp, appId: number): Promise<void> {
  const args = demoArguments(stage.info);
  await stage.console("POST", `/apps/${appId}/install`, {
    market_url: args["marketUrl"],
    market_domain: args["marketDomain"],
    market_access_key: args["marketAccessKey"],
    market_type: "rainstore",
    app_model_id: app,
    app_model_version: "1.0",
  });
}

/** The components of the newest install in the app's group. */
async function youngestIn(app: TrapApp): Promise<ServerComponent[]> {
  const components = await stage.components(groupOf(app));
  const newest = Math.max(...components.map((one) => one.tenant_service_group_id));
  return components.filter((one) => one.tenant_service_group_id === newest);
}

function groupOf(app: TrapApp): number {
  return groups[app] ?? 0;
}

function idOf(app: TrapApp, cname: string): string {
  const there = installed.server.find(({ group }) => group.group_name === app)?.components ?? [];
  return there.find((one) => one.service_cname === cname)?.service_id ?? "";
}

/** What a component of each name shows that runs this version. */
const running = (version: string): string[] => [`Database ${version} running`, `Web ${version} running`];

test("the first up installs every app but the one whose install fails, the second is refused by traps, the third needs no more than their errors say", () => {
  expect([installed, upgraded, mended].map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
  expect(Object.keys(groups)).toHaveLength(11);
  const left = [...healed].filter(([, { drift, health }]) => health !== "ready" || String(drift) !== "");
  expect(left).toEqual([]);
  expect(healed.size).toBe(11);
});

describe("an upgrade", () => {
  it("that has nothing to do is asked for once, succeeds and says so", () => {
    expect(callsFor(upgraded, groupOf("same"))).toEqual(["POST app/upgrade 200"]);
    expect(said(upgraded, "same")).toContain("warning: same: nothing to upgrade: 1.1 gives no component another image");
    expect(trapped.get("same")).toMatchObject({ appModelVersion: "1.1", drift: [] });
    expect(callsFor(mended, groupOf("same"))).toEqual([]);
  });

  it("whose images come under a deploy_version that isn't newer fails in the preview", () => {
    expect(foreseen).toMatchObject({ exitCode: 1, writes: [] });
    expect(said(foreseen, "stale")).toMatch(
      /gives component Web image (\S+):1\.1 instead of \1:1\.0 .*gives component Database image (\S+):1\.1 instead of \2:1\.0 /,
    );
    expect(trapped.get("stale")).toMatchObject({ appModelVersion: "1.0" });
    expect(shown(mended, "stale")).toEqual(running("1.0"));
  });

  it("whose build fails isn't applied, and the next up deploys instead of upgrading again", () => {
    expect(callsFor(upgraded, groupOf("build"))).toEqual(["POST app/upgrade 200"]);
    expect(said(upgraded, "build")).toMatch(/a build failed: component Web .*not found/);
    expect(trapped.get("build")).toMatchObject({ appModelVersion: "1.0" });
    expect(callsFor(mended, groupOf("build"))).toEqual(["POST app/operations 200"]);
    expect(shown(mended, "build")).toEqual(running("1.1"));
  });

  it("that would reach a second install in the group waits until that one is gone", () => {
    expect(callsFor(upgraded, groupOf("twins"))).toEqual([]);
    expect(said(upgraded, "twins")).toMatch(/holds 2 installs of app twins/);
    expect(shown(upgraded, "twins").filter((one) => one.includes("1.0"))).toHaveLength(4);
    expect(callsFor(mended, groupOf("twins"))).toEqual(["POST app/upgrade 200"]);
    expect(shown(mended, "twins")).toEqual(running("1.1"));
  });

  it("of an app that lacks a component isn't asked for; the command of the error replaces the app", () => {
    expect(callsFor(upgraded, groupOf("lacking"))).toEqual([]);
    expect(said(upgraded, "lacking")).toMatch(/component Web was deleted/);
    expect(shown(mended, "lacking")).toEqual(running("1.1"));
  });

  it("follows another one, whose record the console leaves open", () => {
    expect(callsFor(upgraded, groupOf("often"))).toEqual(["POST app/upgrade 200"]);
    expect(callsFor(mended, groupOf("often"))).toEqual(["POST app/upgrade 200"]);
    expect(shown(mended, "often")).toEqual(running("1.2"));
  });
});

test("the orphan of a failed install goes, and the one beside it that looks alike stays, from the install to the end", () => {
  expect(lookAlikes.map((one) => `${one.service_cname} ${one.create_status}`)).toEqual(["Web creating"]);
  expect(callsFor(installed, sharedAppId)).toEqual([
    "POST app/install?is_deploy=true 400",
    "DELETE app/services/* 200",
  ]);
  expect(said(installed, "orphaned")).toContain("install app failure");
  const inShared = ({ server }: Aftermath) => server.find(({ group }) => group.ID === sharedAppId)?.components ?? [];
  expect(inShared(installed)).toEqual(lookAlikes);
  expect(callsFor(upgraded, sharedAppId)).toEqual(["POST app/install?is_deploy=true 200"]);
  expect(inShared(upgraded)).toEqual(expect.arrayContaining(lookAlikes));
  expect(inShared(upgraded)).toHaveLength(3);
  expect(inShared(finished)).toEqual(lookAlikes);
});

describe("an uninstall", () => {
  it("of components that need each other forces one of them, and the others go without", () => {
    expect(callsFor(destroyed, groupOf("ring")).filter((one) => one.includes("force"))).toEqual([
      "DELETE app/services/*?force=1 412",
    ]);
    expect(callsFor(destroyed, groupOf("ring")).at(-1)).toBe("DELETE app 200");
  });

  it("leaves a component that is needed from outside, without force, until nothing needs it any more", () => {
    expect(callsFor(destroyed, groupOf("needed"))).toContain("DELETE app/services/* 412");
    expect(callsFor(destroyed, groupOf("needed")).filter((one) => one.includes("force"))).toEqual([]);
    expect(said(destroyed, "needed")).toMatch(
      /Database \(<alias>\) can't be deleted, .*412 .*can be Shop .*in app group \d+.*Nothing more was deleted/,
    );
    expect(shown(destroyed, "needed")).toEqual(["Database 1.0 closed"]);
    expect(callsFor(finished, groupOf("needed"))).toEqual(["DELETE app/services/* 200", "DELETE app 200"]);
  });

  it("goes on where a component counts as running (409)", () => {
    expect(callsFor(destroyed, groupOf("running"))).toEqual([
      "POST app/operations 200",
      ...["DELETE app/services/* 409", "POST app/operations 200"],
      ...["DELETE app/services/* 409", "POST app/operations 200"],
      ...["DELETE app/services/* 200", "DELETE app/services/* 200"],
      "DELETE app 200",
    ]);
  });

  it("takes a 404 of the cluster for no proof that an app group is gone: the resource stays, and the next destroy deletes it", () => {
    expect(callsFor(destroyed, groupOf("unknown")).at(-1)).toBe("DELETE app 404");
    expect(said(destroyed, "unknown")).toMatch(
      /can't delete the app group: DELETE .*404 "region no found this resource"/,
    );
    expect(callsFor(finished, groupOf("unknown"))).toEqual(["DELETE app 200"]);
  });

  it("of the rest isn't held up, and nothing of others goes with it", () => {
    expect([destroyed, finished].map(({ exitCode }) => exitCode)).toEqual([1, 0]);
    const names = ({ server }: Aftermath) => server.map(({ group }) => group.group_name).sort();
    expect(names(destroyed)).toEqual(["elsewhere", "needed", "shared", "unknown"]);
    expect(names(finished)).toEqual(["elsewhere", "shared"]);
    expect(shown(finished, "elsewhere")).toEqual(["Shop 1 running"]);
  });
});
