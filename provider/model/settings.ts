import { z } from "zod";
import { exactText } from "./declared";
import type { ComponentSettings, DomainSettings, Settings } from "./outputs";

/** Variables that Rainbond sets itself: the console refuses them. */
const reservedEnvs = new Set([
  "TENANT_ID",
  "SERVICE_ID",
  "TENANT_NAME",
  "SERVICE_NAME",
  "SERVICE_VERSION",
  "MEMORY_SIZE",
  "SERVICE_EXTEND_METHOD",
  "SLUG_URL",
  "DEPEND_SERVICE",
  "REVERSE_DEPEND_SERVICE",
  "POD_ORDER",
  "PATH",
  "POD_NET_IP",
  "LOG_MATCH",
]);
const longestEnvName = 100;
const longestEnvValue = 1024;
/** What the console's framework cuts from a text's ends, and what it takes no text with. */
const endsInSpace = /^[\s\p{Cc}]|[\s\p{Cc}]$/u;
const unstorable = /\0|[\ud800-\udfff]/u;

const longestHost = 128;
const hostName = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** A number within a rule, whose failure names the nearest that is. */
function numberThat(rule: string, nearest: (given: number) => number) {
  return z.number({ error: `must be a number: ${rule}` }).refine((given) => nearest(given) === given, {
    error: ({ input }) => `must be ${rule}; the nearest is ${nearest(Number(input))}`,
  });
}

function clamped(given: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(given)));
}

const minMemory = numberThat(
  "a whole number of megabytes from 64 to 65536 that isn't one more than a multiple of 64",
  (given) => {
    const near = clamped(given, 64, 65_536);
    return near % 64 === 1 ? near - 1 : near;
  },
);
const minCpu = numberThat("a whole number of thousandths of a core, 0 for no limit", (given) =>
  clamped(given, 0, 2_147_483_647),
);
const minNode = numberThat("a whole number of replicas from 1 to 100", (given) => clamped(given, 1, 100));

/** The failures never show a value: it may be a secret. */
const envValue = z
  .string({ error: ({ input }) => (typeof input === "object" ? "must be a text" : "must be a text: quote it") })
  .refine((value) => value.trim() !== "", {
    error: "must not be blank: the console stores no blank variable",
    abort: true,
  })
  .refine((value) => !endsInSpace.test(value), {
    error: "must not begin or end with white space: the console cuts it off",
  })
  .refine((value) => Array.from(value).length <= longestEnvValue, {
    error: ({ input }) => `must have at most ${longestEnvValue} characters; it has ${Array.from(String(input)).length}`,
  })
  .refine((value) => !unstorable.test(value), { error: "holds a character that the console can't store" });

/** Names and values are judged together: all that is wrong is said at once. */
const envs = z
  .record(z.string(), z.unknown(), { error: "must be an object with a value a variable" })
  .superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      const faults = [faultOfEnvName(name), envValue.safeParse(value).error?.issues[0]?.message];
      for (const message of faults.filter((one) => one !== undefined)) {
        context.addIssue({ code: "custom", path: [name], message });
      }
    }
  })
  .pipe(z.record(z.string(), z.string()));

function faultOfEnvName(name: string): string | undefined {
  if (reservedEnvs.has(name)) return "is a variable that Rainbond sets itself: choose another name";
  if (name.length > longestEnvName) return `has a name of more than ${longestEnvName} characters`;
  if (/^[A-Za-z][0-9A-Za-z_]*$/.test(name)) return undefined;
  const near = name.replace(/[^0-9A-Za-z_]+/g, "_").replace(/^[^A-Za-z]+/, "");
  const nearest = near === "" || reservedEnvs.has(near) ? "" : `; the nearest is ${near}`;
  return `isn't a name that the console takes: letters, digits and _, beginning with a letter${nearest}`;
}

const domain: z.ZodType<DomainSettings> = z.strictObject(
  {
    host: z.string({ error: "must be a text: a host name such as shop.example.com" }).superRefine((host, context) => {
      const message = faultOfHost(host);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
    port: numberThat("a port from 1 to 65535", (given) => clamped(given, 1, 65_535)).optional(),
    path: z
      .string({ error: "must be a text" })
      .regex(/^\/[^\s?#]*$/, "must begin with / and hold no white space, ? or #")
      .default("/"),
    certificateId: numberThat("the number of a certificate of the team, 1 or more", (given) =>
      clamped(given, 1, 2_147_483_647),
    ).optional(),
    header: exactText(1024).optional(),
    cookie: exactText(1024).optional(),
  },
  { error: (issue) => (issue.code === "invalid_type" ? "must be an object with a host" : undefined) },
);

function faultOfHost(host: string): string | undefined {
  const bare = host
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/:].*$/, "")
    .toLowerCase();
  const rule = `must be a host name in lower case, at most ${longestHost} characters, without scheme, port or path`;
  if (host.length > longestHost) return `${rule}; it has ${host.length} characters`;
  if (hostName.test(host)) return undefined;
  return hostName.test(bare) ? `${rule}; the nearest is ${bare}` : rule;
}

const domains = z.array(domain, { error: "must be a list of domains" }).superRefine((all, context) => {
  const seen = new Map<string, number>();
  all.forEach((one, index) => {
    const key = `${one.host}${one.path} ${one.port ?? ""}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else context.addIssue({ code: "custom", path: [index], message: `is the same domain as domains.${first}` });
  });
});

const componentSettings: z.ZodType<ComponentSettings> = z.strictObject(
  {
    envs: envs.optional(),
    minMemory: minMemory.optional(),
    minCpu: minCpu.optional(),
    minNode: minNode.optional(),
    domains: domains.optional(),
  },
  {
    error: (issue) =>
      issue.code === "invalid_type" ? "must be an object with envs, minMemory, minCpu, minNode or domains" : undefined,
  },
);

/** What a user declares of components, by their names. `null` is as good as left out. */
export const settings: z.ZodType<Settings> = z.preprocess(
  withoutNulls,
  z.record(z.string(), componentSettings, { error: "must be an object with the settings of a component a name" }),
);

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}

const seenDomain = z.object({
  host: z.string(),
  port: z.number().optional(),
  path: z.string(),
  certificateId: z.number().optional(),
  header: z.string().optional(),
  cookie: z.string().optional(),
});

const appliedDomain = seenDomain.extend({
  /** The port that it leads to, whether declared or not. */
  onPort: z.number(),
  /** True if its rule was there before: it isn't this resource's to remove. */
  isOthers: z.literal(true).optional(),
});

const seenSettings = z.object({
  envs: z.record(z.string(), z.string()).optional(),
  minMemory: z.number().optional(),
  minCpu: z.number().optional(),
  minNode: z.number().optional(),
});

/** What the server has of what is declared: people may have put there what no program could declare. */
export const observedSettings: z.ZodType<Settings> = z.record(
  z.string(),
  seenSettings.extend({ domains: z.array(seenDomain).optional() }),
);

/** What an update applied to one component. */
export const appliedToComponent = z.object({
  /** The name that it is declared under. */
  name: z.string(),
  serviceId: z.string(),
  settings: seenSettings.extend({ domains: z.array(appliedDomain).optional() }),
  /**
   * The number of replicas that the console goes on showing, where so many as are declared ran already: the cluster then refuses the call, and the
   * console doesn't store the number.
   */
  shownNode: z.number().optional(),
  /** Which of the settings were secret then, each a path into them; absent in states of 0.1. */
  secrets: z.array(z.array(z.string())).optional(),
});
/** What an update applied to one component. */
export type AppliedToComponent = z.output<typeof appliedToComponent>;

/** What updates applied, and what is still due. May hold secrets. */
export const appliedSettings = z.object({
  components: z.array(appliedToComponent),
  /** The gateway rules that the resource made, by `http_rule_id`: the only ones that it removes. */
  rules: z.array(z.string()),
  /** The components whose variables were changed and whose pods haven't been told yet, by `serviceId`. */
  restarts: z.array(z.string()),
});
/** What updates applied, and what is still due. */
export type AppliedSettings = z.output<typeof appliedSettings>;

/**
 * True if a setting is secret, as far as its resource's class said so.
 * @param path the keys that lead to it, the component's name first
 * @param secrets such paths, each to something that is secret with all that is in it
 */
export function isSecretSetting(path: readonly string[], secrets: readonly (readonly string[])[] | undefined): boolean {
  return secrets?.some((secret) => secret.every((key, index) => path[index] === key)) ?? false;
}

/** The same of a setting that was applied: it is secret if it is declared so now, or was when it was applied. */
export function isSecretApplied(
  { name, secrets }: Pick<AppliedToComponent, "name" | "secrets">,
  path: readonly string[],
  declared: readonly (readonly string[])[] | undefined,
): boolean {
  return isSecretSetting(path, secrets) || isSecretSetting([name, ...path], declared);
}
