import type { AppAddress, ConsoleComponent } from "../../console";
import type { Surroundings } from "../surroundings";
import { isConsoleError } from "../../errors";
import { looksStopped } from "../../observe/condition";
import { lastBuildFailed } from "./trouble";

const operationAttempts = 3;
const betweenAttemptsMs = 2_000;

/**
 * Starts what isn't running and isn't being started: components that were never built, or whose last build failed, are built
 * (`deploy`), closed ones are started. What is under way is left alone. `rebuildsRunning`: a failed build is repeated also where the old
 * replicas still run.
 */
export async function startStopped(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  rebuildsRunning: boolean,
  surroundings: Surroundings,
): Promise<void> {
  const asked = components.filter((component) => rebuildsRunning || looksStopped(component));
  await untilAsked(surroundings, async () => {
    const needs = await needsOf(at, asked, surroundings);
    if (needs.deploy.length + needs.start.length === 0) return;
    surroundings.progress.doing(`starting ${needs.deploy.length + needs.start.length} component(s)`);
    await surroundings.console.operate(at, "deploy", needs.deploy);
    await surroundings.console.operate(at, "start", needs.start);
  });
}

/** True for the crash of a console whose database is locked: the operation wasn't begun, and may be asked for again. */
export function wasNotBegun(thrown: unknown): boolean {
  return isConsoleError(thrown, "crashed", "gatewayGaveUp");
}

/** Asks for an operation again that wasn't begun: for what is still needed. */
export async function untilAsked({ clock }: Surroundings, ask: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await ask();
      return;
    } catch (thrown) {
      if (!wasNotBegun(thrown) || attempt === operationAttempts) throw thrown;
      await clock.sleep(betweenAttemptsMs);
    }
  }
}

async function needsOf(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console }: Surroundings,
): Promise<Needs> {
  const needs: Needs = { deploy: [], start: [] };
  await Promise.all(
    components.map(async (component) => {
      const events = await console.listEvents(at, component.serviceId);
      if (events.some((event) => !event.isFinished)) return;
      if (component.status === "undeploy" || lastBuildFailed(events)) needs.deploy.push(component.serviceId);
      else if (looksStopped(component)) needs.start.push(component.serviceId);
    }),
  );
  return needs;
}

interface Needs {
  readonly deploy: string[];
  readonly start: string[];
}
