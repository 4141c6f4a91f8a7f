import { setTimeout as pause } from "node:timers/promises";
import { rollbackShapes, type Faults, type RollbackShape } from "../../control/faults";
import type { State } from "../../state/state";
import { crash, type ConsoleError } from "./errors";
import type { Call } from "./route";

/** What a console may keep its data in: sqlite refuses a write while another one is under way, MySQL never does. */
export const databaseModels = ["sqlite", "mysql"] as const;

/** See `databaseModels`. */
export type DatabaseModel = (typeof databaseModels)[number];

/** How the console's database behaves. */
export interface DatabaseSettings {
  /** Default `sqlite`. */
  model: DatabaseModel;
  /** What the first install that meets the lock leaves, as an index of `rollbackShapes`; those after it take turns. Default 0. */
  seed: number;
  /** Real milliseconds that a write takes for itself and for each of its components, whatever the clock does. Default 3. */
  writeMs: number;
}

/** The console's database. Of two writes that overlap the later one meets the lock, in whatever words its handler has for it. */
export class Database {
  private readonly settings: DatabaseSettings = { model: "sqlite", seed: 0, writeMs: 3 };
  private writesUnderWay = 0;

  constructor(
    private readonly state: State,
    private readonly faults: Faults,
  ) {}

  /** True if a write that overlaps another one meets the lock. */
  get locks(): boolean {
    return this.settings.model === "sqlite";
  }

  /** Changes what is given. */
  set(changes: { [Name in keyof DatabaseSettings]?: DatabaseSettings[Name] | undefined }): DatabaseSettings {
    const { model, seed, writeMs } = changes;
    if (model !== undefined) this.settings.model = model;
    if (seed !== undefined) this.settings.seed = seed;
    if (writeMs !== undefined) this.settings.writeMs = writeMs;
    return this.settings;
  }

  /** Does the work of a write, or what `refuse` makes of the lock; by default a crash, with nothing done. */
  async write<T>(
    call: Call,
    work: () => T | Promise<T>,
    refuse: () => T | Promise<T> = () => {
      throw lockError();
    },
  ): Promise<T> {
    if (this.isLockedFor(call)) return await refuse();
    this.writesUnderWay += 1;
    try {
      const result = await work();
      await this.spend();
      return result;
    } finally {
      this.writesUnderWay -= 1;
    }
  }

  /** Takes the time that the console needs to write one thing. */
  async spend(): Promise<void> {
    const { writeMs } = this.settings;
    if (writeMs > 0) await pause(writeMs, undefined, { ref: false });
  }

  /** Returns what the next install that meets the lock leaves. */
  nextRollbackShape(): RollbackShape {
    const turn = this.settings.seed + this.state.next("lockedInstall") - 1;
    return rollbackShapes[turn % rollbackShapes.length] ?? "none";
  }

  private isLockedFor({ method, path }: Call): boolean {
    return this.faults.takeLock(method, path) || (this.locks && this.writesUnderWay > 0);
  }
}

/** What sqlite says to a write while another one is under way. */
export function lockError(): ConsoleError {
  return crash("database is locked", "OperationalError", "django.db.utils");
}
