import type { ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import { replaceCommand } from "../../identity";
import { namesOf } from "../../observe/component-list";
import type { Surroundings } from "../surroundings";

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
