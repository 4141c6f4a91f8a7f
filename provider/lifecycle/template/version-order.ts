import type { TemplateComponent } from "../../store";

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
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version: string): number[] {
  return version.replace(/^v/, "").split(".").map(Number);
}
