import { createHash } from "node:crypto";
import { once } from "node:events";
import { unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { timerMs } from "./timer";

/** How a process waits for another one's work. */
export interface Waiting {
  /** Milliseconds after which it gives up. */
  readonly limitMs: number;
  /** Called once if it has to wait, with the number of the process that is at work; without one, if that process is silent. */
  readonly onWait: (pid: string | undefined) => void;
}

/**
 * Does the work while no other provider process of this user on this machine does work of the same name: a process that outlived
 * its `pulumi` may still be at it. The lock is a socket, so it ends with its process however that ends.
 * Returns `undefined`, without doing the work, if the other one takes longer than the limit. Where no lock can be had, the work is done without.
 */
export async function aloneOnMachine<Result>(
  name: string,
  waiting: Waiting,
  work: () => Promise<Result>,
): Promise<{ done: Result } | undefined> {
  const path = socketPath(name);
  const deadline = performance.now() + waiting.limitMs;
  for (let pid: string | undefined; ;) {
    const lock = await take(path);
    if (lock !== "taken") return { done: await workUnder(lock, work) };
    const holder = await Holder.find(path, deadline, () => {
      pid = undefined;
      waiting.onWait(undefined);
    });
    if (holder === "silent") return undefined;
    if (!holder) continue;
    if (holder.pid !== pid) waiting.onWait(holder.pid);
    pid = holder.pid;
    if (!(await holder.endsBy(deadline))) return undefined;
  }
}

async function workUnder<Result>(lock: Lock | undefined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await lock?.release();
  }
}

/** Processes with one folder for temporary files meet. On Linux and Windows the name is no file, so a killed process leaves nothing behind. */
function socketPath(name: string): string {
  const path = join(tmpdir(), `pulumi-rainbond-${process.getuid?.() ?? 0}-${digest(name)}`);
  if (process.platform === "linux") return `\0pulumi-rainbond-${digest(path)}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\pulumi-rainbond-${digest(path)}` : path;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

interface Lock {
  /** Where others wait it settles a moment later: they are to have it before this process takes it again. */
  release(): Promise<void>;
}

/** How long a process that was told that the lock is free may take to get it. */
const handOverMs = 50;

/** The lock, `"taken"` if another process may hold it, or nothing where this machine gives none. */
async function take(path: string): Promise<Lock | "taken" | undefined> {
  const visitors = new Set<Socket>();
  const server = createServer((visitor) => {
    visitors.add(visitor);
    visitor.on("error", () => undefined);
    visitor.write(`${process.pid}\n`);
  });
  try {
    await listening(server, path);
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EADDRINUSE" ? "taken" : undefined;
  }
  server.unref();
  return {
    release: async () => {
      server.close();
      const waiting = [...visitors].filter((visitor) => !visitor.destroyed);
      for (const visitor of waiting) visitor.destroy();
      if (waiting.length > 0) await sleep(handOverMs);
    },
  };
}

async function listening(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, "listening");
}

/** A process that takes longer to say its number isn't running: it was stopped, by Ctrl-Z say. */
const greetsWithinMs = 500;

/** The process that holds a lock, for as long as it does. */
class Holder {
  private constructor(
    readonly pid: string,
    private readonly socket: Socket,
  ) {}

  /**
   * Nobody, if the lock is just being released, or the process that left a socket's file has ended: then the file is removed. `"silent"` if it hasn't
   * said its number by the deadline; `onSilence` tells before that it is late.
   */
  static async find(path: string, deadline: number, onSilence: () => void): Promise<Holder | "silent" | undefined> {
    const socket = connect(path);
    const late = new AbortController();
    const silence = setTimeout(onSilence, greetsWithinMs);
    const answers = [
      once(socket, "data").then(String),
      once(socket, "close").then(() => undefined),
      sleep(timerMs(deadline - performance.now()), "silent" as const, late),
    ];
    try {
      const answer = await Promise.race(answers);
      if (answer === "silent") socket.destroy();
      return answer === undefined || answer === "silent" ? answer : new Holder(answer.trim(), socket);
    } catch {
      await unlink(path).catch(() => undefined);
      return undefined;
    } finally {
      clearTimeout(silence);
      late.abort();
    }
  }

  /** True once it has released the lock or ended; false if that takes longer. */
  async endsBy(deadline: number): Promise<boolean> {
    const late = new AbortController();
    const ended = once(
      this.socket.on("error", () => undefined),
      "close",
    ).then(() => true);
    const limit = sleep(timerMs(deadline - performance.now()), false, late);
    const hasEnded = await Promise.race([ended, limit]);
    late.abort();
    this.socket.destroy();
    return hasEnded;
  }
}
