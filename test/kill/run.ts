import { z } from "zod";
import { CallFailure, type ProviderHost } from "../host/provider-host";
import type { Face } from "./faces";
import type { Outcome, Running, StoredResource } from "./stack";

/** An app as the driver's state holds it. */
export interface DrivenResource extends StoredResource {
  /** True once it was deleted for its replacement, until that is there. */
  readonly isReplaced?: boolean | undefined;
}

/** What the driver keeps of a stack. */
export interface Stored {
  /** The apps that the state knows, by their names. */
  resources: Readonly<Record<string, DrivenResource>>;
  pending: readonly string[];
  isLocked: boolean;
}

const properties = z.record(z.string(), z.unknown());
const resource = z.object({
  id: z.string(),
  inputs: properties,
  outputs: properties,
  initErrors: z.array(z.string()),
  isReplaced: z.boolean().optional(),
});

/** See `Stored`. */
export const storedSchema: z.ZodType<Stored> = z.object({
  resources: z.record(z.string(), resource),
  pending: z.array(z.string()),
  isLocked: z.boolean(),
});

/** A command of the driver under way. What it does to the state after the engine's death is lost. */
export class Run implements Running {
  readonly outcome: Promise<Outcome>;
  private host: Promise<ProviderHost> | undefined;
  private isCliDead = false;
  private endNow: (outcome: Outcome) => void = () => undefined;

  constructor(
    /** Through which its program declares apps. */
    readonly face: Face,
    private readonly stored: Stored,
    private readonly start: (() => Promise<ProviderHost>) | undefined,
    work: (run: Run) => Promise<void>,
  ) {
    const killed = new Promise<Outcome>((resolve) => (this.endNow = resolve));
    this.outcome = Promise.race([killed, this.work(work)]);
  }

  /** The apps that the state knows. */
  get resources(): Readonly<Record<string, DrivenResource>> {
    return this.stored.resources;
  }

  /** The provider process, started when it is first needed. */
  provider(): Promise<ProviderHost> {
    this.host ??= this.start?.();
    return this.host ?? Promise.reject(new Error("this command has no provider"));
  }

  /** Notes that an operation is under way until it has ended, one way or the other, under the engine's eyes. */
  async step<Result>(pending: string, work: () => Promise<Result>): Promise<Result> {
    this.save({ pending: [...this.stored.pending, pending] });
    try {
      return await work();
    } finally {
      this.save({ pending: withoutLast(this.stored.pending, pending) });
    }
  }

  /** The engine repeats updates and deletes that were cut short; a create that was stays noted, even once another has succeeded. */
  forgetRepeatable(): void {
    this.save({ pending: this.stored.pending.filter((one) => one === "creating") });
  }

  /** Keeps an app in the state, or takes it out. */
  keep(name: string, resource: DrivenResource | undefined): void {
    const others = Object.entries(this.stored.resources).filter(([other]) => other !== name);
    const all = resource ? [...others, [name, resource] as const] : others;
    this.save({ resources: Object.fromEntries(all) });
  }

  async killCli(): Promise<void> {
    this.isCliDead = true;
    this.stored.isLocked = true;
    (await this.host)?.abandon();
    this.endNow({ exitCode: null, text: "" });
  }

  async killProvider(): Promise<void> {
    await (await this.host)?.kill();
  }

  async providerEnded(): Promise<void> {
    await (
      await this.host
    )?.ended;
  }

  private save(change: Partial<Stored>): void {
    if (!this.isCliDead) Object.assign(this.stored, change);
  }

  private async work(work: (run: Run) => Promise<void>): Promise<Outcome> {
    try {
      await work(this);
      return { exitCode: 0, text: "" };
    } catch (thrown) {
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      return { exitCode: thrown instanceof ExpectedNoChanges ? 7 : 1, text };
    } finally {
      if (!this.isCliDead) await (await this.host)?.stop();
    }
  }
}

/** Ends a preview that found something to do. */
export class ExpectedNoChanges extends Error {}

/** Failures of apps, each shown below the app's name, as the engine shows them. */
export class Failures extends Error {
  constructor(all: readonly (readonly [name: string, thrown: unknown])[]) {
    super(all.map(([name, thrown]) => `  MarketApp (${name}):\n    error: ${wordsOf(thrown)}`).join("\n"));
  }
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof CallFailure)) return thrown instanceof Error ? thrown.message : String(thrown);
  return [thrown.message, ...(thrown.unfinished?.reasons ?? [])].join("\n    ");
}

function withoutLast(pending: readonly string[], one: string): string[] {
  const at = pending.lastIndexOf(one);
  return pending.filter((_, index) => index !== at);
}
