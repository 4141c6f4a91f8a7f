import { isDeepStrictEqual } from "node:util";
import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Plan } from "../plan/plan";
import type { Wire } from "../kinds/resource-kind";

const { Kind } = PropertyDiff;

/** Keys and places in lists, from the outside in. */
type Path = readonly (string | number)[];

/** A difference at a path. */
interface Difference {
  readonly path: Path;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * A plan as Pulumi takes it: what differs by its path, with what has to be made anew for it. Drift is shown as the findings that an update takes away,
 * since Pulumi compares outputs with inputs and would show an output's part as the end of the whole; the reasons name the part.
 * @param olds the outputs @param news what is declared @param drifted the paths into the outputs where drift is seen
 */
export function diffResponseOf(plan: Plan, olds: Wire, news: Wire, drifted: readonly Path[]): DiffResponse {
  const response = new DiffResponse();
  const { DiffChanges } = DiffResponse;
  response.setChanges(plan.changes.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setReplacesList([...plan.replaces]);
  // Also where the program asks for the replacement (`replaceOnChanges`): the names are taken as long as the old app lives.
  response.setDeletebeforereplace(true);
  response.setHasdetaileddiff(true);
  // What is a secret from now on differs in no value.
  const named = plan.changes.map((key) => (key === "__rbSecrets" ? "settings" : key));
  const changes = named.filter((key) => key in olds || key in news);
  const differences = changes.flatMap((key) => differencesIn([key], olds[key], news[key]));
  for (const one of differences) {
    const isReplaced = plan.replaces.includes(String(one.path[0]));
    response.getDetaileddiffMap().set(textOf(one.path), propertyDiffOf(one, isReplaced));
  }
  const reasons = [...changes.filter((key) => key !== "drift"), ...drifted.map(textOf)];
  response.setDiffsList([...new Set(reasons)]);
  return response;
}

/** Of what is an object on both sides, the parts that differ. */
function differencesIn(path: Path, before: unknown, after: unknown): Difference[] {
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return parts.flatMap((key) => differencesIn([...path, key], before[key], after[key]));
}

function isObject(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function propertyDiffOf({ before, after }: Difference, isReplaced: boolean): PropertyDiff {
  const diff = new PropertyDiff();
  if (before === undefined) diff.setKind(isReplaced ? Kind.ADD_REPLACE : Kind.ADD);
  else if (after === undefined) diff.setKind(isReplaced ? Kind.DELETE_REPLACE : Kind.DELETE);
  else diff.setKind(isReplaced ? Kind.UPDATE_REPLACE : Kind.UPDATE);
  return diff;
}

/** A path in Pulumi's spelling: `settings.Web.envs["a.b"]`, `components[0].image`. */
function textOf(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}
