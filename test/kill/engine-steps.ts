import { CallFailure, type About, type Properties } from "../host/provider-host";
import { urnOf } from "./faces";
import { ExpectedNoChanges, Failures, type DrivenResource, type Run } from "./run";
import { usualSeconds, type AppArguments, type Declared, type Operation } from "./stack";

/** What an app's operation does once it is known. */
type Step = () => Promise<void>;

/** Does a command as the engine does it; fails with what a person would read. */
export async function perform(run: Run, operation: Exclude<Operation, { kind: "cancel" }>): Promise<void> {
  if (operation.kind !== "preview") run.forgetRepeatable();
  switch (operation.kind) {
    case "destroy":
      return eachStored(run, async (name, old) => {
        // The engine only forgets one that it has deleted for its replacement.
        if (old.isReplaced) run.keep(name, undefined);
        else await remove(run, name, old);
      });
    case "preview":
      return preview(run, operation.declared);
    case "up":
      if (operation.refresh) await refresh(run);
      return up(run, operation.declared, operation.replace === true);
  }
}

/**
 * The apps are checked and compared one after the other; what is then done with each goes on side by side. After the first failure no app is
 * begun any more, and those that were come to their end.
 */
async function up(run: Run, declared: Declared, isReplacing: boolean): Promise<void> {
  const failures: [string, unknown][] = [];
  const underWay: Promise<unknown>[] = [];
  for (const [name, args] of Object.entries(declared)) {
    if (failures.length > 0) break;
    const note = (thrown: unknown): void => void failures.push([name, thrown]);
    const step = await planned(run, name, args, isReplacing).catch(note);
    if (step) underWay.push(step().catch(note));
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw new Failures(failures);
}

async function planned(run: Run, name: string, args: AppArguments, isReplacing: boolean): Promise<Step> {
  const host = await run.provider();
  const old = run.resources[name];
  const inputs = await checked(run, name, old?.inputs ?? {}, args);
  if (!old) return () => create(run, name, inputs);
  if (isReplacing) {
    const anew = await checked(run, name, {}, args);
    return async () => {
      if (!old.isReplaced) await remove(run, name, old, { ...old, isReplaced: true });
      await create(run, name, anew);
    };
  }
  const plan = await host.diff(old.id, old.outputs, inputs, aboutOf(run, name));
  if (old.isReplaced) {
    const anew = await checked(run, name, {}, args);
    return () => create(run, name, anew);
  }
  if (plan.replaces.length > 0) throw new Error(`the driver wasn't made for replacements: ${plan.replaces.join(", ")}`);
  if (plan.isChanged || old.initErrors.length > 0) return () => update(run, name, old, inputs);
  return () => {
    run.keep(name, { ...old, inputs });
    return Promise.resolve();
  };
}

async function create(run: Run, name: string, inputs: Properties): Promise<void> {
  const host = await run.provider();
  await run.step("creating", async () => {
    const { id, outputs } = await host.create(inputs, aboutOf(run, name)).catch((thrown: unknown) => {
      const kept = unfinishedOf(thrown);
      if (kept) run.keep(name, { id: kept.id, inputs, outputs: kept.properties, initErrors: kept.reasons });
      throw thrown;
    });
    run.keep(name, { id, inputs, outputs, initErrors: [] });
  });
}

async function update(run: Run, name: string, old: DrivenResource, inputs: Properties): Promise<void> {
  const host = await run.provider();
  await run.step("updating", async () => {
    const outputs = await host.update(old.id, old.outputs, inputs, aboutOf(run, name)).catch((thrown: unknown) => {
      const kept = unfinishedOf(thrown);
      // The old inputs stay, also after a partial failure.
      if (kept) run.keep(name, { ...old, outputs: kept.properties, initErrors: kept.reasons });
      throw thrown;
    });
    run.keep(name, { id: old.id, inputs, outputs, initErrors: [] });
  });
}

/** @param kept what the state has of it then */
async function remove(run: Run, name: string, old: DrivenResource, kept?: DrivenResource): Promise<void> {
  const host = await run.provider();
  await run.step("deleting", async () => {
    await host.delete(old.id, old.outputs, aboutOf(run, name));
    run.keep(name, kept);
  });
}

async function refresh(run: Run): Promise<void> {
  await eachStored(run, async (name, old) => {
    if (!old.isReplaced) run.keep(name, await refreshed(run, name, old));
  });
}

/** What a refresh makes of an app: undefined if it is gone. The engine also asks for the difference, to show it. */
async function refreshed(run: Run, name: string, old: DrivenResource): Promise<DrivenResource | undefined> {
  const host = await run.provider();
  const seen = await host.read(old.id, old.outputs, aboutOf(run, name));
  if (seen.id === "") return undefined;
  await host.diff(old.id, seen.outputs, old.inputs, aboutOf(run, name));
  const inputs = Object.keys(seen.inputs).length > 0 ? seen.inputs : old.inputs;
  return { id: seen.id, inputs, outputs: seen.outputs, initErrors: [] };
}

/** A preview keeps nothing of what its refresh sees. */
async function preview(run: Run, declared: Declared): Promise<void> {
  const host = await run.provider();
  const seen = new Map<string, DrivenResource | undefined>();
  await eachStored(run, async (name, old) => void seen.set(name, await refreshed(run, name, old)));
  for (const [name, args] of Object.entries(declared)) {
    const now = seen.get(name);
    if (!now) throw new ExpectedNoChanges(`${name} would be created`);
    const inputs = await checked(run, name, now.inputs, args);
    const { isChanged, replaces } = await host.diff(now.id, now.outputs, inputs, aboutOf(run, name));
    if (!isChanged) continue;
    const drift = JSON.stringify(now.outputs["drift"]);
    throw new ExpectedNoChanges(`${name} would be ${replaces.length > 0 ? "replaced" : "updated"}: drift ${drift}`);
  }
}

/** Does something with every app in the state, side by side and each to its end; fails with all that failed. */
async function eachStored(run: Run, work: (name: string, old: DrivenResource) => Promise<void>): Promise<void> {
  const failures: [string, unknown][] = [];
  const all = Object.entries(run.resources).map(([name, old]) =>
    work(name, old).catch((thrown: unknown) => void failures.push([name, thrown])),
  );
  await Promise.all(all);
  if (failures.length > 0) throw new Failures(failures);
}

async function checked(run: Run, name: string, olds: Properties, args: AppArguments): Promise<Properties> {
  const host = await run.provider();
  const { inputs, failures } = await host.check(olds, run.face.declare(name, args), aboutOf(run, name));
  if (failures.length > 0) throw new Error(failures.map(([property, reason]) => `${property}: ${reason}`).join("\n"));
  return inputs;
}

function aboutOf({ face }: Run, name: string): About {
  return { urn: urnOf(face, name), timeout: usualSeconds };
}

function unfinishedOf(thrown: unknown): CallFailure["unfinished"] {
  return thrown instanceof CallFailure ? thrown.unfinished : undefined;
}
