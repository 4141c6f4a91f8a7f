import { removeApp, removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import type { MarketAppState } from "../../../provider/model";
import { loadModel, ringTemplate } from "../simulator/templates";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

/** An app whose web page and database need each other. */
async function ring(): Promise<MarketAppState> {
  await loadModel(bench.tenant, "ring", { "1.0": ringTemplate() });
  const state = await bench.create({ appModelId: "ring" });
  await bench.control.forgetRequests();
  return state;
}

/** The deletions that the console was asked for, each with its answer's status. */
async function deletions(): Promise<string[]> {
  const writes = await bench.writes();
  return writes
    .filter(({ method }) => method === "DELETE")
    .map(({ path, status }) => `${path.replace(/^.*\/(services|apps)\/\w+/, "$1")} ${status ?? "none"}`);
}

async function namesIn(state: MarketAppState): Promise<string[]> {
  return (await bench.services(state.appId)).map((one) => one.service_cname).sort();
}

/** A component by hand in another app group, which needs the one of this name. */
async function outsiderThatNeeds(name: string, state: MarketAppState): Promise<string> {
  const needed = (await bench.services(state.appId)).find((one) => one.service_cname === name);
  const elsewhere = Number((await bench.tenant.createApp("elsewhere")).split("/").at(-1));
  const outsider = await bench.control.makeComponent(elsewhere, "Shop");
  await bench.control.changeComponent(outsider, { dependsOn: [needed?.service_id ?? ""] });
  return outsider;
}

describe("components that need each other", () => {
  it("go without force where one can go before the other", async () => {
    const state = await bench.create();
    await bench.control.forgetRequests();
    await removeMarketApp(state, bench.surroundings());
    expect((await deletions()).filter((one) => one.includes("force"))).toEqual([]);
    expect(await bench.groups()).toEqual([]);
  });

  it("go where the template ties them in a ring: one by force, which answers 412 all the same, and then the others", async () => {
    await removeMarketApp(await ring(), bench.surroundings());
    expect(await deletions()).toEqual([
      "services 412",
      "services 412",
      "services?force=1 412",
      "services 404",
      "services 200",
      "apps 200",
    ]);
    expect(await bench.groups()).toEqual([]);
  });

  it("stay where the app store doesn't say that they are a ring", async () => {
    const state = await ring();
    const silent = { ...state, marketUrl: bench.tenant.simulator.info.unreachableStoreUrl };
    await expect(removeMarketApp(silent, bench.surroundings())).rejects.toThrow(
      /^Web \(gr\w+\), Database \(gr\w+\) can't be deleted/,
    );
    expect(await namesIn(state)).toEqual(["Database", "Web"]);
  });

  it("stay, all of a ring, where the console refuses the one by force, too", async () => {
    const state = await ring();
    const refuse = { status: 500, body: { code: 500, msg: "no" } };
    await bench.tenant.fault({ point: "region.deleteService", times: 9, response: refuse });
    await expect(removeMarketApp(state, bench.surroundings())).rejects.toThrow(
      /can't delete component Web \(gr\w+\): DELETE .* 507/,
    );
    expect(await namesIn(state)).toEqual(["Database", "Web"]);
  });
});

describe("a component that is needed from outside", () => {
  it("stays, and the error names it, the call, and who needs it; once nothing needs it any more, it goes", async () => {
    const state = await bench.create();
    const outsider = await outsiderThatNeeds("Database", state);
    await expect(removeMarketApp(state, bench.surroundings())).rejects.toThrow(
      /^Database \(gr\w+\) can't be deleted, .*: DELETE http\S+: 412 "delete error.*can be Shop \(gr\w+\) in app group 2 \(elsewhere\)\. .*Nothing more was deleted$/,
    );
    expect(await namesIn(state)).toEqual(["Database"]);
    await bench.control.changeComponent(outsider, { dependsOn: [] });
    await removeMarketApp(state, bench.surroundings());
    expect(await bench.groups()).toEqual(["elsewhere"]);
  });

  it("is never deleted by force, nor is what only waits for it", async () => {
    const state = await bench.create();
    await outsiderThatNeeds("Web", state);
    await expect(removeMarketApp(state, bench.surroundings())).rejects.toThrow(/^Web \(gr\w+\) can't be deleted/);
    expect(await namesIn(state)).toEqual(["Database", "Web"]);
    expect((await deletions()).filter((one) => one.includes("force"))).toEqual([]);
  });
});

it("deletes all that can go, one after the other, though a component beside them never stops", async () => {
  const appId = Number((await bench.tenant.createApp("by-hand")).split("/").at(-1));
  for (const name of ["one", "two", "three", "four"]) await bench.control.makeComponent(appId, name);
  // In the order in which they are deleted: each is needed by the next, and the last never stops.
  const parts = [...(await bench.services(appId))].sort((a, b) => (a.service_alias < b.service_alias ? -1 : 1));
  const ids = parts.map((part) => part.service_id);
  const [first = "", second = "", third = "", last = ""] = ids;
  await bench.control.changeComponent(second, { dependsOn: [first] });
  await bench.control.changeComponent(third, { dependsOn: [second] });
  await bench.control.changeComponent(last, { status: "abnormal" });
  const { teamId, regionName } = bench.inputs();
  const group = { teamId, regionName, appId, appName: "by-hand", forceDestroy: true, k8sApp: "", enterpriseId: "" };
  const { endpoint } = bench.surroundings();
  const removal = removeApp({ ...group, endpoint, __rbUrn: bench.inputs().__rbUrn }, bench.limited(10 * 60_000));
  await expect(removal).rejects.toThrow(/is "abnormal" and doesn't stop.*3 of 4 components were deleted/);
  expect((await bench.services(appId)).map((one) => one.service_id)).toEqual([last]);
});

it("stops a component again that has begun to run between its stop and its deletion (409)", async () => {
  const state = await bench.create();
  const refusal = { status: 409, body: { code: 409, msg: "delete error", msg_show: "running" } };
  const match = { method: "DELETE", path: "/openapi/*/services/*" };
  await bench.tenant.fault({ point: "console", match, times: 2, effect: "respond", response: refusal });
  await bench.control.forgetRequests();
  await removeMarketApp(state, bench.surroundings());
  expect((await deletions()).filter((one) => one.endsWith("409"))).toHaveLength(2);
  expect(await bench.groups()).toEqual([]);
});

it.each([500, 504])("stops components again where a page with %i came instead of an answer", async (status) => {
  const state = await bench.create();
  const match = { method: "POST", path: "/openapi/*/operations" };
  await bench.tenant.fault({ point: "console", match, times: 1, effect: "html", response: { status } });
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
});

it("goes on where the console's locked database keeps it from stopping once more what it called running (409)", async () => {
  const state = await bench.create();
  const refusal = { status: 409, body: { code: 409, msg: "delete error", msg_show: "running" } };
  const surroundings = bench.surroundings();
  const match = { method: "POST", path: "/openapi/*/operations" };
  let refused = false;
  const deleteComponent: Surroundings["console"]["deleteComponent"] = async (...args) => {
    if (refused) return surroundings.console.deleteComponent(...args);
    refused = true;
    const refuses = { method: "DELETE", path: "/openapi/*/services/*" };
    await bench.tenant.fault(
      { point: "console", match: refuses, times: 1, effect: "respond", response: refusal },
      { point: "console", match, times: 1, effect: "html", response: { status: 500 } },
    );
    return surroundings.console.deleteComponent(...args);
  };
  await removeMarketApp(state, { ...surroundings, console: { ...surroundings.console, deleteComponent } });
  expect((await bench.writes()).filter(({ status }) => status === 500)).toHaveLength(1);
  expect(await bench.groups()).toEqual([]);
});

it("gives up on a component that is refused as running (409) until the time limit", async () => {
  const state = await bench.create();
  const refusal = { status: 409, body: { code: 409, msg: "delete error", msg_show: "running" } };
  const match = { method: "DELETE", path: "/openapi/*/services/*" };
  await bench.tenant.fault({ point: "console", match, times: 1e6, effect: "respond", response: refusal });
  const timeoutMs = 30_000;
  const startedAt = bench.slept;
  const limited = bench.surroundings({ timeoutMs, deadline: startedAt + timeoutMs });
  await expect(removeMarketApp(state, limited)).rejects.toThrow(/409 "delete error/);
  expect(bench.slept - startedAt).toBeLessThan(timeoutMs + 10_000);
  expect(await namesIn(state)).toEqual(["Database", "Web"]);
});

it("doesn't take a 404 of the cluster for an app group that is gone", async () => {
  const state = await bench.create();
  await bench.tenant.fail("region.deleteApp", 1, 404, { msg: "gone" });
  await expect(removeMarketApp(state, bench.surroundings())).rejects.toThrow(
    /can't delete the app group: DELETE \S+: 404 "region no found this resource"/,
  );
  expect(await bench.groups()).toEqual(["blog-123456"]);
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
});

it("takes what is gone already for removed, component by component and as a whole", async () => {
  const state = await bench.create();
  await bench.control.deleteComponent(state.serviceIds[0] ?? "");
  await removeMarketApp(state, bench.surroundings());
  expect(await bench.groups()).toEqual([]);
  await removeMarketApp(state, bench.surroundings());
  expect(bench.warnings).toEqual([]);
});

it("leaves the app group that others have put something into, and says so", async () => {
  const state = await bench.create();
  await bench.control.makeComponent(state.appId, "Mine");
  await removeMarketApp(state, bench.surroundings());
  expect(await namesIn(state)).toEqual(["Mine"]);
  expect(bench.warnings).toEqual([expect.stringMatching(/^app group \d+ stays: it holds Mine \(gr\w+\)/)]);
});

it("deletes nothing by force of what others put into a group that goes with forceDestroy", async () => {
  const state = await ring();
  const { teamId, regionName, appId, endpoint, enterpriseId, k8sApp, __rbUrn } = state;
  const group = {
    teamId,
    regionName,
    appId,
    endpoint,
    enterpriseId,
    k8sApp,
    __rbUrn,
    appName: "shop",
    forceDestroy: true,
  };
  await expect(removeApp(group, bench.surroundings())).rejects.toThrow(/412 "delete error/);
  expect(await namesIn(state)).toEqual(["Database", "Web"]);
});
