import type { MarketAppState } from "../model";
import { vanished } from "../observe/drift";
import { sizes } from "../observe/settings";
import { makesNoCall, type Plan } from "./plan";

/** Keys that lead to an output, from the outside in; `*` stands for every item of a list. */
type Path = readonly string[];

const ofComponents = (...keys: readonly string[]): Path[] => keys.map((key) => ["components", "*", key]);
const built = ["image", "version"];

/**
 * Where the outputs may change in an update: what runs, always; images where another version comes, sizes and addresses where settings do. The app
 * group and the components with their ids and addresses stay, unless the app is installed anew. Pure.
 */
export function uncertainAfter(state: MarketAppState, { changes }: Plan): readonly Path[] {
  if (changes.every((change) => makesNoCall(change))) return [];
  if (isInstalledAnew(state)) {
    return [["tenantServiceGroupId"], ["serviceIds"], ["components"], ["health"], ["drift"]];
  }
  const hasSettings = changes.includes("settings");
  const mendsVersions = changes.includes("appModelVersion") || state.drift.length > 0;
  return [
    ["health"],
    ...(state.drift.length > 0 ? [["drift"]] : []),
    ...ofComponents("status"),
    ...(mendsVersions ? ofComponents(...built) : []),
    ...(hasSettings || state.drift.length > 0 ? ofComponents(...sizes, "accessUrls") : []),
  ];
}

/** What stopped half-way may be cleared away and installed again. */
function isInstalledAnew({ tenantServiceGroupId, components, drift, __rbUnfinished }: MarketAppState): boolean {
  const isGone = components.length === 0 || drift.some(({ property }) => property === vanished.property);
  return tenantServiceGroupId === 0 || isGone || __rbUnfinished !== undefined;
}
