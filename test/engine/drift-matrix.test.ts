import { setTimeout } from "node:timers/promises";
import type { DriftPolicy, DriftReaction } from "../../provider/model";
import { findingsIn, lookForDrift, type Drift } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { Stage, type ServerState } from "./stage";

const web = "registry.example/guestbook/web:1.0";

/** What people do behind our back: one deed an app, named like the app, and what it is found as. */
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
      diff: /category *: "missing"/,
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

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

function webOf({ components }: ServerState): string {
  return components.find((one) => one.service_cname === "Web")?.service_id ?? "";
}

/** A stack with an app for each deed, all of one policy, whose running the state knows. */
async function stackWith(reaction: DriftReaction): Promise<Project> {
  const driftPolicy: DriftPolicy = {
    missing: reaction,
    version: reaction,
    stopped: reaction,
    unhealthy: reaction,
    extra: reaction,
  };
  const args = { ...demoArguments(stage.info), driftPolicy, skipAwait: true };
  const project = await stage.engine.program(
    reaction,
    `
import * as rainbond from "pulumi-rainbond";
for (const name of ${JSON.stringify(names)}) new rainbond.MarketApp(name, ${JSON.stringify(args)});
`,
  );
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await everythingIs(["running"]);
  expect(await project.pulumi(["refresh", "--yes"])).toMatchObject({ exitCode: 0 });
  return project;
}

/** Waits until every component of the team shows one of these statuses. */
async function everythingIs(statuses: readonly string[]): Promise<void> {
  let shown: string[] = [];
  for (let looks = 0; looks < 600; looks++) {
    shown = (await stage.server()).flatMap(({ components }) => components.map(({ status }) => status));
    if (shown.every((status) => statuses.includes(status))) return;
    await setTimeout(100);
  }
  throw new Error(`not ${statuses.join(" or ")}: ${shown.join(", ")}`);
}

/** Does every deed to the app of its name, and waits until what takes time is done. */
async function doEverything(): Promise<void> {
  const apps = await stage.server();
  for (const [name, deed] of Object.entries(deeds)) {
    const app = apps.find(({ group }) => group.group_name.startsWith(`${name}-`));
    if (!app) throw new Error(`There is no app ${name}`);
    await deed.do(app);
  }
  await everythingIs(["running", "closed", "abnormal", "some_abnormal"]);
}

/** What is expected of all apps together, as {@link findingsIn} writes it. */
function expected(reaction: "detect" | "warn"): string[] {
  return names
    .flatMap((name) => {
      const { finding } = deeds[name] ?? {};
      if (finding === undefined) return [];
      return [`${name}: ${reaction === "warn" ? `[${finding}]` : finding}`];
    })
    .sort();
}

/** The lines about drift that both of Pulumi's commands show, without those that a row repeats. */
function remarksIn({ preview, refresh }: Drift): string[] {
  const lines = (screen: string): string[] => screen.match(/\w+: drift \(\w+\): .*$/gm) ?? [];
  expect(new Set(lines(preview))).toEqual(new Set(lines(refresh)));
  return [...new Set(lines(refresh))];
}

afterEach(async () => {
  await stage.control.setFaults([]);
  await stage.forgetServer();
});

test("what is detected is a change in all three commands, old to new, and one console that fails is an error of its app alone", async () => {
  const project = await stackWith("detect");
  expect(await lookForDrift(project)).toMatchObject({ pulumi: 0, report: { outcome: "clean" } });
  await doEverything();
  const drift = await lookForDrift(project);
  expect(drift.pulumi).toBe(7);
  expect(findingsIn(drift.report).sort()).toEqual(expected("detect"));
  expect(remarksIn(drift)).toHaveLength(names.length - 2); // neither of what is calm nor of what is gone
  for (const { diff } of Object.values(deeds)) {
    if (!diff) continue;
    expect(drift.preview).toMatch(diff);
    expect(drift.refresh).toMatch(diff);
  }
  expect(drift.preview).toMatch(/\+ 1 to create\n +~ 9 to update\n +10 changes. 2 unchanged/);
  expect(drift.refresh).toMatch(/~ 9 to update\n +- 1 to delete\n +10 changes. 2 unchanged/);

  const calm = (await stage.server()).find(({ group }) => group.group_name.startsWith("calm-"));
  const path = `/openapi/v1/teams/*/apps/${calm?.group.ID ?? ""}/services`;
  const response = { status: 500, body: { code: 10401, msg: "out of order", msg_show: "故障" } };
  const before = await project.deployment();
  await stage.control.setFaults([
    { point: "console", match: { method: "GET", path }, times: 100, effect: "respond", response },
  ]);
  const sick = await lookForDrift(project);
  expect(sick.pulumi).toBe(1);
  expect(findingsIn(sick.report).sort()).toEqual(expected("detect"));
  const failed = sick.report.stacks.flatMap(({ resources }) => resources.filter(({ error }) => error !== null));
  expect(failed).toEqual([
    expect.objectContaining({ name: "calm", error: expect.stringContaining('500 "out of order') as unknown }),
  ]);
  expect(await project.deployment()).toEqual(before);
});

test.each(["warn", "ignore"] as const)("what is to %s is no change in any of the three commands", async (reaction) => {
  const project = await stackWith(reaction);
  await doEverything();
  const drift = await lookForDrift(project);
  expect(drift.pulumi).toBe(0);
  expect(findingsIn(drift.report).sort()).toEqual(reaction === "warn" ? expected("warn") : []);
  expect(remarksIn(drift)).toHaveLength(reaction === "warn" ? names.length - 1 : 0);
  for (const screen of [drift.preview, drift.refresh]) {
    expect(screen.match(/^ *warning: \w+: drift/gm) ?? []).toHaveLength(reaction === "warn" ? names.length - 1 : 0);
    expect(screen).toMatch(/Resources:\n +12 unchanged/);
  }
});
