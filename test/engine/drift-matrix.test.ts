import { setTimeout } from "node:timers/promises";
import type { Report } from "../../cli/drift/report";
import type { DriftPolicy, DriftReaction } from "../../provider/model";
import type { Fault } from "../../simulator";
import { rowsToPlay } from "../matrix-rows";
import { findingsIn, lookForDrift, type Drift } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { nativeProject } from "./plugin-stage";
import { Stage, type ServerState } from "./stage";

const web = "registry.example/guestbook/web:1.0";

/** What people do behind our back, each to one app of every policy through each face, and what it is found as. */
const deeds: Readonly<Record<string, { finding?: string; diff?: RegExp; do: (app: ServerState) => Promise<unknown> }>> =
  {
    image: {
      finding: `version Web image "${web}" => "registry.example/other:2"`,
      diff: new RegExp(`image *: "${web}" => "registry.example/other:2"`),
      do: (app) =>
        stage.console("PUT", `/apps/${app.group.ID}/services/${webOf(app)}/docker-image-change`, {
          image: "registry.example/other:2",
        }),
    },
    shown: {
      finding: 'version Web version "1.0" => "byhand"',
      diff: /version *: "1\.0" => "byhand"/,
      do: (app) => stage.control.changeComponent(webOf(app), { version: "byhand" }),
    },
    source: {
      finding: `version Web image "${web}" => "registry.example/mine:1"`,
      diff: new RegExp(`image *: "${web}" => "registry.example/mine:1"`),
      do: (app) =>
        stage.control.changeComponent(webOf(app), { serviceSource: "docker_image", image: "registry.example/mine:1" }),
    },
    upgraded: {
      finding: 'version appModelVersion "1.0" => "1.1"',
      diff: /appModelVersion *: "1\.0" => "1\.1"/,
      do: (app) => stage.control.upgradeInstall(app.components[0]?.tenant_service_group_id ?? 0, "1.1"),
    },
    stopped: {
      finding: 'stopped Web status "running" => "closed"',
      diff: /status *: "running" => "closed"/,
      do: (app) =>
        stage.console("POST", `/apps/${app.group.ID}/operations`, { action: "stop", service_ids: [webOf(app)] }),
    },
    broken: {
      finding: 'unhealthy Web status "running" => "abnormal"',
      diff: /status *: "running" => "abnormal"/,
      do: (app) => stage.control.changeComponent(webOf(app), { status: "abnormal" }),
    },
    limping: {
      finding: 'unhealthy Web status "running" => "some_abnormal"',
      diff: /status *: "running" => "some_abnormal"/,
      do: (app) => stage.control.changeComponent(webOf(app), { status: "some_abnormal" }),
    },
    lacking: {
      finding: 'missing Web component "present" => "absent"',
      diff: /actual *: "absent"/,
      do: (app) => stage.control.deleteComponent(webOf(app)),
    },
    crowded: {
      finding: 'extra Mine component "absent" => "present"',
      diff: /category *: "extra"/,
      do: (app) => stage.control.makeComponent(app.group.ID, "Mine"),
    },
    gone: {
      finding: 'missing app "present" => "absent"',
      do: async (app) => {
        for (const { service_id } of app.components) await stage.control.deleteComponent(service_id);
        await stage.console("DELETE", `/apps/${app.group.ID}`);
      },
    },
    calm: {
      do: (app) =>
        stage.control.changeComponent(webOf(app), { cname: "Renamed", cmd: "sleep", minMemory: 4096, minNode: 3 }),
    },
  };
const names = Object.keys(deeds);
/** Those that the plugin's project has an app for, too. */
const twinned = rowsToPlay(names);

let stage: Stage;
let project: Project;
/** The same program through the plugin, beside the project on the same server. */
let twin: Project;

beforeAll(async () => {
  stage = await Stage.open();
  const program = (of: readonly string[]): string => `
for (const [name, args] of ${JSON.stringify(apps(of))}) new rainbond.MarketApp(name as string, args as rainbond.MarketAppArgs);
`;
  project = await stage.engine.program("matrix", `import * as rainbond from "pulumi-rainbond";${program(names)}`);
  await project.init("dev");
  twin = await nativeProject(stage, "twin", program(twinned));
  for (const up of await Promise.all([project.up(), twin.up()])) expect(up).toMatchObject({ exitCode: 0 });
});

afterAll(() => stage.close());

/** For each policy an app for each of the deeds, named by both. */
function apps(of: readonly string[]): [name: string, args: unknown][] {
  const reactions: readonly DriftReaction[] = ["detect", "warn", "ignore"];
  return reactions.flatMap((reaction) => {
    const driftPolicy: DriftPolicy = {
      missing: reaction,
      version: reaction,
      settings: reaction,
      stopped: reaction,
      unhealthy: reaction,
      extra: reaction,
    };
    const args = { ...demoArguments(stage.info), driftPolicy };
    return of.map((name): [string, unknown] => [`${name}-${reaction}`, args]);
  });
}

function webOf({ components }: ServerState): string {
  return components.find((one) => one.service_cname === "Web")?.service_id ?? "";
}

/** The apps of this name and policy: the project's, and its twin's if it has one. */
async function appsOf(name: string, reaction: DriftReaction): Promise<ServerState[]> {
  const apps = (await stage.server()).filter(({ group }) => group.group_name.startsWith(`${name}-${reaction}-`));
  expect(apps).toHaveLength(twinned.includes(name) ? 2 : 1);
  return apps;
}

/** Does every deed to the apps of its name and this policy, and waits until what takes time is done. */
async function doEverything(reaction: DriftReaction): Promise<void> {
  for (const [name, deed] of Object.entries(deeds)) {
    for (const app of await appsOf(name, reaction)) await deed.do(app);
  }
  const lasting = ["running", "closed", "abnormal", "some_abnormal"];
  let shown: string[] = [];
  for (let looks = 0; looks < 600; looks++) {
    shown = (await stage.server()).flatMap(({ components }) => components.map(({ status }) => status));
    if (shown.every((status) => lasting.includes(status))) return;
    await setTimeout(100);
  }
  throw new Error(`what was done doesn't end: ${shown.join(", ")}`);
}

/** Looks for drift in the project and in its twin, where as much must be found of every app that both have. */
async function lookThroughBoth(): Promise<Drift> {
  const [drift, same] = await Promise.all([lookForDrift(project), lookForDrift(twin)]);
  expect(withoutFace(same.report)).toEqual(withoutFace(drift.report));
  return drift;
}

/** What a report says of the apps that both projects have, without what tells one's from the other's. */
function withoutFace({ stacks }: Report): unknown[] {
  const unified = (key: string, value: unknown): unknown => {
    if (typeof value !== "string" || value === "") return value;
    if (key === "id" || key === "serviceId") return "(id)";
    const said = value.replace(/ \(outside TypeScript [^)]*\)/, "");
    return said.replaceAll(/urn:[^' ]+/g, "(urn)").replaceAll(/(?<=apps\/)\d+/g, "(id)");
  };
  const resources = stacks.flatMap((one) => one.resources).sort((a, b) => (a.name < b.name ? -1 : 1));
  const shared = resources.filter(({ name }) => twinned.includes(name.split("-")[0] ?? ""));
  return shared.map((resource): unknown => JSON.parse(JSON.stringify(resource), unified));
}

/** What is expected of all apps of a policy together, as {@link findingsIn} writes it. */
function expected(reaction: "detect" | "warn"): string[] {
  return names.flatMap((name) => {
    const { finding } = deeds[name] ?? {};
    if (finding === undefined) return [];
    return [`${name}-${reaction}: ${reaction === "warn" ? `[${finding}]` : finding}`];
  });
}

/** The apps that Pulumi's commands, which must say the same, remark a drift of; one with two remarks is there twice. */
function remarkedIn({ preview, refresh }: Drift): string[] {
  const lines = (screen: string): string[] => screen.match(/[\w-]+: drift \(\w+\): .*$/gm) ?? [];
  const remarks = new Set(lines(refresh)); // a row repeats them
  expect(new Set(lines(preview))).toEqual(remarks);
  return [...remarks].map((remark) => remark.split(":")[0] ?? "").sort();
}

/** The apps of a policy without these. */
function allBut(reaction: DriftReaction, ...left: string[]): string[] {
  return names.filter((name) => !left.includes(name)).map((name) => `${name}-${reaction}`);
}

test("what is to warn or to ignore is no change in any of the three commands", async () => {
  await doEverything("warn");
  await doEverything("ignore");
  const drift = await lookThroughBoth();
  expect(drift.pulumi).toBe(0);
  expect(findingsIn(drift.report).sort()).toEqual(expected("warn").sort());
  expect(remarkedIn(drift)).toEqual(allBut("warn", "calm").sort());
  for (const screen of [drift.preview, drift.refresh]) {
    expect(screen.match(/^ *warning: [\w-]+: drift/gm)).toHaveLength(names.length - 1);
    expect(screen).toMatch(/Resources:\n +34 unchanged/);
  }
});

test("what is detected is a change in all three commands, old to new", async () => {
  await doEverything("detect");
  const drift = await lookThroughBoth();
  expect(drift.pulumi).toBe(7);
  expect(findingsIn(drift.report).sort()).toEqual(everything());
  expect(remarkedIn(drift)).toEqual([...allBut("warn", "calm"), ...allBut("detect", "calm", "gone")].sort());
  for (const { diff } of Object.values(deeds)) {
    if (!diff) continue;
    expect(drift.preview).toMatch(diff);
    expect(drift.refresh).toMatch(diff);
  }
  expect(drift.preview).toMatch(/\+ 1 to create\n +~ 9 to update\n +10 changes. 24 unchanged/);
  expect(drift.refresh).toMatch(/~ 9 to update\n +- 1 to delete\n +10 changes. 24 unchanged/);
});

test("a console that fails for one app is an error of that app alone, and the state stays as it was", async () => {
  const response = { status: 500, body: { code: 10401, msg: "out of order", msg_show: "故障" } };
  const faults = (await appsOf("calm", "detect")).map(({ group }): Fault => {
    const path = `/openapi/v1/teams/*/apps/${group.ID}/services`;
    return { point: "console", match: { method: "GET", path }, times: 100, effect: "respond", response };
  });
  const before = await project.deployment();
  await stage.control.setFaults(faults);
  const sick = await lookThroughBoth();
  expect(sick.pulumi).toBe(1);
  expect(findingsIn(sick.report).sort()).toEqual(everything());
  const failed = sick.report.stacks.flatMap(({ resources }) => resources.filter(({ error }) => error !== null));
  expect(failed).toEqual([
    expect.objectContaining({ name: "calm-detect", error: expect.stringContaining('500 "out of order') as unknown }),
  ]);
  expect(await project.deployment()).toEqual(before);
});

function everything(): string[] {
  return [...expected("detect"), ...expected("warn")].sort();
}
