import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { DynamicHost } from "./dynamic-host";
import type { Properties } from "./provider-host";

const urnOf = (name: string): string => `urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
});

afterEach(() => simulator.close());

async function startHost(): Promise<DynamicHost> {
  const { info, url } = simulator;
  return DynamicHost.start(
    { RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken },
    { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName },
  );
}

function declared(name: string, changes: Properties = {}): Properties {
  const { info } = simulator;
  return {
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    marketAccessKey: info.storeKey,
    appModelId: info.appModelId,
    appModelVersion: "1.0",
    __rbUrn: urnOf(name),
    __provider: marketAppProvider,
    ...changes,
  };
}

async function startOf(host: DynamicHost, news: Properties): Promise<{ id: string; outputs: Properties }> {
  return host.create((await host.check({}, news)).inputs);
}

test("what was taken over isn't deleted for the resource that had it before, neither in that run nor in a later one", async () => {
  const before = await startHost();
  const old = await startOf(before, declared("old"));
  await before.stop();

  const host = await startHost();
  const adoption = declared("new", { appId: old.outputs["appId"], adopt: true });
  const taken = await startOf(host, adoption);
  expect(taken.outputs).toMatchObject({ serviceIds: old.outputs["serviceIds"], ownsApp: false });
  const refusal = `take this one out of it; nothing on the server changes by that: pulumi state delete '${urnOf("old")}'`;
  await expect(host.delete(old.id, old.outputs)).rejects.toThrow(refusal);
  await host.stop();

  const later = await startHost();
  const { inputs } = await later.check(declared("new"), adoption);
  expect(await later.diff(taken.id, taken.outputs, inputs)).toEqual({ isChanged: false, replaces: [] });
  await expect(later.delete(old.id, old.outputs)).rejects.toThrow(refusal);
  expect((await later.read(taken.id, taken.outputs)).outputs).toMatchObject({ health: "ready" });
  await later.delete(taken.id, taken.outputs);
  await later.delete(old.id, old.outputs);
  expect((await later.read(old.id, old.outputs)).id).toBe("");
  await later.stop();
});

test("the app group of a resource that was renamed isn't taken by one that gets the old name", async () => {
  const host = await startHost();
  const old = await startOf(host, declared("blog"));
  const renamed = declared("journal", { appName: old.outputs["appName"] });
  const { inputs } = await host.check(declared("blog"), renamed);
  expect((await host.diff(old.id, old.outputs, inputs)).isChanged).toBe(false);
  await host.stop();

  const later = await startHost();
  expect((await later.diff(old.id, { ...old.outputs, __rbUrn: urnOf("journal") }, inputs)).isChanged).toBe(false);
  await expect(startOf(later, declared("blog"))).rejects.toThrow(
    `belongs to ${urnOf("journal")}, which had this name before`,
  );
  await later.stop();
});

/** Makes an app group as a person would, and returns its number. */
async function makeGroup(): Promise<number> {
  const { info, url } = simulator;
  const response = await fetch(`${url}/openapi/v1/teams/${info.teamId ?? ""}/regions/${info.regionName}/apps`, {
    method: "POST",
    headers: { authorization: info.adminToken, "content-type": "application/json" },
    body: JSON.stringify({ app_name: "given" }),
  });
  return z.object({ ID: z.number() }).parse(await response.json()).ID;
}

/** Plays a replacement that deletes first to its end, of which Pulumi, killed before that, has kept only that the old one was deleted. */
async function replacedUnseen(
  news: Properties,
): Promise<{ old: { id: string; outputs: Properties }; made: Properties }> {
  const host = await startHost();
  const old = await startOf(host, news);
  await host.delete(old.id, old.outputs);
  const { outputs } = await startOf(host, news);
  await host.stop();
  return { old, made: outputs };
}

test("a replacement that was cut short after the old one was deleted is gone on with, though Pulumi still shows the old one's state", async () => {
  const news = declared("blog");
  const { old, made } = await replacedUnseen(news);
  const host = await startHost();
  const { inputs } = await host.check(news, news);
  await host.diff(old.id, old.outputs, inputs);
  const { appId, serviceIds } = (await startOf(host, news)).outputs;
  expect({ appId, serviceIds }).toEqual({ appId: made["appId"], serviceIds: made["serviceIds"] });
  await host.stop();
});

test("so is one whose app group stayed, since others had put something into it", async () => {
  const news = declared("blog");
  const before = await startHost();
  const old = await startOf(before, news);
  await simulator.makeComponent(Number(old.outputs["appId"]), "Extra");
  await before.stop();
  const again = async (): Promise<{ id: string; outputs: Properties }> => {
    const host = await startHost();
    const { inputs } = await host.check(news, news);
    await host.diff(old.id, old.outputs, inputs);
    return startOf(host, news).finally(() => host.stop());
  };
  await expect(again()).rejects.toThrow("still exists");
  const remover = await startHost();
  await remover.delete(old.id, old.outputs);
  await remover.stop();
  expect((await again()).outputs).toMatchObject({ appId: old.outputs["appId"], health: "ready" });
});

test("in a given app group adopt takes over what a replacement that was cut short made, and not what the old one has", async () => {
  const news = declared("blog", { appId: await makeGroup() });
  const { old, made } = await replacedUnseen(news);
  const host = await startHost();
  const { inputs } = await host.check(news, news);
  await host.diff(old.id, old.outputs, inputs);
  await expect(startOf(host, news)).rejects.toThrow(`declare adopt: ${String(made["tenantServiceGroupId"])}`);
  const adopting = (number: unknown): Properties => ({ ...news, adopt: number });
  await expect(startOf(host, adopting(old.outputs["tenantServiceGroupId"]))).rejects.toThrow("what is deleted next");
  const { serviceIds } = (await startOf(host, adopting(made["tenantServiceGroupId"]))).outputs;
  expect(serviceIds).toEqual(made["serviceIds"]);
  await host.stop();
});

test("adopt is true or a number", async () => {
  const host = await startHost();
  expect((await host.check({}, declared("blog", { adopt: false }))).failures).toEqual([]);
  for (const adopt of [0, 1.5, "7"]) {
    const { failures } = await host.check({}, declared("blog", { adopt }));
    expect(failures).toEqual([["adopt", "must be true, or the number of an install (tenantServiceGroupId)"]]);
  }
  await host.stop();
});
