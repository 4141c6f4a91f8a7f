import type { AppAddress, ConsoleComponent } from "../console";
import type { Sight } from "./sight";
import { isOlder } from "../templates/version-order";

/** The model versions that components are at (`GET …/copy`), by their ids. `null`: a person gave it another build source. */
export async function installedVersions(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console }: Sight,
): Promise<ReadonlyMap<string, string | null>> {
  const own = new Set(components.map((component) => component.serviceId));
  const listed = await console.listInstalledVersions(at);
  return new Map(
    listed.filter(({ serviceId }) => own.has(serviceId)).map(({ serviceId, version }) => [serviceId, version]),
  );
}

/**
 * The model version that an install is at (`GET …/copy`): the highest among its components, since an upgrade leaves alone what it has nothing
 * new for. Of versions that can't be ordered the declared one, if any component is at it.
 */
export async function installedVersion(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  declared: string,
  sight: Sight,
): Promise<string> {
  const all = await installedVersions(at, components, sight);
  const versions = [...all.values()].filter((version) => version !== null);
  const start = versions.includes(declared) ? declared : (versions[0] ?? declared);
  return versions.reduce((highest, version) => (isOlder(highest, version) ? version : highest), start);
}
