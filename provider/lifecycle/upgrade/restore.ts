import type { AppAddress, ConsoleComponent } from "../../console";
import type { Applied } from "../../model";
import { changedIn } from "../../observe/drift";
import { installedVersions } from "../../observe/installed-version";
import { refuseReplacedSource } from "./replaced-source";
import { untilAsked } from "../settle";
import type { Surroundings } from "../surroundings";

/** Images that are to be as the last successful operation left them. */
export interface Restoration {
  readonly at: AppAddress;
  readonly applied: Applied;
  readonly components: readonly ConsoleComponent[];
  /** The components whose image an attempt may have put back that ended before it asked for their builds, by `serviceId`. */
  readonly owed: readonly string[];
  /** Keeps which builds are still to be asked for, so that the next update does. */
  readonly owe: (serviceIds: readonly string[]) => void;
}

/** Gives components back the image that the last successful operation left, and builds them again from their template. */
export async function restoreImages(
  { at, applied, components, owed, owe }: Restoration,
  surroundings: Surroundings,
): Promise<void> {
  const changed = components.flatMap((component) => {
    const left = applied.components.find((one) => one.serviceId === component.serviceId);
    return left && changedIn(left, component) ? [{ component, image: left.image }] : [];
  });
  const due = components.filter(
    (one) => owed.includes(one.serviceId) || changed.some(({ component }) => component === one),
  );
  if (due.length === 0) return;
  const versions = await installedVersions(at, due, surroundings);
  refuseReplacedSource("the image can't be restored", due, versions, surroundings);
  surroundings.progress.doing(`restoring ${due.length} image(s)`);
  const serviceIds = due.map(({ serviceId }) => serviceId);
  // The console shows the image at once; the pods have it by the build alone.
  owe(serviceIds);
  for (const { component, image } of changed) await surroundings.console.changeImage(at, component.serviceId, image);
  await buildOwed({ at, components, owed: serviceIds, owe }, surroundings);
}

/** Asks for builds that are owed, whatever image the components have. */
export async function buildOwed(
  { at, components, owed, owe }: Omit<Restoration, "applied">,
  surroundings: Surroundings,
): Promise<void> {
  const serviceIds = components.map(({ serviceId }) => serviceId).filter((serviceId) => owed.includes(serviceId));
  await untilAsked(surroundings, () => surroundings.console.operate(at, "deploy", serviceIds));
  owe([]);
}
