const dotted = /^v?\d+(\.\d+)*$/;

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
