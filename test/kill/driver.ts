import { z } from "zod";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { CallFailure, DynamicHost, example, type HostOptions, type Properties } from "../host/dynamic-host";
import { bundledProvider } from "./bundled-provider";
import type { StackMaker } from "./stage";
import { usualTimeouts } from "./stack";
import type { Declared, Operation, Outcome, Running, Stack, StackState, StoredResource } from "./stack";

/** The resource in every program here. */
export const urn = "urn:pulumi:dev::kill::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

interface Stored {
  resource: StoredResource | undefined;
  pending: string[];
  isLocked: boolean;
}

/**
 * Does with the real dynamic-provider process what Pulumi's engine does with it: the same calls in the same order, and the same state kept after
 * each success, partial failure, death of the provider and death of the engine itself. One resource, no preview before an `up`.
 */
export class Driver implements Stack {
  private readonly hosts = new Set<DynamicHost>();
  private readonly stored: Stored;

  private constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly options: HostOptions,
    stored: Stored,
  ) {
    this.stored = { ...stored, pending: [...stored.pending] };
  }

  /** Makes empty stacks. */
  static maker(options: HostOptions = {}): StackMaker {
    const nothing = { resource: undefined, pending: [], isLocked: false };
    return (environment) => Promise.resolve(new Driver(environment, options, nothing));
  }

  /** The same stack with provider processes that start otherwise. */
  with(options: HostOptions): Driver {
    return new Driver(this.environment, { ...this.options, ...options }, this.stored);
  }

  copy(url: string): Promise<Driver> {
    const known = this.environment["RAINBOND_ENDPOINT"] ?? "";
    const stored = storedSchema.parse(JSON.parse(JSON.stringify(this.stored).replaceAll(known, url)));
    return Promise.resolve(new Driver({ ...this.environment, RAINBOND_ENDPOINT: url }, this.options, stored));
  }

  state(): Promise<StackState> {
    return Promise.resolve({ resource: this.stored.resource, pending: [...this.stored.pending] });
  }

  isLocked(): Promise<boolean> {
    return Promise.resolve(this.stored.isLocked);
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosts].map((host) => host.stop()));
    this.hosts.clear();
  }

  begin(operation: Operation, environment: NodeJS.ProcessEnv): Running {
    if (operation.kind === "cancel") {
      this.stored.isLocked = false;
      return new Run(this.stored, undefined, () => Promise.resolve());
    }
    if (this.stored.isLocked && operation.kind !== "preview") throw new Error("the stack is locked: cancel first");
    const start = async (): Promise<DynamicHost> => {
      const script = await bundledProvider(this.options.cwd ?? example);
      const host = await DynamicHost.start({ ...this.environment, ...environment }, {}, { ...this.options, script });
      this.hosts.add(host);
      return host;
    };
    return new Run(this.stored, start, (run) => perform(run, operation));
  }
}

const properties = z.record(z.string(), z.unknown());
const resource = z.object({ id: z.string(), inputs: properties, outputs: properties, initErrors: z.array(z.string()) });
const storedSchema = z.object({
  resource: resource.optional().transform((value) => value),
  pending: z.array(z.string()),
  isLocked: z.boolean(),
});

/** A command of the driver under way. What it does to the state after the engine's death is lost. */
class Run implements Running {
  readonly outcome: Promise<Outcome>;
  private host: DynamicHost | undefined;
  private isCliDead = false;
  private endNow: (outcome: Outcome) => void = () => undefined;

  constructor(
    private readonly stored: Stored,
    private readonly start: (() => Promise<DynamicHost>) | undefined,
    work: (run: Run) => Promise<void>,
  ) {
    const killed = new Promise<Outcome>((resolve) => (this.endNow = resolve));
    this.outcome = Promise.race([killed, this.work(work)]);
  }

  get resource(): StoredResource | undefined {
    return this.stored.resource;
  }

  /** The provider process, started when it is first needed. */
  async provider(): Promise<DynamicHost> {
    if (!this.host && this.start) this.host = await this.start();
    if (!this.host) throw new Error("this command has no provider");
    return this.host;
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

  save(change: Partial<Stored>): void {
    if (!this.isCliDead) Object.assign(this.stored, change);
  }

  killCli(): Promise<void> {
    this.isCliDead = true;
    this.stored.isLocked = true;
    this.host?.abandon();
    this.endNow({ exitCode: null, text: "" });
    return Promise.resolve();
  }

  async killProvider(): Promise<void> {
    await this.host?.kill();
  }

  private async work(work: (run: Run) => Promise<void>): Promise<Outcome> {
    try {
      await work(this);
      return { exitCode: 0, text: "" };
    } catch (thrown) {
      if (thrown instanceof ExpectedNoChanges) return { exitCode: 7, text: thrown.message };
      const lines =
        thrown instanceof CallFailure ? [thrown.message, ...(thrown.unfinished?.reasons ?? [])] : [String(thrown)];
      return { exitCode: 1, text: lines.join("\n") };
    } finally {
      if (!this.isCliDead) await this.host?.stop();
    }
  }
}

class ExpectedNoChanges extends Error {}

function withoutLast(pending: readonly string[], one: string): string[] {
  const at = pending.lastIndexOf(one);
  return pending.filter((_, index) => index !== at);
}

async function perform(run: Run, operation: Exclude<Operation, { kind: "cancel" }>): Promise<void> {
  if (operation.kind !== "preview") run.forgetRepeatable();
  if (operation.kind === "destroy") {
    if (run.resource) await remove(run, run.resource);
    return;
  }
  if (operation.kind === "preview") {
    await preview(run, operation.declared);
    return;
  }
  if (operation.refresh && run.resource) run.save({ resource: await refreshed(run, run.resource) });
  await up(run, operation.declared, operation.replace === true);
}

async function up(run: Run, declared: Declared, isReplacing: boolean): Promise<void> {
  const host = await run.provider();
  const old = run.resource;
  const inputs = await checked(host, old?.inputs ?? {}, declared);
  if (!old) {
    await create(run, inputs);
    return;
  }
  if (isReplacing) {
    const anew = await checked(host, {}, declared);
    await remove(run, old);
    await create(run, anew);
    return;
  }
  const plan = await host.diff(old.id, old.outputs, inputs);
  if (plan.replaces.length > 0) throw new Error(`the driver wasn't made for replacements: ${plan.replaces.join(", ")}`);
  if (!plan.isChanged && old.initErrors.length === 0) run.save({ resource: { ...old, inputs } });
  else await update(run, old, inputs);
}

async function create(run: Run, inputs: Properties): Promise<void> {
  const host = await run.provider();
  await run.step("creating", async () => {
    const { id, outputs } = await host.create(inputs).catch((thrown: unknown) => {
      const kept = unfinishedOf(thrown);
      if (kept) run.save({ resource: { id: kept.id, inputs, outputs: kept.properties, initErrors: kept.reasons } });
      throw thrown;
    });
    run.save({ resource: { id, inputs, outputs, initErrors: [] } });
  });
}

async function update(run: Run, old: StoredResource, inputs: Properties): Promise<void> {
  const host = await run.provider();
  await run.step("updating", async () => {
    const outputs = await host.update(old.id, old.outputs, inputs).catch((thrown: unknown) => {
      const kept = unfinishedOf(thrown);
      // The old inputs stay, also after a partial failure.
      if (kept) run.save({ resource: { ...old, outputs: kept.properties, initErrors: kept.reasons } });
      throw thrown;
    });
    run.save({ resource: { id: old.id, inputs, outputs, initErrors: [] } });
  });
}

async function remove(run: Run, old: StoredResource): Promise<void> {
  const host = await run.provider();
  await run.step("deleting", async () => {
    await host.delete(old.id, old.outputs);
    run.save({ resource: undefined });
  });
}

/** What a refresh makes of a resource: undefined if it is gone. The engine also asks for the difference, to show it. */
async function refreshed(run: Run, old: StoredResource): Promise<StoredResource | undefined> {
  const host = await run.provider();
  const seen = await host.read(old.id, old.outputs);
  if (seen.id === "") return undefined;
  await host.diff(old.id, seen.outputs, old.inputs);
  const inputs = Object.keys(seen.inputs).length > 0 ? seen.inputs : old.inputs;
  return { id: seen.id, inputs, outputs: seen.outputs, initErrors: [] };
}

async function preview(run: Run, declared: Declared): Promise<void> {
  const host = await run.provider();
  const now = run.resource && (await refreshed(run, run.resource));
  if (!now) throw new ExpectedNoChanges("the app would be created");
  const inputs = await checked(host, now.inputs, declared);
  const { isChanged, replaces } = await host.diff(now.id, now.outputs, inputs);
  if (isChanged) {
    const drift = JSON.stringify(now.outputs["drift"]);
    throw new ExpectedNoChanges(`the app would be ${replaces.length > 0 ? "replaced" : "updated"}: drift ${drift}`);
  }
}

async function checked(host: DynamicHost, olds: Properties, declared: Declared): Promise<Properties> {
  const news = { ...declared, __rbUrn: urn, __rbTimeouts: usualTimeouts, __provider: marketAppProvider };
  const { inputs, failures } = await host.check(olds, news);
  if (failures.length > 0) throw new Error(failures.map(([property, reason]) => `${property}: ${reason}`).join("\n"));
  return inputs;
}

function unfinishedOf(thrown: unknown): CallFailure["unfinished"] {
  return thrown instanceof CallFailure ? thrown.unfinished : undefined;
}
