import { z } from "zod";
import { demoEntries } from "../../simulator/store/demo-entries";
import type { DynamicHost } from "./dynamic-host";
import { until } from "./gate";
import { GatedConsole, isInstall } from "./gated-console";
import type { Properties } from "./provider-host";

/** Another app of the same look, so that both fit into one group. */
const otherModelId = "9".repeat(32);

let rainbond: GatedConsole;
let appId: number;

beforeEach(async () => {
  rainbond = await GatedConsole.open();
  const { adminToken, appModelId, teamId = "", regionName } = rainbond.simulator.info;
  const entries = demoEntries();
  const model = JSON.stringify(entries.models[0])
    .replaceAll(appModelId, otherModelId)
    .replace(/7b0c4e5d|c3d9a8f1/g, (key) => `9${key.slice(1)}`);
  await rainbond.control.loadStore({ ...entries, models: [...entries.models, JSON.parse(model)] });
  const made = await fetch(`${rainbond.simulator.url}/openapi/v1/teams/${teamId}/regions/${regionName}/apps`, {
    method: "POST",
    headers: { authorization: adminToken, "content-type": "application/json" },
    body: JSON.stringify({ app_name: "shared" }),
  });
  appId = z.object({ ID: z.number() }).parse(await made.json()).ID;
});

afterEach(() => rainbond.close());

/** Installs an app into the shared group. */
const create = (host: DynamicHost, name: string, changes: Properties = {}): Promise<Properties> =>
  rainbond.create(host, name, { appId, ...changes });

const says = (host: DynamicHost, text: string): Promise<void> =>
  until(() => host.said.some((one) => one.text.includes(text)));

test("an app that waits for another one's work in its group says so, and goes on when its turn has come", async () => {
  const host = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const second = create(host, "b", { appModelId: otherModelId });
  await says(host, `waiting for other work on app group ${appId}`);
  held.release();
  await first;
  expect(await second).toMatchObject({ appId, health: "ready" });
});

test("of two that install one app into one group at once the second is told whose the first is, and offered nothing of it", async () => {
  const host = await rainbond.startHost();
  const outcomes = await Promise.allSettled(["a", "b"].map((name) => create(host, name)));
  const second = outcomes.findIndex(({ status }) => status === "rejected");
  const first = ["b", "a"][second] ?? "";
  expect(outcomes[1 - second]).toMatchObject({ status: "fulfilled", value: { health: "ready" } });
  const message = `Install group \\d+ belongs to urn:pulumi:dev::shop::.*::${first}; .*\\. Otherwise use another appId`;
  expect(outcomes[second]).toMatchObject({ reason: { message: expect.stringMatching(message) as unknown } });
  expect((await rainbond.writes()).filter((write) => write === "POST install")).toHaveLength(1);
});

test("one whose turn in its group doesn't come within its time says what it waited for, and nothing of it is begun", async () => {
  const host = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const first = create(host, "a");
  const held = await atGate;
  const second = create(host, "b", { appModelId: otherModelId, __rbTimeouts: { create: "1s" } });
  await expect(second).rejects.toThrow(
    new RegExp(
      `^the time limit was over after 1 s of waiting for other work on app group ${appId}, so this one wasn't begun\\. Run the command again`,
    ),
  );
  held.release();
  await first;
  expect((await rainbond.writes()).filter((write) => write === "POST install")).toHaveLength(1);
});

describe("a provider that is suspended while it holds a turn", () => {
  let suspended: DynamicHost;
  let first: Promise<unknown>;

  beforeEach(async () => {
    suspended = await rainbond.startHost();
    const atGate = rainbond.gate.hold(isInstall);
    first = create(suspended, "a");
    (await atGate).release();
    process.kill(suspended.pid, "SIGSTOP");
  });

  test("is waited for as long as there is time, with a line that says so, and no longer, also by those behind the first", async () => {
    const host = await rainbond.startHost();
    const waitsForSilent = `waiting for another provider's work on app group ${appId} (it doesn't answer: suspended by Ctrl-Z, perhaps; fg lets it go on)`;
    const hurried = { appModelId: otherModelId, __rbTimeouts: { create: "2s" } };
    const inVain = [create(host, "b", hurried), create(host, "c", hurried)];
    for (const one of await Promise.allSettled(inVain))
      expect(one).toMatchObject({ reason: { message: expect.stringContaining(waitsForSilent) as unknown } });
    expect(host.said.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/it doesn't answer: suspended by Ctrl-Z/)]),
    );
    process.kill(suspended.pid, "SIGCONT");
    await first;
    expect(await create(host, "b", { appModelId: otherModelId })).toMatchObject({ health: "ready" });
  });

  test("keeps others from writing to the console, who go on when it does", async () => {
    const host = await rainbond.startHost();
    const second = create(host, "b", { appId: undefined });
    await says(
      host,
      "waiting for another provider's writes to this console (it doesn't answer: suspended by Ctrl-Z, perhaps; fg lets it go on)",
    );
    process.kill(suspended.pid, "SIGCONT");
    await first;
    expect(await second).toMatchObject({ health: "ready" });
  });
});
