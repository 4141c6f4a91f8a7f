import type { StoreVersion, TemplateComponent } from "../store";

const dotted = /^v?\d+(\.\d+)*$/;

/**
 * True if the template `to` was published before `from`: as the console compares their components' `deploy_version`, as texts. `undefined` where
 * nothing tells, since one is missing or all are equal.
 */
export function isOlderTemplate(
  to: readonly TemplateComponent[] | null,
  from: readonly TemplateComponent[] | null,
): boolean | undefined {
  const orders = (to ?? []).flatMap(({ serviceKey, deployVersion }) => {
    const before = from?.find((one) => one.serviceKey === serviceKey)?.deployVersion;
    return before === undefined || before === deployVersion ? [] : [deployVersion < before];
  });
  if (orders.length === 0) return undefined;
  return orders.every(Boolean);
}

/** True if `a` is an older version than `b`. Only dotted numbers (a leading `v` allowed) can be ordered; of others nothing is said. */
export function isOlder(a: string, b: string): boolean {
  if (!dotted.test(a) || !dotted.test(b)) return false;
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one, other] = [left[index] ?? 0n, right[index] ?? 0n];
    if (one !== other) return one < other;
  }
  return false;
}

/** Times written as one number are too large for a `number`. */
function numbersOf(version: string): bigint[] {
  return version.replace(/^v/, "").split(".").map(BigInt);
}

/** Versions with the newest first: by their numbers where all are dotted numbers, else by when they were published. */
export function newestFirst<Of extends StoreVersion>(versions: readonly Of[]): Of[] {
  if (versions.every(({ version }) => dotted.test(version))) {
    return [...versions].sort((a, b) => Number(isOlder(a.version, b.version)) - Number(isOlder(b.version, a.version)));
  }
  const timeOf = ({ updateTime }: StoreVersion): number => Date.parse(updateTime) || 0;
  return [...versions].sort((a, b) => timeOf(b) - timeOf(a));
}

/** A version with the components of its template, where they are known. */
export interface Published extends StoreVersion {
  readonly components: readonly TemplateComponent[] | null;
}

/** Versions with the newest first as the console orders upgrades, by their templates' `deploy_version`; those that it doesn't tell apart as above. */
export function inUpgradeOrder<Of extends Published>(versions: readonly Of[]): Of[] {
  return newestFirst(versions).sort(
    (a, b) =>
      Number(isOlderTemplate(a.components, b.components) ?? false) -
      Number(isOlderTemplate(b.components, a.components) ?? false),
  );
}

/** The versions that are newer than this one by their numbers, the newest first; of others nothing is said. */
export function newerThan(current: string, versions: readonly StoreVersion[]): string[] {
  return newestFirst(versions.filter(({ version }) => isOlder(current, version))).map(({ version }) => version);
}
