import { setTimeout as sleep } from "node:timers/promises";

/** A clock that runs `speed` simulated seconds a real second. */
export class Clock {
  private readonly realStart = Date.now();
  private lastStamp = 0;

  /** `start` is the simulated time at which it begins, in milliseconds since the epoch; default the present. */
  constructor(
    readonly speed: number,
    private readonly start = Date.now(),
  ) {}

  /** Returns the simulated time in milliseconds since the epoch. */
  now(): number {
    return this.start + (Date.now() - this.realStart) * this.speed;
  }

  /** Returns the simulated time in microseconds; each call returns a larger number than the one before. */
  stamp(): number {
    this.lastStamp = Math.max(Math.floor(this.now() * 1000), this.lastStamp + 1);
    return this.lastStamp;
  }

  /** Resolves once `simulatedMs` have passed on this clock. */
  async pause(simulatedMs: number): Promise<void> {
    await sleep(simulatedMs / this.speed);
  }
}

/** Returns a stamp as the console prints it: wall time of its time zone, without a zone, with microseconds. */
export function isoTime(stamp: number): string {
  return spacedTime(stamp).replace(" ", "T");
}

/** Returns a stamp like `isoTime`, with a space between date and time. */
export function spacedTime(stamp: number): string {
  return `${secondsTime(stamp)}.${String(stamp % 1_000_000).padStart(6, "0")}`;
}

/** Returns a stamp with a space between date and time, cut to seconds. */
export function secondsTime(stamp: number): string {
  const zoneOffsetMs = 8 * 3600 * 1000;
  return new Date(stamp / 1000 + zoneOffsetMs).toISOString().slice(0, 19).replace("T", " ");
}
