import type { AppAddress, ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import { namesOf } from "../observe/component-list";
import { replaceCommand } from "../identity";
import type { Surroundings } from "../surroundings";
import { isOlder } from "../../templates/version-order";

/** The model versions that components are at (`GET …/copy`), by their ids. `null`: a person gave it another build source. */
export async function installedVersions(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  { console }: Surroundings,
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
  surroundings: Surroundings,
): Promise<string> {
  const all = await installedVersions(at, components, surroundings);
  const versions = [...all.values()].filter((version) => version !== null);
  const start = versions.includes(declared) ? declared : (versions[0] ?? declared);
  return versions.reduce((highest, version) => (isOlder(highest, version) ? version : highest), start);
}

/**
 * Refuses what the API can't do to components whose build source was replaced in the web console: it no longer counts them as the template's, and
 * builds the other source whatever image is set.
 * @param what what can't be done
 */
export function refuseReplacedSource(
  what: string,
  components: readonly ConsoleComponent[],
  versions: ReadonlyMap<string, string | null>,
  { urn }: Surroundings,
): void {
  const replaced = components.filter(({ serviceId }) => versions.get(serviceId) === null);
  if (replaced.length === 0) return;
  throw new RainbondError(
    `${what}: the build source of component ${namesOf(replaced)} was replaced in the web console. Nothing was changed. Set it back there, or replace ` +
      `the app, which loses its data: ${replaceCommand(urn)}`,
  );
}
