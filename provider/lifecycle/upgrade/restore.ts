import type { AppAddress, ConsoleComponent } from "../../console";
import type { Applied } from "../../model";
import { installedVersions, refuseReplacedSource } from "../template/installed-version";
import type { Surroundings } from "../surroundings";

/** Gives components back the image that the last successful operation left, and builds them again from their template. */
export async function restoreImages(
  at: AppAddress,
  applied: Applied,
  all: readonly ConsoleComponent[],
  surroundings: Surroundings,
): Promise<void> {
  const changed = all.flatMap((component) => {
    const left = applied.components.find((one) => one.serviceId === component.serviceId);
    const differs = left && (left.image !== component.image || left.version !== component.version);
    return differs ? [{ component, image: left.image }] : [];
  });
  if (changed.length === 0) return;
  const components = changed.map(({ component }) => component);
  const versions = await installedVersions(at, components, surroundings);
  refuseReplacedSource("the image can't be restored", components, versions, surroundings);
  surroundings.progress.doing(`restoring ${components.length} image(s)`);
  for (const { component, image } of changed) await surroundings.console.changeImage(at, component.serviceId, image);
  await surroundings.console.operate(
    at,
    "deploy",
    components.map((component) => component.serviceId),
  );
}
