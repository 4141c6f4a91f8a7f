import fc from "fast-check";
import { z } from "zod";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import type { MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { planMarketApp } from "../../../provider/plan/plan";
import { unfinished, Workbench } from "./workbench";

const declared: Settings = {
  Web: {
    envs: { TITLE: "Shop", OWN: "mine" },
    minMemory: 512,
    minCpu: 300,
    minNode: 2,
    domains: [
      { host: "shop.example", path: "/" },
      { host: "shop.example", path: "/b", cookie: "a=b" },
    ],
  },
  Database: { envs: { DB_PASSWORD: "a-long-password" }, minMemory: 1024 },
};
const secretPath = [["Database", "envs", "DB_PASSWORD"]];

let bench: Workbench;
let state: MarketAppState;

beforeEach(async () => {
  bench = await Workbench.open();
  state = await bench.create({ settings: declared, __rbSecrets: secretPath });
  await bench.control.forgetRequests();
});

afterEach(() => bench.close());

const inputs = (changes: Partial<MarketAppInputs> = {}): MarketAppInputs =>
  bench.inputs({ settings: declared, __rbSecrets: secretPath, ...changes });

async function read(before = state): Promise<MarketAppState> {
  const seen = await readMarketApp(before, bench.surroundings());
  if (!seen) throw new Error("the app is gone");
  return seen;
}

const heal = (seen: MarketAppState, changes: Partial<MarketAppInputs> = {}): Promise<MarketAppState> =>
  updateMarketApp(seen, inputs(changes), bench.surroundings());

async function idOf(name: string): Promise<string> {
  return (await bench.tenant.service(name, bench.path(state.appId))).service_id;
}

const rulesSchema = z.array(z.object({ http_rule_id: z.string(), domain_name: z.string(), domain_path: z.string() }));

async function ruleId(path: string): Promise<string> {
  const { json } = await bench.tenant.call("GET", `${bench.path(state.appId)}/httpdomains`);
  const rule = rulesSchema.parse(json).find((one) => one.domain_name === "shop.example" && one.domain_path === path);
  return rule?.http_rule_id ?? "";
}

async function change(name: string, changes: Record<string, unknown>): Promise<void> {
  await bench.tenant.change(await idOf(name), changes);
}

async function closePort(): Promise<void> {
  const path = `${bench.path(state.appId)}/services/${await idOf("Web")}/ports/8080`;
  await bench.tenant.call("PUT", path, { action: "close_outer" });
  await bench.tenant.call("PUT", path, { action: "close_inner" });
}

/** What a person may do, with the path under which it is found, what was expected and what is there. */
const deeds: Record<string, [does: () => Promise<unknown>, path: string, expected: string, actual: string]> = {
  "changes a variable": [() => change("Web", { envs: { TITLE: "Other" } }), "Web.envs.TITLE", "Shop", "Other"],
  "empties a variable": [() => change("Web", { envs: { OWN: "" } }), "Web.envs.OWN", "mine", ""],
  "removes a variable": [() => change("Web", { envs: { OWN: null } }), "Web.envs.OWN", "mine", "absent"],
  "changes a secret": [
    () => change("Database", { envs: { DB_PASSWORD: "theirs" } }),
    "Database.envs.DB_PASSWORD",
    "[secret]",
    "another value, or none",
  ],
  "changes memory": [() => change("Web", { minMemory: 256 }), "Web.minMemory", "512", "256"],
  "changes CPU": [() => change("Web", { minCpu: 100 }), "Web.minCpu", "300", "100"],
  "changes memory and CPU with it": [
    () => change("Web", { minMemory: 256, minCpu: 40 }),
    "Web.minMemory",
    "512",
    "256",
  ],
  "changes replicas": [() => change("Web", { minNode: 5 }), "Web.minNode", "2", "5"],
  "removes a domain": [
    async () => bench.tenant.call("DELETE", `${bench.path(state.appId)}/httpdomains/${await ruleId("/b")}`),
    "Web.domains.shop.example/b",
    "present",
    "absent",
  ],
  "gives a domain a certificate": [
    async () =>
      bench.tenant.call("PUT", `${bench.path(state.appId)}/httpdomains/${await ruleId("/")}`, {
        service_id: await idOf("Web"),
        certificate_id: 7,
      }),
    "Web.domains.shop.example",
    "certificate none",
    "certificate 7",
  ],
  "closes the port of both domains": [closePort, "Web.domains.shop.example", "open", "port 8080 is closed"],
};

test("nothing is found where nobody did anything, by one call more a component with variables", async () => {
  expect((await read()).drift).toEqual([]);
  const calls = (await bench.control.requests()).filter(({ path }) => path.startsWith("/openapi/"));
  expect(calls.map(({ method, path }) => `${method} ${path.split("/").at(-1) ?? ""}`).sort()).toEqual([
    "GET apps_port",
    "GET domains",
    "GET services",
    "PUT envs",
    "PUT envs",
  ]);
});

test.each(Object.keys(deeds))("a person who %s is one finding, and an update takes it back", async (deed) => {
  const [does, path, expected, actual] = deeds[deed] ?? [];
  await does?.();
  const seen = await read();
  expect(seen.drift).toEqual([
    expect.objectContaining({ category: "settings", property: `settings.${path ?? ""}`, expected, actual }),
  ]);
  expect(await read(seen)).toMatchObject({ drift: seen.drift });
  const healed = await heal(seen);
  expect(healed).toMatchObject({ drift: [], settings: declared, health: "ready" });
  expect((await read(healed)).drift).toEqual([]);
});

test("where settings are no change, an update for another reason leaves them as they are found", async () => {
  const driftPolicy = { ...inputs().driftPolicy, settings: "warn" as const };
  await change("Web", { envs: { TITLE: "Other" }, minMemory: 256 });
  const seen = await read();
  await bench.control.forgetRequests();
  const after = await heal(seen, { driftPolicy, settings: { ...declared, Database: { minMemory: 512 } } });
  expect(after.drift.map(({ property }) => property)).toEqual(["settings.Web.envs.TITLE", "settings.Web.minMemory"]);
  const writes = (await bench.writes()).map(({ path }) => path.split("/").at(-1));
  expect(writes.filter((end) => end !== "envs")).toEqual(["vertical"]);
});

describe("a secret variable", () => {
  /** An update that drops it, or names its component otherwise, and fails before it is at that. */
  async function failedUpdate(changes: Partial<MarketAppInputs>): Promise<MarketAppState> {
    await bench.tenant.fail("region.vertical", 1, 412, { code: 10413, msg: "tenant_lack_of_memory" });
    return unfinished(heal(state, changes));
  }

  const { Web: web, Database: database } = declared;

  test.each<[string, (alias: string) => Partial<MarketAppInputs>]>([
    ["isn't declared any more", () => ({ settings: { Web: { ...web, minMemory: 640 } }, __rbSecrets: [] })],
    [
      "is declared under another name of its component",
      (alias) => ({
        settings: { Web: { ...web, minMemory: 640 }, [alias]: { ...database } },
        __rbSecrets: [[alias, "envs", "DB_PASSWORD"]],
      }),
    ],
  ])("that %s stays secret where the update failed", async (_, declaredAs) => {
    const changes = declaredAs(
      state.components.find(({ serviceCname }) => serviceCname === "Database")?.serviceAlias ?? "",
    );
    const failed = await failedUpdate(changes);
    const seen = await read(failed);
    expect(JSON.stringify({ ...seen, __rbSettings: undefined })).not.toContain("a-long-password");
    await change("Database", { envs: { DB_PASSWORD: "theirs-instead" } });
    const found = await read(seen);
    expect(found.drift).toEqual([expect.objectContaining({ expected: "[secret]", actual: "another value, or none" })]);
    expect(JSON.stringify({ ...found, __rbSettings: undefined })).not.toMatch(/a-long-password|theirs-instead/);
    expect(await heal(found, changes)).toMatchObject({ settings: changes.settings, health: "ready" });
  });

  test("that was declared openly before is a change that is only recorded", async () => {
    const now = inputs({ __rbSecrets: [...secretPath, ["Web", "envs", "OWN"]] });
    expect(planMarketApp(now, new Set(), state).changes).toEqual(["__rbSecrets"]);
    expect(planMarketApp(inputs({ __rbSecrets: [] }), new Set(), state).changes).toEqual([]);
    const recorded = await updateMarketApp(state, now, bench.surroundings());
    expect(await bench.writes()).toEqual([]);
    expect(planMarketApp(now, new Set(), recorded).changes).toEqual([]);
    await change("Web", { envs: { OWN: "theirs" } });
    expect((await read(recorded)).drift).toEqual([expect.objectContaining({ expected: "[secret]" })]);
  });
});

test("whatever a person does after whatever else is one finding, and none after an update", async () => {
  const names = Object.keys(deeds);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.constantFrom(...names), async (one, other) => {
      for (const deed of new Set([one, other])) {
        await deeds[deed]?.[0]();
        const seen = await read();
        expect(seen.drift).toHaveLength(1);
        state = await heal(seen);
        expect(state.drift).toEqual([]);
      }
    }),
    { numRuns: 15 },
  );
});
