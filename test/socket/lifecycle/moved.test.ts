import { readMarketApp, updateMarketApp } from "../../../provider/lifecycle/market-app";
import { removeMarketApp } from "../../../provider/lifecycle/remove/remove";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import type { MarketAppState } from "../../../provider/model";
import { messageOf } from "../../message-of";
import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

test.each([false, true])(
  "a destroy after a refresh removes what was moved, also where the app group is gone (%s)",
  async (isGone) => {
    const { state, elsewhere, moved } = await bench.withMoved();
    const read = await readMarketApp(state, bench.surroundings());
    expect(read?.serviceIds).not.toContain(moved);
    if (isGone) {
      for (const one of await bench.services(state.appId)) await bench.control.deleteComponent(one.service_id);
      await bench.tenant.call("DELETE", bench.path(state.appId));
      expect(await messageOf(readMarketApp(read ?? state, bench.surroundings()))).toContain(
        "component Web to app group",
      );
    }
    await removeMarketApp(read ?? state, bench.surroundings());
    expect(await bench.services(elsewhere)).toEqual([]);
    expect(await bench.groups()).toEqual(["elsewhere"]);
  },
);

/** Surroundings in which each of the team's lists of app groups has one that goes before anybody looks into it. */
function whereAnotherGroupGoes(surroundings = bench.surroundings()): Surroundings {
  const listApps: Surroundings["console"]["listApps"] = async (at) => {
    const passing = await bench.newGroup("passing");
    const groups = await surroundings.console.listApps(at);
    await bench.tenant.call("DELETE", bench.path(passing));
    return groups;
  };
  return { ...surroundings, console: { ...surroundings.console, listApps } };
}

describe("while components that were moved are looked for, another app's group may go", () => {
  it("and a destroy removes the app all the same, with what was moved", async () => {
    const { state, elsewhere } = await bench.withMoved();
    await removeMarketApp(state, whereAnotherGroupGoes());
    expect(await bench.groups()).toEqual(["elsewhere"]);
    expect(await bench.services(elsewhere)).toEqual([]);
    expect(bench.warnings).toEqual([expect.stringContaining("component Web was moved to app group")]);
  });

  it("and an update says where they are, not that the app's own group is gone", async () => {
    const { state, elsewhere } = await bench.withMoved();
    const read = await readMarketApp(state, bench.surroundings());
    const message = await messageOf(updateMarketApp(read ?? state, bench.inputs(), whereAnotherGroupGoes()));
    expect(message).toContain(`a person moved component Web to app group ${elsewhere} (elsewhere)`);
  });

  it("and drift still says where they are", async () => {
    const { state, elsewhere } = await bench.withMoved();
    const read = await readMarketApp(state, whereAnotherGroupGoes());
    expect(read?.drift).toMatchObject([{ actual: `in app group ${elsewhere} (elsewhere)` }]);
  });

  it("and who needs a component is still named", async () => {
    const state = await bench.create();
    const outsider = await bench.control.makeComponent(await bench.newGroup("shop"), "Shop");
    await bench.control.changeComponent(outsider, { dependsOn: [...state.serviceIds] });
    const message = await messageOf(removeMarketApp(state, whereAnotherGroupGoes()));
    expect(message).toMatch(/can be Shop \(gr\w+\) in app group \d+ \(shop\)/);
  });
});

it("a destroy fails where a moved component stays, though the app's own group goes while it is removed", async () => {
  const { state, elsewhere } = await bench.withMoved();
  const surroundings = bench.surroundings();
  const operate: Surroundings["console"]["operate"] = async (at, action, serviceIds) => {
    await surroundings.console.operate(at, action, serviceIds);
    if (at.appId !== state.appId) return;
    for (const one of await bench.services(state.appId)) await bench.control.deleteComponent(one.service_id);
    // The database may be locked by the other removal.
    await bench.tenant.until(async () => (await bench.tenant.call("DELETE", bench.path(state.appId))).status === 200);
  };
  const refusal = { status: 403, body: { code: 10402, msg: "no permissions " } };
  const match = { method: "DELETE", path: `/openapi/*/apps/${elsewhere}/services/*` };
  await bench.tenant.fault({ point: "console", match, times: 9, effect: "respond", response: refusal });
  const console = { ...surroundings.console, operate };
  expect(await messageOf(removeMarketApp(state, { ...surroundings, console }))).toMatch(/403 "no permissions/);
  expect(await bench.services(elsewhere)).toHaveLength(1);
});

describe("an app all of whose components a person moved, and whose empty app group is deleted", () => {
  async function withoutGroup(): Promise<{ state: MarketAppState; elsewhere: number }> {
    const state = await bench.create();
    const elsewhere = await bench.newGroup("elsewhere");
    await bench.moveTo(elsewhere, state.serviceIds);
    await bench.tenant.call("DELETE", bench.path(state.appId));
    return { state, elsewhere };
  }

  it("isn't gone: a refresh and an update say where it is, and what helps", async () => {
    const { state, elsewhere } = await withoutGroup();
    const unfinished = { ...state, __rbUnfinished: "stopped half-way" };
    for (const work of [
      readMarketApp(state, bench.surroundings()),
      updateMarketApp(unfinished, bench.inputs(), bench.surroundings()),
    ]) {
      const message = await messageOf(work);
      expect(message).toContain(`component Web to app group ${elsewhere} (elsewhere)`);
      expect(message).toContain(`component Database to app group ${elsewhere} (elsewhere)`);
      expect(message).toContain(`pulumi state delete '${state.__rbUrn}'`);
      expect(message).toContain(`appId: ${elsewhere} and adopt: ${state.tenantServiceGroupId}`);
    }
    const adopt = state.tenantServiceGroupId;
    const adopted = await bench.create({ appId: elsewhere, appName: undefined, adopt });
    expect(adopted).toMatchObject({ serviceIds: state.serviceIds, drift: [], health: "ready" });
  });

  it("is removed where it is, and nothing else there", async () => {
    const { state, elsewhere } = await withoutGroup();
    await bench.control.makeComponent(elsewhere, "Theirs");
    await removeMarketApp(state, bench.surroundings());
    expect((await bench.services(elsewhere)).map((one) => one.service_cname)).toEqual(["Theirs"]);
    expect(await bench.groups()).toEqual(["elsewhere"]);
  });

  it("is found also where one of its components was deleted, and another app's group goes meanwhile", async () => {
    const { state, elsewhere } = await withoutGroup();
    await bench.control.deleteComponent(state.serviceIds[0] ?? "");
    await removeMarketApp(state, whereAnotherGroupGoes());
    expect(await bench.services(elsewhere)).toEqual([]);
  });
});
