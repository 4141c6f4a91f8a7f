import { z } from "zod";
import { compareStep, type Replayed } from "./replay";

/** Returns the paths of compared values that could be changed in the recording without the comparison noticing. */
export function unnoticedChanges({ step, answer, known, comparison }: Replayed): string[] {
  return comparison.compared.filter((path) => {
    const changed = structuredClone(step);
    if (path === "status") changed.response.status += 1;
    else if (path === "media type") changed.response.contentType = `${changed.response.contentType ?? ""}x`;
    else if (changed.response.text !== undefined) changed.response.text += "x";
    else
      changed.response.body = changedAt(
        changed.response.body,
        path
          .split(/[.[\]]+/)
          .filter(Boolean)
          .slice(1),
      );
    return compareStep(changed, answer, known.copy()).problems.length === 0;
  });
}

function changedAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return changedLeaf(value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (String(index) === key ? changedAt(item, rest) : item));
  }
  const record = z.record(z.string(), z.unknown()).parse(value);
  return { ...record, [key]: changedAt(record[key], rest) };
}

function changedLeaf(value: unknown): unknown {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return value === undefined ? null : 0;
}
