import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import type { Answer } from "./client";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** A generator of the same numbers each time, from 0 to below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Megabytes that are in use once everything that could be thrown away was. */
function megabytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = z.custom<() => void>((value) => typeof value === "function").parse(runInNewContext("gc"));
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** Within a second of the simulator's own work, whatever else the machine does. */
async function expectGoodAnswerSoon(): Promise<void> {
  const start = process.cpuUsage();
  expect(await tenant.call("GET", "/teams")).toMatchObject({
    status: 200,
    json: { total: expect.any(Number) as unknown },
  });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
}

/**
 * True once no more is in use than before, give or take fifty megabytes; what connections held goes some answers after they are closed. It may be
 * less: what an earlier test file of the process left behind goes too.
 */
async function isMemoryBack(before: number): Promise<boolean> {
  for (let tries = 100; tries > 0; tries -= 1) {
    if (megabytesInUse() - before < 50) return true;
    await tenant.call("GET", "/teams");
  }
  return false;
}

/** Opens connections, all at once. */
async function openConnections(count: number): Promise<Socket[]> {
  const port = Number(new URL(tenant.simulator.url).port);
  const sockets = Array.from({ length: count }, () => connect(port, "127.0.0.1").on("error", () => undefined));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return sockets;
}

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PROPFIND"] as const;
const types = [
  "application/json",
  "text/plain",
  "multipart/form-data",
  "application/x-www-form-urlencoded",
  "%",
] as const;
const bodies = [
  "",
  "{",
  "[]",
  "null",
  "7",
  '{"app_name":[]}',
  `{"envs":${"[".repeat(5000)}`,
  "\u0000\uffff",
  "--x",
] as const;

test("a thousand senseless requests, some of ten megabytes, and a thousand connections: the next good one is answered soon, and memory returns to its start", async () => {
  const next = seeded(4);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[next(items.length)] ?? items[0];
  await tenant.install();
  const { app } = tenant;
  const { path } = await tenant.service("Web");
  const below = [
    "",
    "/services",
    "/install",
    "/upgrade",
    "/copy",
    "/httpdomains",
    "/operations",
    "/",
    "/nope",
    "?%zz&=&&",
  ];
  const paths = [
    ...(["/teams", "/teams/x", "/regions", "//", "/%zz", "/%00", "/teams/%E5%9B%A2", `/${"x".repeat(9000)}`] as const),
    ...below.map((each) => app + each),
    ...["", "/envs", "/ports", "/ports/x", "/volumes", "/events?page=-1", "/build"].map((each) => path + each),
    ...["/simulator/faults", "/simulator/store", "/simulator/clock", "/store/app-server/openapi/apps/x", "/gateway/x"],
  ] as const;
  const huge = JSON.stringify({ tenant_name: "x".repeat(10 * 2 ** 20) });
  const before = megabytesInUse();
  const statuses = new Set<number>();
  for (let index = 0; index < 1000; index += 1) {
    const body = index % 100 === 99 ? huge : pick(bodies);
    const headers = { "Content-Type": pick(types) };
    const asked: Promise<Answer> = tenant.call(pick(methods), pick(paths), body, { headers });
    statuses.add((await asked).status);
  }
  await expectGoodAnswerSoon();
  const sockets = await openConnections(1000);
  for (const socket of sockets)
    socket.write("POST /openapi/v1/teams HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{");
  await expectGoodAnswerSoon();
  await Promise.all(sockets.map((socket) => once(socket.destroy(), "close")));
  await expectGoodAnswerSoon();
  await tenant.call("DELETE", "/simulator/requests");
  expect(await isMemoryBack(before)).toBe(true);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 405, 415]));
});

test("bytes that are no HTTP end their own connection only", async () => {
  for (const socket of await openConnections(1)) {
    socket.resume().end("\u0016\u0003\u0001 not http\r\n\r\n");
    await once(socket, "close");
  }
  await expectGoodAnswerSoon();
});
