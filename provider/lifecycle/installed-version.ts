import type { AppAddress, ConsoleComponent } from "../console";
import type { Surroundings } from "./surroundings";
import { isOlder } from "./version-order";

/**
 * The model version that an install is at (`GET …/copy`): the highest among its components, since an upgrade leaves alone what it has nothing
 * new for. Of versions that can't be ordered the declared one, if any component is at it.
 */
export async function installedVersion(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  declared: string,
  { console }: Surroundings,
): Promise<string> {
  const own = new Set(components.map((component) => component.serviceId));
  const versions = (await console.listInstalledVersions(at)).flatMap(({ serviceId, version }) =>
    own.has(serviceId) && version !== null ? [version] : [],
  );
  const start = versions.includes(declared) ? declared : (versions[0] ?? declared);
  return versions.reduce((highest, version) => (isOlder(highest, version) ? version : highest), start);
}
