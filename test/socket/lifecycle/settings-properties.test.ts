import fc from "fast-check";
import { z } from "zod";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { ComponentSettings, MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { demoTemplate, loadModel } from "../simulator/templates";
import { Workbench } from "./workbench";

const runs = 20;

/** A component of a random template. */
interface Part {
  readonly cname: string;
  readonly serviceKey: string;
  readonly envs: readonly string[];
  /** True for a variable without a value, over which the console's own answer fails. */
  readonly hasBlank: boolean;
  readonly isSingleton: boolean;
  readonly port: { container_port: number; protocol: string; is_outer_service: boolean } | undefined;
}

/** A template with what is declared of it, and which of that a person changes. */
interface Case {
  readonly parts: readonly Part[];
  readonly settings: Settings;
  readonly deed: number;
}

const port = fc.record({
  container_port: fc.constantFrom(80, 8080, 5000),
  protocol: fc.constantFrom("http", "http", "tcp"),
  is_outer_service: fc.boolean(),
});
const part = fc.record({
  cname: fc.constantFrom("Web", "web", "数据库", "Back end", "gr-1", "a.b"),
  envs: fc.uniqueArray(fc.constantFrom("TITLE", "SIZE", "url"), { maxLength: 3 }),
  hasBlank: fc.nat(4).map((nat) => nat === 0),
  isSingleton: fc.boolean(),
  // An outer port that isn't HTTP can't be installed.
  port: fc.option(
    port.map((one) => ({ ...one, is_outer_service: one.is_outer_service && one.protocol === "http" })),
    { nil: undefined },
  ),
});
const parts = fc
  .uniqueArray(part, { selector: ({ cname }) => cname, minLength: 1, maxLength: 3 })
  .map((all): Part[] => all.map((one, index) => ({ ...one, serviceKey: `${index + 1}a`.repeat(16) })));

const value = fc.constantFrom("1", "a b", "ü 商店", "x".repeat(1024), "a=b;c", '"quoted"', "line\nline");
const sizes = {
  minMemory: fc.constantFrom(64, 100, 256, 512, 65_536),
  minCpu: fc.constantFrom(0, 1, 100, 4_000),
};

/** What may be declared of a component; it is named in one of two ways. */
function settingsOf({
  cname,
  serviceKey,
  envs,
  isSingleton,
  port: one,
}: Part): fc.Arbitrary<[string, ComponentSettings]> {
  const names = fc.subarray([...envs, "OWN", "OTHER"]);
  const declared = {
    envs: names.chain((keys) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, value])), { noNullPrototype: true }),
    ),
    ...sizes,
    minNode: isSingleton ? fc.constant(1) : fc.integer({ min: 1, max: 5 }),
  };
  const host = fc.constantFrom(`${serviceKey.slice(0, 2)}.example`, `*.${serviceKey.slice(0, 2)}.example`);
  const domain = fc.record(
    { host, path: fc.constantFrom("/", "/a"), header: fc.constantFrom("a=b", "c=d") },
    {
      requiredKeys: ["host", "path"],
      noNullPrototype: true,
    },
  );
  const domains = fc.uniqueArray(domain, { selector: (each) => each.host + each.path, maxLength: 3 });
  const all = one?.protocol === "http" ? { ...declared, domains } : declared;
  return fc.tuple(
    fc.constantFrom(cname, serviceKey),
    fc.record<ComponentSettings>(all, { requiredKeys: [], noNullPrototype: true }),
  );
}

const cases: fc.Arbitrary<Case> = parts.chain((all) =>
  fc.record({
    parts: fc.constant(all),
    settings: fc
      .subarray(all)
      .chain((some) => fc.tuple(...some.map(settingsOf)))
      .map((entries) => Object.fromEntries(entries)),
    deed: fc.nat(),
  }),
);

function templateOf(all: readonly Part[]): unknown {
  const { apps, ...template } = demoTemplate("1.0");
  const [web] = z.array(z.looseObject({})).parse(apps);
  return {
    ...template,
    apps: all.map(({ cname, serviceKey, envs, hasBlank, isSingleton, port: one }) => ({
      ...web,
      ...{ service_key: serviceKey, service_share_uuid: serviceKey, service_cname: cname },
      ...{ dep_service_map_list: [], k8s_component_name: `part-${serviceKey.slice(0, 2)}` },
      extend_method: isSingleton ? "stateless_singleton" : "stateless_multiple",
      port_map_list: one
        ? [{ ...one, port_alias: "WEB", is_inner_service: true, k8s_service_name: `part-${serviceKey.slice(0, 2)}` }]
        : [],
      service_env_map_list: [...envs, ...(hasBlank ? ["BLANK"] : [])].map((name) => ({
        ...{ name: "", attr_name: name, is_change: true },
        attr_value: name === "BLANK" ? "" : "as in the template",
      })),
    })),
  };
}

const ruleSchema = z.array(
  z.object({ http_rule_id: z.string(), service_id: z.string(), domain_name: z.string(), domain_path: z.string() }),
);

/** Something that a person does, and the path under which it must be found; undefined for what isn't declared. */
type Deed = readonly [path: string | undefined, does: () => Promise<unknown>];

/** Everything that a person may do to one component. */
async function deedsOn(bench: Workbench, { appId }: MarketAppState, one: Part, settings: Settings): Promise<Deed[]> {
  const name = [one.cname, one.serviceKey].find((key) => settings[key] !== undefined);
  const declared = settings[name ?? ""] ?? {};
  const app = bench.path(appId);
  const { service_id: id } = await bench.tenant.service(one.cname, app);
  const change = (what: Record<string, unknown>) => () => bench.tenant.change(id, what);
  const at = (path: string): string => `settings.${name ?? ""}.${path}`;
  const rules = ruleSchema.parse((await bench.tenant.call("GET", `${app}/httpdomains`)).json);
  const envs = Object.keys(declared.envs ?? {}).flatMap((key): Deed[] => [
    [at(`envs.${key}`), change({ envs: { [key]: "a person's" } })],
    // Of a component whose variables only assistants are told nobody can say that one isn't there.
    ...(one.hasBlank ? [] : [[at(`envs.${key}`), change({ envs: { [key]: null } })] as const]),
  ]);
  const changed = (["minMemory", "minCpu", "minNode"] as const).flatMap((key): Deed[] =>
    declared[key] === undefined ? [] : [[at(key), change({ [key]: (declared[key] ?? 0) + 7 })]],
  );
  const domains = (declared.domains ?? []).flatMap(({ host, path = "/" }): Deed[] => {
    const rule = rules.find((each) => each.service_id === id && each.domain_name === host && each.domain_path === path);
    const found = at(`domains.${host}${path === "/" ? "" : path}`);
    const ruleId = rule?.http_rule_id ?? "";
    return [
      [found, () => bench.tenant.call("DELETE", `${app}/httpdomains/${ruleId}`)],
      [found, () => bench.control.changeRule(ruleId, { header: "a person's=x" })],
      [found, () => bench.control.changeRule(ruleId, { certificateId: 7 })],
      [found, () => bench.control.changeRule(ruleId, { path: "/elsewhere" })],
    ];
  });
  const others: Deed[] = [
    [undefined, change({ envs: { UNDECLARED: "x" } })],
    ...(declared.minNode === undefined ? [[undefined, change({ minNode: 4 })] as const] : []),
  ];
  return [...envs, ...changed, ...domains, ...others];
}

async function read(bench: Workbench, state: MarketAppState): Promise<MarketAppState> {
  const seen = await readMarketApp(state, bench.surroundings());
  if (!seen) throw new Error("the app is gone");
  return seen;
}

/** Fails unless nothing is found, before and after a refresh. */
async function isCalm(bench: Workbench, state: MarketAppState, inputs: MarketAppInputs): Promise<void> {
  for (const one of [state, await read(bench, state)]) {
    expect(one.drift).toEqual([]);
    expect(planMarketApp(inputs, new Set(), one).changes).toEqual([]);
  }
}

async function play({ parts: all, settings, deed }: Case): Promise<void> {
  const bench = await Workbench.open();
  try {
    await loadModel(bench.tenant, "random", { "1.0": templateOf(all) });
    const inputs = bench.inputs({ appModelId: "random", settings });
    const state = await bench.create({ appModelId: "random", settings });
    expect(state).toMatchObject({ health: "ready", settings });
    await isCalm(bench, state, inputs);

    const deeds = (await Promise.all(all.map((one) => deedsOn(bench, state, one, settings)))).flat();
    const [path, does] = deeds[deed % deeds.length] ?? [];
    await does?.();
    const seen = await read(bench, state);
    expect(seen.drift.map(({ category, property }) => `${category} ${property}`)).toEqual(
      path === undefined ? [] : [`settings ${path}`],
    );
    expect(planMarketApp(inputs, new Set(), seen).changes).toEqual(path === undefined ? [] : ["settings", "drift"]);
    if (path === undefined) return;
    const healed = await updateMarketApp(seen, inputs, bench.surroundings());
    expect(healed).toMatchObject({ health: "ready", settings });
    await isCalm(bench, healed, inputs);
  } finally {
    await bench.close();
  }
}

test("of any settings of any template one thing that a person changes is one finding by its path, nothing is none, and none is left by an update", async () => {
  await fc.assert(fc.asyncProperty(cases, play), { numRuns: runs, endOnFailure: true });
}, 120_000);
