import type { Identities } from "./identities";
import { maskOf } from "./masks";

/** What came of a comparison. */
export interface Comparison {
  problems: string[];
  /** The paths of the values that had to be equal. */
  compared: string[];
  /** The paths of the values that had to correspond. */
  masked: string[];
  /** Those of them that had been met before, or have but one form. */
  known: string[];
}

/** Compares a recorded body with ours: keys, types and values; ties ids as it goes. */
export function compareBodies(recorded: unknown, ours: unknown, identities: Identities, label: string): Comparison {
  const comparison = emptyComparison();
  compareValue(recorded, ours, { identities, comparison, table: tableOf(label), key: "", path: "$" });
  return comparison;
}

function emptyComparison(): Comparison {
  return { problems: [], compared: [], masked: [], known: [] };
}

interface Position {
  identities: Identities;
  comparison: Comparison;
  table: string;
  key: string;
  path: string;
}

function tableOf(label: string): string {
  const names = (word: string): boolean => label.includes(word);
  if (names("team") && !names("app") && !names("install") && !names("domain")) return "team";
  if (names("domain")) return "httpRule";
  return names("volume") ? "volume" : "app";
}

function compareValue(recorded: unknown, ours: unknown, at: Position): void {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    compareArrays(recorded, ours, at);
  } else if (isObject(recorded) && isObject(ours)) {
    const keys = [Object.keys(recorded).sort().join(), Object.keys(ours).sort().join()];
    if (keys[0] !== keys[1]) at.comparison.problems.push(`${at.path}: keys ${keys[0]} / ${keys[1]}`);
    for (const [key, value] of Object.entries(recorded)) {
      compareValue(value, ours[key], { ...at, key, path: `${at.path}.${key}` });
    }
  } else compareLeaf(recorded, ours, at);
}

/** Where the wire has no order each recorded item must have a partner among ours. */
function compareArrays(recorded: unknown[], ours: unknown[], at: Position): void {
  if (recorded.length !== ours.length) {
    at.comparison.problems.push(`${at.path}: ${recorded.length} items / ${ours.length}`);
    return;
  }
  const isUnordered =
    at.key === "upgrade_versions" ||
    recorded.some((item) => isObject(item) && ("service_key" in item || "build_source" in item));
  const left = [...ours];
  for (const [index, item] of recorded.entries()) {
    const path = `${at.path}[${index}]`;
    const partner = isUnordered ? left.findIndex((candidate) => fits(item, candidate, at)) : 0;
    const [chosen] = left.splice(Math.max(partner, 0), 1);
    compareValue(item, chosen, { ...at, path });
  }
}

function fits(recorded: unknown, candidate: unknown, at: Position): boolean {
  const comparison = emptyComparison();
  compareValue(recorded, candidate, { ...at, identities: at.identities.copy(), comparison });
  return comparison.problems.length === 0;
}

function compareLeaf(recorded: unknown, ours: unknown, at: Position): void {
  const { identities, comparison, table, key, path } = at;
  const before = identities.size;
  const verdict = maskOf(key)?.corresponds({ recorded, ours, identities, table });
  if (verdict !== undefined) {
    comparison.masked.push(path);
    if (identities.size === before) comparison.known.push(path);
    if (!verdict) comparison.problems.push(`${path}: ${show(recorded)} doesn't correspond to ${show(ours)}`);
    return;
  }
  comparison.compared.push(path);
  if (recorded === ours) return;
  const expected = typeof recorded === "string" ? identities.translate(recorded) : recorded;
  if (expected !== ours) comparison.problems.push(`${path}: ${show(expected)} / ${show(ours)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
