import { z } from "zod";
import { compareStep, type Replayed } from "./replay";

/** Returns the paths of compared values that could be changed in the recording without the comparison noticing. */
export function unnoticedChanges(played: Replayed): string[] {
  return played.comparison.compared.filter((path) => !isNoticed(played, path));
}

/** Returns the paths of masked values that were known and could all the same be exchanged without the comparison noticing. */
export function unnoticedSwaps(played: Replayed): string[] {
  return played.comparison.known.filter((path) => !isNoticed(played, path));
}

function isNoticed({ step, answer, known }: Replayed, path: string): boolean {
  const changed = structuredClone(step);
  const { response } = changed;
  if (path === "status") response.status += 1;
  else if (path === "media type") response.contentType = `${response.contentType ?? ""}x`;
  else if (response.text !== undefined) response.text += "x";
  else response.body = changedAt(response.body, partsOf(path));
  return compareStep(changed, answer, known.copy()).problems.length > 0;
}

function partsOf(path: string): string[] {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .slice(1);
}

function changedAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return changedLeaf(value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (String(index) === key ? changedAt(item, rest) : item));
  }
  const record = z.record(z.string(), z.unknown()).parse(value);
  return { ...record, [key]: changedAt(record[key], rest) };
}

/** Another value of the same type and length. */
function changedLeaf(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? "x" : `${value.slice(0, -1)}${value.endsWith("x") ? "y" : "x"}`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return value === undefined ? null : 0;
}
