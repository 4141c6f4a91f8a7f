import { until } from "./gate";
import { GatedConsole, isInstall } from "./gated-console";

let rainbond: GatedConsole;

beforeEach(async () => {
  rainbond = await GatedConsole.open();
});

afterEach(() => rainbond.close());

test("a provider whose engine has ended makes no call that changes anything, and ends", async () => {
  const host = await rainbond.startHost();
  const inputs = await rainbond.inputs(host, "blog");
  const atGate = rainbond.gate.hold((method, path) => method === "GET" && path.endsWith("/apps"));
  const created = host.create(inputs).catch((thrown: unknown) => thrown);
  const held = await atGate;
  host.endEngine();
  held.release();
  expect(await created).toMatchObject({ message: expect.any(String) as unknown });
  await host.ended;
  expect(await rainbond.writes()).toEqual([]);
});

test("a second run waits for a survivor that is in the middle of an install, and goes on with what it made", async () => {
  const survivor = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const abandoned = survivor.create(await rainbond.inputs(survivor, "blog")).catch(() => undefined);
  const held = await atGate;
  survivor.endEngine();

  const host = await rainbond.startHost();
  const creation = host.create(await rainbond.inputs(host, "blog"));
  await until(() => host.said.some(({ text }) => text.includes(`process ${survivor.pid}`)));
  expect(await rainbond.writes()).toEqual(["POST apps"]);
  held.release();
  await abandoned;
  const { outputs } = await creation;
  expect(outputs).toMatchObject({ health: "ready", ownsApp: true });
  expect(outputs["serviceIds"]).toHaveLength(2);
  expect((await rainbond.writes()).filter((write) => write === "POST install")).toHaveLength(1);
  await survivor.ended;
});

test("a second run that may not wait so long changes nothing, and names the process that is at work", async () => {
  const survivor = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  void survivor.create(await rainbond.inputs(survivor, "blog")).catch(() => undefined);
  await atGate;
  survivor.endEngine();

  const host = await rainbond.startHost();
  const inputs = { ...(await rainbond.inputs(host, "blog")), __rbTimeouts: { create: "1s" } };
  await expect(host.create(inputs)).rejects.toThrow(
    `an earlier run left a provider behind (process ${survivor.pid}), and it is still at work on this app group`,
  );
  expect(await rainbond.writes()).toEqual(["POST apps"]);
  await survivor.stop();
  expect((await host.create(await rainbond.inputs(host, "blog"))).outputs).toMatchObject({ health: "ready" });
});
