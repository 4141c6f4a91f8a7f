/** The recorded ids, names and numbers that differ from run to run, each tied to one of ours. */
export class Identities {
  constructor(
    private readonly forward = new Map<string, string>(),
    private readonly backward = new Map<string, string>(),
  ) {}

  copy(): Identities {
    return new Identities(new Map(this.forward), new Map(this.backward));
  }

  /** Ties two values of a kind, or tells whether they are tied already. */
  tie(kind: string, recorded: string | number, ours: string | number): boolean {
    const [left, right] = [`${kind}:${recorded}`, `${kind}:${ours}`];
    if (!this.forward.has(left) && !this.backward.has(right)) {
      this.forward.set(left, right);
      this.backward.set(right, left);
    }
    return this.forward.get(left) === right;
  }

  /** Returns a recorded text with all known ids replaced by ours. */
  translate(text: string): string {
    let translated = text;
    for (const [left, right] of this.forward) {
      if (!left.startsWith("text:")) continue;
      const [recorded, ours] = [left.slice(5), right.slice(5)];
      translated = translated.replaceAll(recorded, ours).replaceAll(recorded.toUpperCase(), ours.toUpperCase());
    }
    return translated;
  }

  /** Returns our number for a recorded one of a kind. */
  number(kind: string, recorded: string): string {
    const ours = this.forward.get(`${kind}:${recorded}`);
    return ours === undefined ? recorded : ours.slice(kind.length + 1);
  }
}

/** Keys whose texts are random: each recorded value is tied to one of ours, and stays so throughout. */
const randomTexts = new Set([
  "tenant_id",
  "team_id",
  "tenant_name",
  "team_name",
  "service_id",
  "service_alias",
  "service_name",
  "k8s_component_name",
  "enterprise_id",
  "region_id",
  "http_rule_id",
  "market_name",
  "event_id",
]);

/** Keys whose numbers are counted by the database, with the table that counts them. */
const countedNumbers: Record<string, string> = {
  app_id: "app",
  tenant_service_group_id: "installGroup",
  role_id: "role",
};

/** Keys of times: their form is compared, digit by digit place, not their value. */
const times = new Set(["create_time", "update_time"]);

/** Keys of Python tracebacks; `msg_show` only where the recording says so. */
const tracebackText = "<python traceback text>";

/** What is compared by form only, or tied to ours, and why; everything else must be equal. */
export const maskedPaths: readonly { path: string; reason: string }[] = [
  ...[...randomTexts].map((key) => ({ path: `**.${key}`, reason: "random; tied one to one" })),
  ...Object.keys(countedNumbers).map((key) => ({ path: `**.${key}`, reason: "a row's number; tied one to one" })),
  { path: "**.ID", reason: "a row's number; tied one to one within its table" },
  ...[...times].map((key) => ({ path: `**.${key}`, reason: "a time; its form is compared" })),
  { path: "**.k8s_app (app-XXXXXX)", reason: "random where the caller gave none; tied one to one" },
  { path: "**.k8s_service_name (…-XXXX)", reason: "ends in random digits where the name was taken" },
  { path: "**.error_trace, **.msg_show of a crash", reason: "a traceback; must be a text that isn't empty" },
];

/** What came of a comparison. */
export interface Comparison {
  problems: string[];
  /** The paths of the values that had to be equal. */
  compared: string[];
  masked: number;
}

/** Compares a recorded body with ours: keys, types and values; ties ids as it goes. */
export function compareBodies(recorded: unknown, ours: unknown, identities: Identities, label: string): Comparison {
  const comparison: Comparison = { problems: [], compared: [], masked: 0 };
  compareValue(recorded, ours, { identities, comparison, table: tableOf(label), key: "", path: "$" });
  return comparison;
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

/** Components have no order on the wire: each recorded one must have a partner among ours. */
function compareArrays(recorded: unknown[], ours: unknown[], at: Position): void {
  if (recorded.length !== ours.length) {
    at.comparison.problems.push(`${at.path}: ${recorded.length} items / ${ours.length}`);
    return;
  }
  const isUnordered = recorded.some((item) => isObject(item) && ("service_key" in item || "build_source" in item));
  const left = [...ours];
  for (const [index, item] of recorded.entries()) {
    const path = `${at.path}[${index}]`;
    const partner = isUnordered ? left.findIndex((candidate) => fits(item, candidate, at)) : 0;
    const [chosen] = left.splice(Math.max(partner, 0), 1);
    compareValue(item, chosen, { ...at, path });
  }
}

function fits(recorded: unknown, candidate: unknown, at: Position): boolean {
  const comparison: Comparison = { problems: [], compared: [], masked: 0 };
  compareValue(recorded, candidate, { ...at, identities: at.identities.copy(), comparison });
  return comparison.problems.length === 0;
}

function compareLeaf(recorded: unknown, ours: unknown, at: Position): void {
  const verdict = maskedVerdict(recorded, ours, at);
  if (verdict === undefined) {
    at.comparison.compared.push(at.path);
    if (recorded === ours) return;
    const expected = typeof recorded === "string" ? at.identities.translate(recorded) : recorded;
    if (expected !== ours) at.comparison.problems.push(`${at.path}: ${show(expected)} / ${show(ours)}`);
  } else {
    at.comparison.masked += 1;
    if (!verdict) at.comparison.problems.push(`${at.path}: ${show(recorded)} doesn't correspond to ${show(ours)}`);
  }
}

/** True or false for a masked value that corresponds or doesn't; undefined for one that must be equal. */
function maskedVerdict(recorded: unknown, ours: unknown, { identities, table, key }: Position): boolean | undefined {
  if (recorded === tracebackText) return typeof ours === "string" && ours !== "";
  if (typeof recorded !== typeof ours) return undefined;
  if (isScalar(recorded) && isScalar(ours)) {
    const counter = key === "ID" ? table : countedNumbers[key];
    if (counter !== undefined) return identities.tie(counter, recorded, ours);
  }
  if (typeof recorded !== "string" || typeof ours !== "string" || recorded === "") return undefined;
  if (times.has(key)) return recorded.replace(/\d/g, "0") === ours.replace(/\d/g, "0");
  const isGeneratedApp = key === "k8s_app" && /^app-[0-9a-f]{6}$/.test(recorded);
  if (isGeneratedApp) return /^app-[0-9a-f]{6}$/.test(ours) && identities.tie("text", recorded, ours);
  if (key === "k8s_service_name" && /-[0-9a-f]{4}$/.test(recorded)) {
    return recorded.slice(0, -4) === ours.slice(0, -4) && /[0-9a-f]{4}$/.test(ours);
  }
  if (!randomTexts.has(key)) return undefined;
  return recorded.length === ours.length && identities.tie("text", recorded, ours);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
