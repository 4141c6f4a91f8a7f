import type { AppAddress, ConsoleComponent } from "../../console";
import { mayRun } from "../../observe/condition";
import { thoseThat } from "../../observe/those-that";
import { untilAsked } from "../settle";
import type { Surroundings } from "../surroundings";
import type { Ledger } from "./ledger";
import type { SettingsWanted } from "./setting";

/** Tells running pods of their component's new variables, by one rolling update each. What doesn't run, or is being built, is told by its start. */
export async function restart(
  { at, components, mayBuild }: SettingsWanted,
  ledger: Ledger,
  surroundings: Surroundings,
): Promise<void> {
  const owed = ledger.now.restarts;
  if (owed.length === 0) return;
  const running = components.filter((one) => owed.includes(one.serviceId) && mayRun(one));
  const built = mayBuild ? await thoseThat(running, (one) => isBuilt(at, one, surroundings)) : [];
  const due = running.filter((one) => !built.includes(one)).map(({ serviceId }) => serviceId);
  if (due.length > 0) {
    surroundings.progress.doing(`restarting ${due.length} component(s)`);
    await untilAsked(surroundings, () => surroundings.console.operate(at, "upgrade", due));
  }
  ledger.settle(owed);
}

async function isBuilt(at: AppAddress, { serviceId }: ConsoleComponent, { console }: Surroundings): Promise<boolean> {
  const events = await console.listEvents(at, serviceId);
  return events.some(({ action, isFinished }) => action === "build-service" && !isFinished);
}
