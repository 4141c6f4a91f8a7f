import type { AppAddress, ConsoleComponent } from "../console";
import { RainbondError } from "../errors";
import type { Applied } from "../model";
import { replaceCommand } from "./identity";
import type { Surroundings } from "./surroundings";

/**
 * Gives components back the image that the last successful operation left, and builds them again from their template. A component whose build
 * source was replaced in the web console can't be mended so: the console builds the other source whatever image is set.
 */
export async function restoreImages(
  at: AppAddress,
  applied: Applied,
  components: readonly ConsoleComponent[],
  surroundings: Surroundings,
): Promise<void> {
  const changed = components.flatMap((component) => {
    const left = applied.components.find((one) => one.serviceId === component.serviceId);
    const differs = left && (left.image !== component.image || left.version !== component.version);
    return differs ? [{ component, image: left.image }] : [];
  });
  if (changed.length === 0) return;
  await refuseReplacedSource(
    at,
    changed.map(({ component }) => component),
    surroundings,
  );
  surroundings.progress.doing(
    `restoring the image of ${changed.map(({ component }) => component.serviceCname).join(", ")}`,
  );
  for (const { component, image } of changed) await surroundings.console.changeImage(at, component.serviceId, image);
  await surroundings.console.operate(
    at,
    "deploy",
    changed.map(({ component }) => component.serviceId),
  );
}

async function refuseReplacedSource(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console, urn }: Surroundings,
): Promise<void> {
  const versions = await console.listInstalledVersions(at);
  const replaced = components.filter(
    ({ serviceId }) => versions.find((one) => one.serviceId === serviceId)?.version === null,
  );
  if (replaced.length === 0) return;
  throw new RainbondError(
    `the build source of ${replaced.map((one) => one.serviceCname).join(", ")} was replaced in the web console, so this component is no longer the ` +
      `template's. Nothing was changed. Set its build source back there, or replace the app, which loses its data: ${replaceCommand(urn)}`,
  );
}
