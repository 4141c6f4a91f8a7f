import type { ConsoleComponent } from "../../provider/console";
import { installedVersion } from "../../provider/observe/installed-version";
import { isOlder } from "../../provider/templates/version-order";
import { valueOf, type GroupAnswers } from "./group-answers";

/** The version that an install is at, and what keeps it from being certain. */
export interface KnownVersion {
  /** `null` where nobody can say. */
  readonly version: string | null;
  readonly doubt: string | undefined;
}

/** The version that an install is at. Where its components are at several that can't be ordered, nobody can say which is the install's. */
export async function knownVersion(
  { at, versions, sight }: GroupAnswers,
  components: readonly ConsoleComponent[],
): Promise<KnownVersion> {
  const ids = new Set(components.map(({ serviceId }) => serviceId));
  const own = valueOf(versions)?.filter(({ serviceId }) => ids.has(serviceId)) ?? [];
  const all = [...new Set(own.flatMap(({ version }) => version ?? []))];
  if (all.length === 0) return { version: null, doubt: undefined };
  const highest = await installedVersion(at, components, "", sight);
  const isOrdered = all.every((version) => version === highest || isOlder(version, highest));
  if (isOrdered) return { version: highest, doubt: undefined };
  const each = all.map((version) => `"${version}"`).join(", ");
  return {
    version: null,
    doubt: `its components are at the versions ${each}, and nothing tells which is the newer one: take it over with adopt, at the version that it is at`,
  };
}
