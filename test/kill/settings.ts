import { isDeepStrictEqual } from "node:util";
import type { Complaint } from "./judge";
import type { ComponentView, RuleView } from "./server-view";

/** What a story declares of components, by their names. */
export type DeclaredSettings = Readonly<Record<string, ComponentSettings>>;

interface ComponentSettings {
  readonly envs?: Readonly<Record<string, string>>;
  readonly minMemory?: number;
  readonly minNode?: number;
  readonly domains?: readonly { readonly host: string; readonly path?: string; readonly header?: string }[];
}

/** Something of every kind. */
export const declaredFirst: DeclaredSettings = {
  Web: {
    envs: { TITLE: "Shop", OWN: "mine" },
    minMemory: 512,
    minNode: 2,
    domains: [{ host: "shop.example" }, { host: "shop.example", path: "/old" }],
  },
  Database: { envs: { DB_PASSWORD: "a-long-password" } },
};

/** Every kind changed: a variable of one component, one more of the other, sizes, a domain that goes, one that comes and one that is made anew. */
export const declaredThen: DeclaredSettings = {
  Web: {
    envs: { TITLE: "Bigger shop", OWN: "mine" },
    minMemory: 640,
    minNode: 3,
    domains: [{ host: "shop.example", header: "a=b" }, { host: "new.example" }],
  },
  Database: { envs: { DB_PASSWORD: "a-long-password", MORE: "yes" } },
};

/** The components have what is declared of them, their pods run with it, and no domain is left that isn't declared any more. */
export function judgeSettings(
  declared: DeclaredSettings,
  components: readonly ComponentView[],
  rules: readonly RuleView[],
): Complaint[] {
  return Object.entries(declared).flatMap(([name, settings]) => {
    const component = components.find(({ service_cname }) => service_cname === name);
    if (!component) return [spoilt(`there is no ${name}`)];
    const own = rules.filter(({ service_id, type }) => service_id === component.service_id && type === byHand);
    return [
      ...judgeEnvs(settings, component),
      ...judgeSizes(settings, component),
      ...judgeDomains(settings, name, own),
    ];
  });
}

/** The type of a gateway rule that didn't come with an install. */
const byHand = 1;

const spoilt = (why: string): Complaint => ({ what: "spoilt", why });

function judgeEnvs({ envs = {} }: ComponentSettings, { service_cname, ...component }: ComponentView): Complaint[] {
  return Object.entries(envs).flatMap(([key, value]) => {
    const stored = component.envs[key];
    const used = component.podEnvs?.[key];
    if (stored !== value) return [spoilt(`${service_cname} has ${key}=${stored ?? ""}, not ${value}`)];
    if (used !== value) return [spoilt(`the pods of ${service_cname} have ${key}=${used ?? ""}, not ${value}`)];
    return [];
  });
}

function judgeSizes({ minMemory, minNode }: ComponentSettings, component: ComponentView): Complaint[] {
  const declared = { minMemory: minMemory ?? component.min_memory, minNode: minNode ?? component.min_node };
  const there = { minMemory: component.min_memory, minNode: component.min_node };
  if (isDeepStrictEqual(declared, there)) return [];
  return [spoilt(`${component.service_cname} has ${JSON.stringify(there)}, not ${JSON.stringify(declared)}`)];
}

function judgeDomains({ domains = [] }: ComponentSettings, name: string, rules: readonly RuleView[]): Complaint[] {
  const wanted = domains.map(({ host, path = "/", header = "" }) => `${host}${path} ${header}`).sort();
  const there = rules.map((rule) => `${rule.domain_name}${rule.domain_path} ${rule.domain_heander}`).sort();
  return isDeepStrictEqual(wanted, there)
    ? []
    : [spoilt(`${name} has the domains ${there.join()}, not ${wanted.join()}`)];
}
