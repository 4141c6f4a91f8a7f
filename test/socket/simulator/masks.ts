import type { Identities } from "./identities";

/** What a mask looks at. */
export interface Masked {
  recorded: unknown;
  ours: unknown;
  identities: Identities;
  /** The database table that numbers the rows of the answer. */
  table: string;
}

/** A value that is compared by correspondence or form, since it differs from run to run. */
export interface Mask {
  /** `**.` is any place in the answer. */
  path: string;
  reason: string;
  /** True if the values correspond, false if they don't, undefined if the mask isn't for this value. */
  corresponds: (masked: Masked) => boolean | undefined;
}

function texts(masked: Masked): [recorded: string, ours: string] | undefined {
  const { recorded, ours } = masked;
  return typeof recorded === "string" && typeof ours === "string" && recorded !== "" ? [recorded, ours] : undefined;
}

/** A random text: of the same length as ours, and tied to it wherever it stands. */
const tiedText: Mask["corresponds"] = (masked) => {
  const [recorded, ours] = texts(masked) ?? [];
  if (recorded === undefined || ours === undefined) return undefined;
  return recorded.length === ours.length && masked.identities.tie("text", recorded, ours);
};

/** A number that a database counts: of the same type as ours, and tied to it within its table. */
function tiedNumber(tableOf: (masked: Masked) => string): Mask["corresponds"] {
  return (masked) => {
    const { recorded, ours, identities } = masked;
    if (typeof recorded === "string" && typeof ours === "string")
      return identities.tie(tableOf(masked), recorded, ours);
    if (typeof recorded === "number" && typeof ours === "number")
      return identities.tie(tableOf(masked), recorded, ours);
    return undefined;
  };
}

/** A time: the same form, digit by digit. */
const sameForm: Mask["corresponds"] = (masked) => {
  const [recorded, ours] = texts(masked) ?? [];
  return recorded === undefined ? undefined : recorded.replace(/\d/g, "0") === ours?.replace(/\d/g, "0");
};

const generatedApp = /^app-[0-9a-f]{6}$/;
const tracebackText = "<python traceback text>";

/** A traceback: the recording has a word in its place. */
const traceback: Mask["corresponds"] = ({ recorded, ours }) =>
  recorded === tracebackText ? typeof ours === "string" && ours !== "" : undefined;

const random = "random; tied one to one";
const counted = "a row's number; tied one to one within its table";
const time = "a time; its form is compared";

/** All masks; what none of them is for must be equal. */
export const masks: readonly Mask[] = [
  { path: "**.tenant_id", reason: random, corresponds: tiedText },
  { path: "**.team_id", reason: random, corresponds: tiedText },
  { path: "**.tenant_name", reason: random, corresponds: tiedText },
  { path: "**.team_name", reason: random, corresponds: tiedText },
  { path: "**.enterprise_id", reason: random, corresponds: tiedText },
  { path: "**.region_id", reason: random, corresponds: tiedText },
  { path: "**.service_id", reason: random, corresponds: tiedText },
  { path: "**.service_alias", reason: random, corresponds: tiedText },
  { path: "**.service_name", reason: `${random} (a rule's component)`, corresponds: tiedText },
  { path: "**.k8s_component_name", reason: random, corresponds: tiedText },
  { path: "**.http_rule_id", reason: random, corresponds: tiedText },
  { path: "**.market_name", reason: random, corresponds: tiedText },
  { path: "**.event_id", reason: random, corresponds: tiedText },
  { path: "**.ID", reason: counted, corresponds: tiedNumber(({ table }) => table) },
  { path: "**.app_id", reason: counted, corresponds: tiedNumber(() => "app") },
  { path: "**.tenant_service_group_id", reason: counted, corresponds: tiedNumber(() => "installGroup") },
  { path: "**.role_id", reason: counted, corresponds: tiedNumber(() => "role") },
  { path: "**.create_time", reason: time, corresponds: sameForm },
  { path: "**.update_time", reason: time, corresponds: sameForm },
  {
    path: "**.k8s_app",
    reason: "random where the caller gave none (app-XXXXXX); tied one to one",
    corresponds: (masked) => {
      const [recorded = "", ours = ""] = texts(masked) ?? [];
      return generatedApp.test(recorded) ? generatedApp.test(ours) && tiedText(masked) : undefined;
    },
  },
  {
    path: "**.k8s_service_name",
    reason: "ends in four random digits where the name was taken; the rest is compared",
    corresponds: (masked) => {
      const [recorded = "", ours = ""] = texts(masked) ?? [];
      if (!/-[0-9a-f]{4}$/.test(recorded)) return undefined;
      return recorded.slice(0, -4) === ours.slice(0, -4) && /-[0-9a-f]{4}$/.test(ours);
    },
  },
  { path: "**.error_trace", reason: "a traceback; must be a text that isn't empty", corresponds: traceback },
  { path: "**.msg_show", reason: "a traceback in the answer to a crash, else compared", corresponds: traceback },
];

const byKey = new Map(masks.map((mask) => [mask.path.slice("**.".length), mask]));

/** Returns the mask for the values of a key, or undefined. */
export function maskOf(key: string): Mask | undefined {
  return byKey.get(key);
}
