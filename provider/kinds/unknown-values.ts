/** What Pulumi sends in a preview for a value that isn't known yet. Part of its wire protocol. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Inputs, with those that aren't known yet, wholly or in a part, set aside. */
export interface Sorted {
  readonly known: Record<string, unknown>;
  readonly unknown: Record<string, unknown>;
}

/** Sets aside the inputs that aren't known yet: nothing can be said of them. Pulumi's own `__provider` is left out. */
export function setUnknownAside(inputs: Readonly<Record<string, unknown>>): Sorted {
  const sorted: Sorted = { known: {}, unknown: {} };
  for (const [key, value] of Object.entries(inputs)) {
    if (key === "__provider" || value === undefined || value === null) continue;
    sorted[holdsUnknown(value) ? "unknown" : "known"][key] = value;
  }
  return sorted;
}

function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsUnknown);
}

/** What is known of inputs that are set aside: objects without what isn't known yet, and lists without the items that hold some of it. */
export function knownPartsOf(unknown: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parts = Object.entries(unknown).filter(([, value]) => typeof value === "object" && !Array.isArray(value));
  return Object.fromEntries(parts.map(([key, value]) => [key, withoutUnknown(value)]));
}

function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !holdsUnknown(item));
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).filter(([, part]) => part !== unknownValue);
  return Object.fromEntries(known.map(([key, part]) => [key, withoutUnknown(part)]));
}
