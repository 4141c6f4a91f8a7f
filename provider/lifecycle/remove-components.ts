import type { AppAddress, ConsoleComponent } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import { isStopped } from "./condition";
import type { Surroundings } from "./surroundings";

/** Stops these components of the group, waits until nothing of them runs, and deletes them. Gone already is as good. */
export async function removeComponents(
  at: AppAddress,
  serviceIds: ReadonlySet<string>,
  surroundings: Surroundings,
): Promise<void> {
  if (serviceIds.size === 0) return;
  await stopComponents(at, serviceIds, surroundings);
  await deleteComponents(at, serviceIds, surroundings);
}

async function stopComponents(
  at: AppAddress,
  serviceIds: ReadonlySet<string>,
  surroundings: Surroundings,
): Promise<void> {
  const { console, clock, progress, timeoutMs } = surroundings;
  const deadline = clock.now() + timeoutMs;
  let running = await runningOf(at, serviceIds, surroundings);
  if (running.length === 0) return;
  progress.doing(`stopping ${running.length} component(s)`);
  await console.operate(
    at,
    "stop",
    running.map((component) => component.serviceId),
  );
  for (let pauseMs = 300; ; pauseMs = Math.min(pauseMs * 1.5, 5_000)) {
    running = await runningOf(at, serviceIds, surroundings);
    if (running.length === 0) return;
    if (clock.now() >= deadline) throw stillRunning(running, timeoutMs);
    await clock.sleep(pauseMs);
  }
}

/** Those that run or may run. A component that the cluster doesn't know has nothing to stop. */
async function runningOf(
  at: AppAddress,
  serviceIds: ReadonlySet<string>,
  { console }: Surroundings,
): Promise<ConsoleComponent[]> {
  const components = await console.listComponents(at);
  return components.filter(
    (component) =>
      serviceIds.has(component.serviceId) &&
      component.createStatus === "complete" &&
      component.status !== "unknow" &&
      !isStopped(component),
  );
}

function stillRunning(running: readonly ConsoleComponent[], timeoutMs: number): RainbondError {
  const names = running.map((component) => `${component.serviceCname} (${component.status ?? "no status"})`).join(", ");
  return new RainbondError(
    `${names} didn't stop within ${Math.round(timeoutMs / 1000)} s, and nothing was deleted. Look at the component in the web console, ` +
      "or give customTimeouts.delete more time, and run the command again",
  );
}

/** Deletes round after round: a component that another one needs goes once that one is gone. */
export async function deleteComponents(
  at: AppAddress,
  serviceIds: ReadonlySet<string>,
  surroundings: Surroundings,
): Promise<void> {
  let left = [...serviceIds];
  while (left.length > 0) {
    surroundings.progress.doing(`deleting ${left.length} component(s)`);
    const stuck: string[] = [];
    for (const serviceId of left) if (!(await deleteComponent(at, serviceId, surroundings))) stuck.push(serviceId);
    if (stuck.length === left.length) throw await neededFromOutside(at, stuck, surroundings);
    left = stuck;
  }
}

/** False if another component still needs it. */
async function deleteComponent(at: AppAddress, serviceId: string, { console }: Surroundings): Promise<boolean> {
  try {
    await console.deleteComponent(at, serviceId);
    return true;
  } catch (thrown) {
    if (isConsoleError(thrown, "componentMissing", "appMissing")) return true;
    if (isConsoleError(thrown, "neededByOthers")) return false;
    throw thrown;
  }
}

async function neededFromOutside(
  at: AppAddress,
  serviceIds: readonly string[],
  { console }: Surroundings,
): Promise<RainbondError> {
  const components = await console.listComponents(at);
  const names = components
    .filter((component) => serviceIds.includes(component.serviceId))
    .map((component) => component.serviceCname);
  return new RainbondError(
    `can't delete ${names.join(", ")}: other components need what they offer (412). Remove the dependency in the web console, ` +
      "on the dependent component's page, and run the command again",
  );
}
