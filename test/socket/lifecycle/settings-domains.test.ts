import { z } from "zod";
import { updateMarketApp } from "../../../provider/lifecycle/market-app";
import { planMarketApp } from "../../../provider/plan/plan";
import type { DomainSettings, MarketAppInputs, MarketAppState, Settings } from "../../../provider/model";
import { demoTemplate, loadModel } from "../simulator/templates";
import { unfinished, Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

const web = (settings: Settings[string]): Settings => ({ Web: settings });

async function update(state: MarketAppState, changes: Partial<MarketAppInputs>): Promise<MarketAppState> {
  await bench.control.forgetRequests();
  return updateMarketApp(state, bench.inputs(changes), bench.surroundings());
}

/** What was written to the console since the last `forgetRequests`, by the ends of the paths. */
async function ends(): Promise<string[]> {
  return (await bench.writes()).map(({ path }) => path.split("/").at(-1) ?? "");
}

const partOf = async (state: MarketAppState, name: string): Promise<{ path: string; service_id: string }> =>
  bench.tenant.service(name, bench.path(state.appId));

async function faultOnce(method: string, path: string, fault: Record<string, unknown>): Promise<void> {
  await bench.tenant.fault({ point: "console", times: 1, match: { method, path }, ...fault });
}

describe("domains", () => {
  const settings = web({ domains: [{ host: "shop.example", path: "/" }] });

  async function addByHand(state: MarketAppState, rule: Record<string, unknown>): Promise<void> {
    const body = {
      service_id: (await partOf(state, "Web")).service_id,
      container_port: 8080,
      domain_name: "shop.example",
      ...rule,
    };
    const answer = await bench.tenant.call("POST", `${bench.path(state.appId)}/httpdomains`, body);
    expect(answer.status).toBe(201);
  }

  it("that people added are used as they are and never removed", async () => {
    const state = await bench.create();
    await addByHand(state, {});
    const used = await update(state, { settings });
    expect(await ends()).toEqual([]);
    expect(used).toMatchObject({ settings, drift: [] });
    const remarks = (of: MarketAppState, more: Partial<MarketAppInputs> = {}): string[] =>
      planMarketApp(bench.inputs(more), new Set(), of).remarks.map(({ text }) => text);
    const stays = "isn't declared any more and stays as it is, since this resource didn't make the rule";
    expect(remarks(used)).toEqual([`settings.Web.domains.shop.example ${stays}: delete it in the web console`]);
    expect(remarks({ ...used, __rbSecrets: [["Web"]] })).toEqual([
      expect.stringMatching(/^settings.Web.domains isn't/),
    ]);
    expect(remarks(used, { settings: web({ domains: [{ host: "shop.example" }], minNode: 2 }) })).toEqual([]);
    await update(used, {});
    expect(await ends()).toEqual([]);
  });

  it("that people added otherwise are refused, and nothing is changed", async () => {
    const state = await bench.create();
    await addByHand(state, { certificate_id: 7 });
    const refused = update(state, { settings: web({ ...settings["Web"], minMemory: 512 }) });
    await expect(refused).rejects.toThrow(
      /^settings.Web.domains.0: component Web has a rule for shop.example\/ already, which this resource didn't make/,
    );
    expect(await ends()).toEqual([]);
  });

  it.each<[string, DomainSettings]>([
    ["another header", { host: "shop.example", path: "/", header: "a=b" }],
    ["another port", { host: "shop.example", path: "/", port: 9090 }],
  ])(
    "that are declared with %s are made so, also where what a person changes is left as it is found",
    async (_, other) => {
      const driftPolicy = { ...bench.inputs().driftPolicy, settings: "warn" as const };
      const state = await bench.create({ settings, driftPolicy });
      const body = { port: 9090, protocol: "http", port_alias: "SECOND", is_inner_service: true };
      const component = await partOf(state, "Web");
      await bench.tenant.call("POST", `${component.path}/ports`, body);
      const declared = web({ domains: [{ port: 8080, ...other }] });
      const updated = await update(state, { settings: declared, driftPolicy });
      expect(updated).toMatchObject({ settings: declared, drift: [] });
      expect(updated.__rbSettings?.rules).toHaveLength(1);
    },
  );

  it("that a person made anew otherwise hinder no other change where they are left as they are found", async () => {
    const driftPolicy = { ...bench.inputs().driftPolicy, settings: "warn" as const };
    const state = await bench.create({ settings, driftPolicy });
    const rule = state.__rbSettings?.rules[0] ?? "";
    await bench.tenant.call("DELETE", `${bench.path(state.appId)}/httpdomains/${rule}`);
    await addByHand(state, { certificate_id: 7 });
    const more = web({ ...settings["Web"], minMemory: 512 });
    const updated = await update(state, { settings: more, driftPolicy });
    expect(await ends()).toEqual(["vertical"]);
    expect(updated.drift).toEqual([expect.objectContaining({ property: "settings.Web.domains.shop.example" })]);
  });

  it("that another team has are one clear error", async () => {
    const other = await bench.tenant.createTeam("others");
    const app = `${other}/apps/${z.object({ ID: z.number() }).parse((await bench.tenant.call("POST", `${other}/apps`, { app_name: "x" })).json).ID}`;
    await bench.tenant.install(app);
    const { service_id } = await bench.tenant.service("Web", app);
    await bench.tenant.call("POST", `${app}/httpdomains`, {
      service_id,
      container_port: 8080,
      domain_name: "shop.example",
    });
    const failed = await unfinished(bench.create({ settings }));
    expect(failed.__rbUnfinished).toMatch(
      /^settings.Web.domains: can't add domain shop.example\/: POST .*400 "domain be used other team", another team of the region has that domain\. Choose another host/,
    );
  });

  it.each([["delay"], ["loseResponse"]] as const)(
    "with a certificate that isn't there are an error and not left without it, after an answer with %s too",
    async (effect) => {
      const state = await bench.create();
      await faultOnce("POST", "/openapi/*/httpdomains", { effect });
      const wanted = web({ domains: [{ host: "shop.example", path: "/", certificateId: 10 }] });
      const failed = await unfinished(update(state, { settings: wanted }));
      expect(failed.__rbUnfinished).toMatch(
        /^settings.Web.domains: the console has no certificate 10 and added shop.example\/ without one, so it was removed again/,
      );
      const { json } = await bench.tenant.call("GET", `${bench.path(state.appId)}/httpdomains`);
      expect(json).toMatchObject([{ type: 0 }]);
      expect(failed.__rbSettings?.rules ?? []).toEqual([]);
      const right = web({ domains: [{ host: "shop.example", path: "/", certificateId: 9 }] });
      expect(await update(failed, { settings: right })).toMatchObject({ drift: [], settings: right });
    },
  );

  it("whose answer is lost are found, and are this resource's to remove", async () => {
    const state = await bench.create();
    await faultOnce("POST", "/openapi/*/httpdomains", { effect: "loseResponse" });
    const added = await update(state, { settings });
    expect(added).toMatchObject({ settings, drift: [] });
    expect(added.__rbSettings?.rules).toHaveLength(1);
    await update(added, {});
    expect(await ends()).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it("lead to a port that an upgrade only flags as open, for which the console makes neither domain nor route", async () => {
    const port = { container_port: 8080, protocol: "http", port_alias: "WEB", is_inner_service: true };
    const template = (version: "1.0" | "1.1", is_outer_service: boolean): Record<string, unknown> =>
      demoTemplate(version, (part) => ({ ...part, port_map_list: [{ ...port, is_outer_service }] }));
    await loadModel(bench.tenant, "opens", { "1.1": template("1.1", true), "1.0": template("1.0", false) });
    const to = { appModelId: "opens", appModelVersion: "1.1" };
    const addresses = (of: MarketAppState): string[] => of.components.flatMap(({ accessUrls }) => accessUrls);
    const upgraded = await update(await bench.create({ ...to, appModelVersion: "1.0" }), to);
    expect(addresses(upgraded)).toEqual([]);
    const reached = await update(upgraded, { ...to, settings });
    expect(await ends()).toEqual(["httpdomains"]);
    expect(reached).toMatchObject({ settings, drift: [] });
    expect(addresses(reached)).toEqual(["http://shop.example"]);
  });

  it("need a port where the component has no HTTP port, and one that it has", async () => {
    const state = await bench.create();
    const at = (domains: { host: string; port?: number }[]): Promise<unknown> =>
      update(state, { settings: { Database: { domains } } });
    await expect(at([{ host: "db.example" }])).rejects.toThrow(
      "settings.Database.domains.0 needs a port: component Database has no HTTP port",
    );
    await expect(at([{ host: "db.example", port: 1 }])).rejects.toThrow(
      /has no port 1; there is 5432 \(tcp\)\. Nothing was changed/,
    );
    expect(await ends()).toEqual([]);
  });
});
