import { Semaphore, withTimeout } from "async-mutex";
import { RainbondError } from "../errors";
import { aloneOnMachine } from "./machine-lock";
import { timerMs } from "./timer";

/** How a turn is waited for. */
export interface Waiting {
  /** Milliseconds after which it is given up: what is left to the operation. A wait counts as a part of it. */
  readonly limitMs: number;
  /** Says what it waits for, once that lasts. */
  readonly onWait: (why: string) => void;
  /** Called when the turn has come, if it was said that it is waited for. */
  readonly onTurn: () => void;
}

/** What takes turns, in the words of those who wait. */
export interface TurnWords {
  /** Those ahead in this process, as it reads behind "waiting for"; none where it can only be another process. */
  readonly ahead: (count: number) => string;
  /** Another provider process, by its number; one that is suspended doesn't tell it. */
  readonly another: (pid: string | undefined) => string;
  /** The failure of those whose turn didn't come. */
  readonly tooLate: (waited: {
    readonly for: string;
    readonly seconds: number;
    readonly pid: string | undefined;
  }) => string;
}

/** A wait shorter than this isn't worth a line: most turns take milliseconds. */
const silentForMs = 1_000;

/** Turns: so many at once and no more, among all provider processes of this user on this machine, first come, first served. */
export class Turns {
  readonly #places: Semaphore;
  readonly #free: number[];
  /** Those at work and those that wait. */
  #present = 0;
  /** What the first of those that wait waits for, if it is another process: so do all behind it. */
  #elsewhere: { readonly why: string; readonly pid: string | undefined } | undefined;

  /** @param name what processes meet by @param count turns at once, at least 1 */
  constructor(
    private readonly name: string,
    private readonly count: number,
    private readonly words: TurnWords,
  ) {
    this.#places = new Semaphore(count);
    this.#free = Array.from({ length: count }, (_, place) => count - 1 - place);
  }

  /** Does the work when it is its turn; fails, without doing it, if that doesn't come within the limit. */
  async take<Result>(waiting: Waiting, work: () => Promise<Result>): Promise<Result> {
    const ahead = this.#present++ - this.count + 1;
    const sayer = new Sayer(waiting, this.words.ahead(Math.max(0, ahead)));
    const until = performance.now() + waiting.limitMs;
    const limited = withTimeout(this.#places, timerMs(waiting.limitMs), lateInProcess);
    try {
      return await limited.runExclusive(() => this.#onPlace(until, waiting, sayer, work));
    } catch (thrown) {
      throw thrown === lateInProcess ? this.#tooLate(waiting, sayer.why) : thrown;
    } finally {
      sayer.end();
      this.#present--;
    }
  }

  /** Another process may be at the same place. */
  async #onPlace<Result>(until: number, waiting: Waiting, sayer: Sayer, work: () => Promise<Result>): Promise<Result> {
    const place = this.#free.pop() ?? 0;
    const limitMs = Math.max(0, until - performance.now());
    const onWait = (pid: string | undefined): void => {
      this.#elsewhere = { why: this.words.another(pid), pid };
      sayer.waitsFor(this.#elsewhere.why);
    };
    try {
      const outcome = await aloneOnMachine(`${this.name} ${place}`, { limitMs, onWait }, () => {
        sayer.end();
        this.#elsewhere = undefined;
        return work();
      });
      if (outcome) return outcome.done;
      throw this.#tooLate(waiting, sayer.why);
    } finally {
      this.#free.push(place);
    }
  }

  #tooLate({ limitMs }: Waiting, within: string): RainbondError {
    const { why, pid } = this.#elsewhere ?? { why: within, pid: undefined };
    return new RainbondError(this.words.tooLate({ for: why, seconds: Math.round(limitMs / 1000), pid }));
  }
}

const lateInProcess = new Error("the turn didn't come");

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
