/** The longest that a timer of Node can wait. */
const longestTimeoutMs = 2 ** 31 - 1;

/** Simulated time: it runs at a speed that may change, stands still at speed 0, and can be put forward. */
export class Clock {
  /** The simulated time at which the speed was last set. */
  private base: number;
  private realBase = Date.now();
  private speedNow: number;
  private lastStamp = 0;
  /** The pauses that aren't over, as the functions that end them. */
  private readonly pauses = new Set<() => void>();

  /** `speed`: simulated seconds a real second; `start`: the simulated time at which it begins, in milliseconds since the epoch. */
  constructor(speed: number, start = Date.now()) {
    this.speedNow = speed;
    this.base = start;
  }

  /** Simulated seconds a real second; 0 while time stands still. */
  get speed(): number {
    return this.speedNow;
  }

  /** Returns the simulated time in milliseconds since the epoch. */
  now(): number {
    return this.base + (Date.now() - this.realBase) * this.speedNow;
  }

  /** Returns the simulated time in microseconds; each call returns a larger number than the one before. */
  stamp(): number {
    this.lastStamp = Math.max(Math.floor(this.now() * 1000), this.lastStamp + 1);
    return this.lastStamp;
  }

  /** Lets time run at another speed from now on; pauses that aren't over end at once. */
  run(speed: number): void {
    this.base = this.now();
    this.realBase = Date.now();
    this.speedNow = speed;
    for (const end of this.pauses) end();
  }

  /** Puts the clock forward. */
  advance(simulatedMs: number): void {
    this.base += simulatedMs;
  }

  /** Resolves once `simulatedMs` have passed; at once while time stands still, since nothing else would end it. */
  async pause(simulatedMs: number): Promise<void> {
    if (this.speedNow === 0) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(simulatedMs / this.speedNow, longestTimeoutMs));
      this.pauses.add(end);
    });
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
