import fc from "fast-check";
import { z } from "zod";
import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import type { MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { Workbench } from "./workbench";

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
