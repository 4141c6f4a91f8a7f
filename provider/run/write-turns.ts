import { Semaphore, withTimeout } from "async-mutex";
import { RainbondError } from "../errors";
import { aloneOnMachine } from "./machine-lock";

/** How a write waits for its turn. */
export interface Waiting {
  /** Milliseconds after which it gives up. */
  readonly limitMs: number;
  /** Says what it waits for, once that lasts. */
  readonly onWait: (why: string) => void;
  /** Called when the turn has come, if it was said that it is waited for. */
  readonly onTurn: () => void;
}

/** A wait shorter than this isn't worth a line: most writes take milliseconds. */
const silentForMs = 1_000;

/**
 * The turns of writes to one console: so many at once and no more, among all provider processes of this user on this machine, first come, first
 * served. A turn lasts until the console has answered. A console on sqlite breaks where its writes overlap.
 */
export class WriteTurns {
  readonly #places: Semaphore;
  readonly #free: number[];
  /** Those at work and those that wait. */
  #present = 0;

  /** @param endpoint the console's @param count writes at once, at least 1 */
  constructor(
    private readonly endpoint: string,
    private readonly count: number,
  ) {
    this.#places = new Semaphore(count);
    this.#free = Array.from({ length: count }, (_, place) => count - 1 - place);
  }

  /** Does the work when it is its turn; fails, without doing it, if that doesn't come within the limit. */
  async take<Result>(waiting: Waiting, work: () => Promise<Result>): Promise<Result> {
    const ahead = this.#present++ - this.count + 1;
    const sayer = new Sayer(waiting, `${ahead} other ${ahead === 1 ? "write" : "writes"} to this console`);
    const until = performance.now() + waiting.limitMs;
    const limited = withTimeout(this.#places, atMostATimer(waiting.limitMs), noTurn(waiting, sayer));
    try {
      return await limited.runExclusive(() => this.#onPlace(until, waiting, sayer, work));
    } finally {
      sayer.end();
      this.#present--;
    }
  }

  /** Another process may be at the same place. */
  async #onPlace<Result>(until: number, waiting: Waiting, sayer: Sayer, work: () => Promise<Result>): Promise<Result> {
    const place = this.#free.pop() ?? 0;
    const limitMs = Math.max(0, until - performance.now());
    const onWait = (pid: string): void => {
      sayer.waitsFor(`the writes of another provider (process ${pid}) to this console`);
    };
    try {
      const outcome = await aloneOnMachine(`${this.endpoint} writes ${place}`, { limitMs, onWait }, () => {
        sayer.end();
        return work();
      });
      if (outcome) return outcome.done;
      throw noTurn(waiting, sayer);
    } finally {
      this.#free.push(place);
    }
  }
}

/** Says what is waited for once that has lasted, and that the wait is over. */
class Sayer {
  #timer: NodeJS.Timeout;
  #isSaid = false;

  constructor(
    private readonly waiting: Waiting,
    public why: string,
  ) {
    this.#timer = setTimeout(() => {
      this.#say();
    }, silentForMs).unref();
  }

  waitsFor(why: string): void {
    this.why = why;
    if (this.#isSaid) this.#say();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#isSaid) this.waiting.onTurn();
    this.#isSaid = false;
  }

  #say(): void {
    this.#isSaid = true;
    this.waiting.onWait(`waiting for ${this.why}`);
  }
}

function noTurn({ limitMs }: Waiting, sayer: Sayer): RainbondError {
  return new RainbondError(
    `the time limit was over after ${Math.round(limitMs / 1000)} s of waiting for ${sayer.why}, so this one was not sent. Run the command again, give ` +
      "customTimeouts more time, or, if the console's database is MySQL, raise rainbond:maxConcurrentWrites",
  );
}

/** A timer takes 24 days at most. */
function atMostATimer(ms: number): number {
  return Math.min(Math.ceil(ms), 2 ** 31 - 1);
}
