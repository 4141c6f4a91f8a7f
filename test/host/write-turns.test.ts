import { GatedConsole, isInstall } from "./gated-console";
import { until } from "./gate";

let rainbond: GatedConsole;

beforeEach(async () => {
  rainbond = await GatedConsole.open();
});

afterEach(() => rainbond.close());

test("the writes of two providers on one machine never overlap, and their reads do", async () => {
  const [one, other] = [await rainbond.startHost(), await rainbond.startHost()];
  const numbers = [1, 2, 3, 4, 5, 6];
  await Promise.all(
    numbers.flatMap((number) => [rainbond.create(one, `a${number}`), rainbond.create(other, `b${number}`)]),
  );
  expect(rainbond.gate.most.writes).toBe(1);
  expect(rainbond.gate.most.reads).toBeGreaterThan(1);
  expect((await rainbond.writes()).filter((write) => write === "POST install")).toHaveLength(12);
});

test("two providers take turns: neither waits until all of the other's are done", async () => {
  const one = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const first = ["a1", "a2", "a3", "a4", "a5", "a6"].map((name) => rainbond.create(one, name, { skipAwait: true }));
  const held = await atGate;
  const other = await rainbond.startHost();
  const order: string[] = [];
  const second = rainbond.create(other, "b1", { skipAwait: true }).then(() => order.push("other's"));
  await until(() => other.said.some(({ text }) => text.includes(`another provider (process ${one.pid})`)));
  held.release();
  await Promise.all([...first.map((each) => each.then(() => order.push("first's"))), second]);
  expect(order.at(-1)).toBe("first's");
});

test("a write that waits for its turn says so on its row, and then what it does", async () => {
  const host = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const first = rainbond.create(host, "a");
  const held = await atGate;
  const second = rainbond.create(host, "b");
  const third = rainbond.create(host, "c");
  await until(() => host.said.some(({ text }) => text.includes("waiting for 2 other writes to this console")));
  expect(host.said.some(({ text }) => text.includes("waiting for 1 other write to this console"))).toBe(true);
  const soFar = host.said.length;
  held.release();
  await Promise.all([first, second, third]);
  expect(host.said.slice(soFar).map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringContaining("making the app group")]),
  );
});

test("a write whose turn doesn't come within the operation's limit isn't sent", async () => {
  const host = await rainbond.startHost();
  const atGate = rainbond.gate.hold(isInstall);
  const first = rainbond.create(host, "a");
  const held = await atGate;
  await expect(rainbond.create(host, "b", { __rbTimeouts: { create: "1s" } })).rejects.toThrow(
    /waiting for 1 other write to this console, so this one was not sent/,
  );
  held.release();
  await first;
  expect(await rainbond.writes()).toEqual(["POST apps", "POST install"]);
});

test("a console that is said to bear several writes gets so many", async () => {
  const host = await rainbond.startHost({ RAINBOND_MAX_CONCURRENT_WRITES: "3" });
  const atGate = rainbond.gate.hold(isInstall);
  const first = rainbond.create(host, "a");
  const held = await atGate;
  const alsoAtGate = rainbond.gate.hold(isInstall);
  const second = rainbond.create(host, "b");
  const alsoHeld = await alsoAtGate;
  held.release();
  alsoHeld.release();
  await Promise.all([first, second]);
});
