import type { EngineEvent } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { driftPolicy, finding, type DriftPolicy, type Finding } from "../../provider/model";
import { shown } from "../../provider/screen";
import { resourceOfType } from "../resource-types";
import { knownCause } from "../project/failure";
import { remedyFor, type Place } from "./remedy";
import type { Outcome, ReportedFinding, ReportedResource } from "./report";

const usualPolicy = driftPolicy.parse({});

/** A resource's state in an event. Secrets are the text `[secret]` there, and what isn't there is null or left out. */
const stateSchema = z
  .looseObject({
    id: z.string().nullish(),
    inputs: z
      .looseObject({
        driftPolicy: driftPolicy.catch(usualPolicy),
        adopt: z.unknown().optional(),
        isDeploy: z.unknown().optional(),
      })
      .nullish(),
    outputs: z
      .looseObject({
        drift: z.array(finding).nullish(),
        __rbUnfinished: z.string().nullish(),
        /** True for what `get` reads: somebody else manages it, or nobody. */
        __rbRead: z.boolean().nullish(),
        /** A secret list is a text here. */
        components: z
          .array(z.looseObject({ status: z.string().nullish() }))
          .nullish()
          .catch(null),
      })
      .nullish(),
  })
  .nullish();
type State = z.output<typeof stateSchema>;

const unreadable =
  "its state can't be read: another version of pulumi-rainbond may have written it. Look again with that version, or run pulumi up";

/** The resources of ours that a refresh preview looked at, or was to look at, by name: the engine has no order. */
export function resourcesIn(events: readonly EngineEvent[], stack: string): ReportedResource[] {
  return [...urnsIn(events)]
    .sort(([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1))
    .map(([urn, type]) => ({ urn, name: nameOf(urn), type, ...verdictOf(events, { stack, urn }) }));
}

function verdictOf(
  events: readonly EngineEvent[],
  place: Place,
): Pick<ReportedResource, "id" | "outcome" | "findings" | "error"> {
  const { urn } = place;
  const result = events.find(({ resOutputsEvent }) => resOutputsEvent?.metadata.urn === urn)?.resOutputsEvent?.metadata;
  const [before, after] = [stateSchema.safeParse(result?.old), stateSchema.safeParse(result?.new)];
  const id = before.data?.id ?? null;
  if (!result) {
    return { id, outcome: "error", findings: [], error: errorsOf(events, urn).join("; ") || "it wasn't looked at" };
  }
  if (!before.success || !after.success) return { id, outcome: "error", findings: [], error: unreadable };
  const findings = findingsOf(result.op, before.data, after.data ?? before.data, place);
  const outcome = outcomeOf(findings);
  if (outcome !== "drift" && isSilent(before.data, after.data))
    return { id, outcome: "error", findings: [], error: silent };
  return { id, outcome, findings, error: null };
}

const silent =
  "the cluster tells no status of its components, so nobody can say whether they run. Look at the region in the console, and again once it answers";

/** True if nothing is told of what is to run: a sick cluster gives no component a status. */
function isSilent(before: State, after: State): boolean {
  const components = after?.outputs?.components ?? [];
  const { stopped, unhealthy } = before?.inputs?.driftPolicy ?? usualPolicy;
  const isToRun = before?.inputs?.isDeploy !== false && before?.outputs?.__rbRead !== true;
  const isAsked = isToRun && [stopped, unhealthy].includes("detect");
  return isAsked && components.length > 0 && components.every(({ status }) => status === "unknown");
}

/** The errors of a run that aren't about a resource of ours. */
export function otherErrorsIn(events: readonly EngineEvent[]): string[] {
  const ours = urnsIn(events);
  return events.flatMap(({ diagnosticEvent: said }) => {
    if (said?.severity !== "error" || (said.urn !== undefined && ours.has(said.urn))) return [];
    const text = errorText(said.message);
    if (/^preview (failed|cancell?ed)$/.test(text)) return [];
    return [said.urn === undefined ? text : `${nameOf(said.urn)}: ${text}`];
  });
}

/** True once the engine has come to a resource of ours: then all plugins have started. */
export function reachesResources(events: readonly EngineEvent[]): boolean {
  return urnsIn(events).size > 0;
}

/** The project that the resources belong to. */
export function projectIn(events: readonly EngineEvent[]): string | null {
  const urn = events.find(({ resourcePreEvent }) => resourcePreEvent)?.resourcePreEvent?.metadata.urn;
  return urn?.split("::")[1] ?? null;
}

function urnsIn(events: readonly EngineEvent[]): Map<string, ReportedResource["type"]> {
  const urns = new Map<string, ReportedResource["type"]>();
  for (const { resourcePreEvent } of events) {
    const type = resourceOfType(resourcePreEvent?.metadata.type ?? "");
    if (resourcePreEvent && type !== undefined) urns.set(resourcePreEvent.metadata.urn, type);
  }
  return urns;
}

function errorsOf(events: readonly EngineEvent[], urn: string): string[] {
  return events.flatMap(({ diagnosticEvent: said }) =>
    said?.severity === "error" && said.urn === urn ? [errorText(said.message)] : [],
  );
}

function errorText(message: string): string {
  return knownCause(message) ?? shown(message).replace(/^(Preview failed|refreshing failed): /, "");
}

/** Pulumi's word decides whether there is a change; what was found says which. */
function findingsOf(op: string, before: State, after: State, where: Place): ReportedFinding[] {
  const place = { ...where, isAdopted: Boolean(before?.inputs?.adopt) };
  // What changes in it is its owner's doing: the next run reads it anew, and does nothing about it.
  if (before?.outputs?.__rbRead === true) return [];
  if (op === "delete") return [reported(vanished, "detect", place)];
  const policy: DriftPolicy = before?.inputs?.driftPolicy ?? usualPolicy;
  const found = (after?.outputs?.drift ?? []).flatMap((one): ReportedFinding[] => {
    const reaction = policy[one.category];
    return reaction === "ignore" ? [] : [reported(one, reaction, place)];
  });
  const reason = after?.outputs?.__rbUnfinished ?? undefined;
  if (reason !== undefined) found.push(reported({ ...unfinished, actual: reason }, "detect", place));
  const isExplained = op === "same" || found.some(({ reaction }) => reaction === "detect");
  return isExplained ? found : [...found, reported({ ...other, actual: op }, "detect", place)];
}

const app = { component: "", serviceId: "" };
const vanished = { ...app, category: "missing", property: "app", expected: "present", actual: "absent" } as const;
const unfinished = { ...app, category: "unfinished", property: "operation", expected: "finished" } as const;
const other = { ...app, category: "other", property: "operation", expected: "same" } as const;

type Found =
  Finding | Pick<ReportedFinding, "category" | "component" | "serviceId" | "property" | "expected" | "actual">;

function reported(one: Found, reaction: "detect" | "warn", place: Place): ReportedFinding {
  const said = {
    category: one.category,
    reaction,
    component: shown(one.component),
    serviceId: one.serviceId,
    property: one.property,
    expected: shown(one.expected),
    actual: shown(one.actual),
    reason: "reason" in one && one.reason !== undefined ? shown(one.reason) : null,
  };
  return { ...said, remedy: remedyFor(said, place) };
}

function outcomeOf(findings: readonly ReportedFinding[]): Outcome {
  if (findings.some(({ reaction }) => reaction === "detect")) return "drift";
  return findings.length > 0 ? "warning" : "clean";
}

const sortKey = (urn: string): string => `${nameOf(urn)} ${urn}`;

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
