import { isConsoleError, RainbondError } from "../../errors";
import { mayRun } from "../../observe/condition";
import { sizes } from "../../observe/settings";
import type { Surroundings } from "../surroundings";
import type { Setting } from "./setting";

/** What came of the sizes of one component. */
export interface Sized {
  /** The number of replicas that the console goes on showing, where the declared ones ran already. */
  readonly shownNode?: number | undefined;
  /** True if the component restarts by it. */
  readonly restarts: boolean;
}

/** The cluster does one thing after the other with a component. */
const busyForMs = 2_000;

/** Sets memory and CPU, which restart a component that runs, then the number of replicas. */
export async function applySizes(setting: Setting, surroundings: Surroundings): Promise<Sized> {
  refuseUnmade(setting);
  const restarts = await applySize(setting, surroundings);
  return { restarts, shownNode: await applyReplicas(setting, surroundings) };
}

/** The console says yes to sizes of a component that it is still making, and does nothing. */
function refuseUnmade(setting: Setting): void {
  const { name, component } = setting.target;
  const due = sizes.filter((key) => dueOf(key, setting) !== undefined).map((key) => `settings.${name}.${key}`);
  if (due.length === 0 || component.createStatus === "complete") return;
  throw new RainbondError(
    `${due.join(", ")}: not set, since the console is still making component ${component.serviceCname} (create_status ${component.createStatus}) and would ` +
      "answer with success without doing it. Run pulumi up again once the web console shows it as made",
  );
}

async function applySize(setting: Setting, surroundings: Surroundings): Promise<boolean> {
  const { at } = setting.wanted;
  const { name, component } = setting.target;
  const due = { memory: dueOf("minMemory", setting), cpu: dueOf("minCpu", setting) };
  if (due.memory === undefined && due.cpu === undefined) return false;
  const { memory = component.minMemory, cpu = component.minCpu } = due;
  if (memory < 64) {
    throw new RainbondError(
      `settings.${name}.minCpu can't be set alone: component ${component.serviceCname} has no memory limit (${component.minMemory}), and the console sets ` +
        "both by one call. Declare minMemory too",
    );
  }
  surroundings.progress.doing("setting memory and CPU");
  await whenFree(surroundings, () => surroundings.console.setSize(at, component, { memory, cpu }));
  return mayRun(component);
}

/** The cluster compares the number with the pods that run, and refuses to do nothing; the console then doesn't store it. */
async function applyReplicas(setting: Setting, surroundings: Surroundings): Promise<number | undefined> {
  const {
    wanted: { at },
    target: { component, declared },
    ledger,
  } = setting;
  const applied = ledger.of(component.serviceId);
  const isAsLeft = applied?.settings.minNode === declared.minNode && component.minNode === applied?.shownNode;
  if (declared.minNode === undefined) return undefined;
  if (isAsLeft) return applied.shownNode;
  const count = dueOf("minNode", setting);
  if (count === undefined) return undefined;
  surroundings.progress.doing("setting replicas");
  try {
    await whenFree(surroundings, () => surroundings.console.setReplicas(at, component, count));
    return undefined;
  } catch (thrown) {
    if (!isConsoleError(thrown, "noChange")) throw thrown;
    return component.minNode;
  }
}

/** What is to be set; nothing where it is as declared, or stays as it is found. */
function dueOf(key: (typeof sizes)[number], { wanted, target, ledger }: Setting): number | undefined {
  const { component, declared } = target;
  const isKept = wanted.keepsFound && ledger.of(component.serviceId)?.settings[key] === declared[key];
  return isKept || declared[key] === component[key] ? undefined : declared[key];
}

/** Asks again, as long as the operation may last, while the cluster is busy with the component. */
async function whenFree({ clock, deadline, progress }: Surroundings, ask: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch (thrown) {
      if (!isConsoleError(thrown, "busy") || clock.now() >= deadline) throw thrown;
      progress.doing("waiting: the cluster is busy with the component");
      await clock.sleep(busyForMs);
    }
  }
}
