import fc from "fast-check";
import { planApp } from "../../../provider/lifecycle/app";
import { onlyRecords, planMarketApp } from "../../../provider/plan/plan";
import type { Finding } from "../../../provider/model";
import { sampleComponent, sampleInputs, sampleState } from "../lifecycle/sample";

const none = new Set<string>();
const given = { ...sampleState, ownsApp: false, appName: undefined };
const inGroup = { ...sampleInputs, appId: 7, appName: undefined };

describe("planMarketApp", () => {
  it("plans nothing right after an install, in an own and in a given group", () => {
    expect(planMarketApp(sampleInputs, none, sampleState)).toEqual({ changes: [], replaces: [], remarks: [] });
    expect(planMarketApp(inGroup, none, given)).toEqual({ changes: [], replaces: [], remarks: [] });
  });

  it.each([
    ["teamId", "f".repeat(32)],
    ["regionName", "other"],
    ["appModelId", "other"],
    ["appName", "other"],
  ])("replaces for another %s", (key, value) => {
    expect(planMarketApp({ ...sampleInputs, [key]: value }, none, sampleState).replaces).toEqual([key]);
  });

  it("replaces when an appId is declared, dropped or changed", () => {
    expect(planMarketApp(inGroup, none, sampleState).replaces).toEqual(["appId"]);
    expect(planMarketApp(sampleInputs, none, given).replaces).toEqual(["appId"]);
    expect(planMarketApp({ ...inGroup, appId: 8 }, none, given).replaces).toEqual(["appId"]);
  });

  it("plans nothing for a model id in another case: some consoles compare it so", () => {
    const inputs = { ...sampleInputs, appModelId: sampleState.appModelId.toUpperCase() };
    expect(inputs.appModelId).not.toBe(sampleState.appModelId);
    expect(planMarketApp(inputs, none, sampleState)).toMatchObject({ changes: [], replaces: [] });
  });

  it("replaces an app whose app group is replaced, though the new one's number isn't known yet", () => {
    const { appId: _, ...known } = inGroup;
    const unknown = new Set(["appId"]);
    expect(planMarketApp(known, unknown, given, { isGroupReplaced: true }).replaces).toEqual(["appId"]);
    expect(planMarketApp(known, unknown, given).replaces).toEqual([]);
  });

  it("refuses what the store calls older, and goes on to what only looks so", () => {
    const inputs = { ...sampleInputs, appModelVersion: "2.0" };
    expect(() => planMarketApp(inputs, none, sampleState, { goesBack: () => true })).toThrow(/can't go back to "2.0"/);
    const older = { ...sampleInputs, appModelVersion: "0.9" };
    expect(planMarketApp(older, none, sampleState, { goesBack: () => false }).changes).toEqual(["appModelVersion"]);
  });

  it("refuses what doesn't fit only of a component whose settings have changed, not of one whose name is longer", () => {
    const left = { "Web.x": { minMemory: 64 } };
    const components = [{ ...sampleComponent("web", "Web"), accessUrls: [], innerEndpoints: [], status: "running" }];
    const state = { ...sampleState, components, settings: left };
    const settings = { ...left, Web: { minMemory: 128 } };
    expect(planMarketApp({ ...sampleInputs, settings }, none, state).changes).toEqual(["settings"]);
    const other = { ...settings, "Web.x": { minMemory: 128 } };
    expect(() => planMarketApp({ ...sampleInputs, settings: other }, none, state)).toThrow(/^settings.Web.x names no/);
  });

  it.each(["marketUrl", "marketDomain", "marketType"] as const)("only records another %s", (key) => {
    const inputs = { ...sampleInputs, [key]: "http://other.example" };
    const plan = planMarketApp(inputs, none, sampleState);
    expect(plan).toMatchObject({ changes: [key], replaces: [] });
    expect(onlyRecords(inputs, plan)).toBe(true);
  });

  it.each([
    ["given", undefined, { delete: "1h" }],
    ["changed", { delete: "1m" }, { delete: "1h" }],
    ["taken away", { delete: "1m" }, undefined],
  ])("only records a time limit of the delete that is %s: a destroy knows no other", (_, before, now) => {
    const inputs = { ...sampleInputs, __rbTimeouts: now };
    const plan = planMarketApp(inputs, none, { ...sampleState, __rbTimeouts: before });
    expect(plan).toMatchObject({ changes: ["__rbTimeouts"], replaces: [] });
    expect(onlyRecords(inputs, plan)).toBe(true);
    const group = { ...sampleState, k8sApp: "blog", forceDestroy: false, appName: "blog", __rbTimeouts: before };
    expect(planApp({ __rbTimeouts: now }, none, group).changes).toEqual(["__rbTimeouts"]);
  });

  it("ignores another market key, time limits and URN: they say nothing of the app", () => {
    const inputs = { ...sampleInputs, marketAccessKey: "other", __rbTimeouts: { create: "1m" }, __rbUrn: "urn:other" };
    expect(planMarketApp(inputs, none, sampleState).changes).toEqual([]);
  });

  it("deploys when isDeploy becomes true, and records when it becomes false", () => {
    const off = { ...sampleInputs, isDeploy: false };
    const planOff = planMarketApp(off, none, sampleState);
    expect(planOff.changes).toEqual(["isDeploy"]);
    expect(onlyRecords(off, planOff)).toBe(true);
    const planOn = planMarketApp(sampleInputs, none, { ...sampleState, isDeploy: false });
    expect(planOn.changes).toEqual(["isDeploy"]);
    expect(onlyRecords(sampleInputs, planOn)).toBe(false);
  });

  it("upgrades in place to a newer version and to one that can't be ordered", () => {
    for (const appModelVersion of ["1.1", "stable"]) {
      const inputs = { ...sampleInputs, appModelVersion };
      const plan = planMarketApp(inputs, none, sampleState);
      expect(plan).toMatchObject({ changes: ["appModelVersion"], replaces: [] });
      expect(onlyRecords(inputs, plan)).toBe(false);
    }
  });

  it("refuses an older version, and names both", () => {
    expect(() => planMarketApp({ ...sampleInputs, appModelVersion: "0.9" }, none, sampleState)).toThrow(
      /the app is at "1.0", and Rainbond can't go back to "0.9"/,
    );
  });

  it("takes a console that has moved ahead of an unchanged program for drift, not for a downgrade", () => {
    expect(planMarketApp(sampleInputs, none, { ...sampleState, appModelVersion: "1.1" }).changes).toEqual([
      "appModelVersion",
    ]);
  });

  it("counts a value that isn't known yet as a change and never as a replacement", () => {
    const known = { ...sampleInputs, teamId: undefined };
    expect(planMarketApp(known, new Set(["teamId"]), sampleState)).toMatchObject({ changes: ["teamId"], replaces: [] });
  });

  it("asks for an update as long as the last attempt didn't finish, and while there is drift", () => {
    const finding: Finding = {
      category: "stopped",
      component: "DB",
      serviceId: "db-id",
      property: "status",
      expected: "running",
      actual: "closed",
    };
    expect(planMarketApp(sampleInputs, none, { ...sampleState, __rbUnfinished: "why" }).changes).toEqual([
      "unfinished",
    ]);
    expect(planMarketApp(sampleInputs, none, { ...sampleState, drift: [finding] }).changes).toEqual(["drift"]);
    const driftPolicy = { ...sampleInputs.driftPolicy, stopped: "warn" as const };
    const warned = planMarketApp({ ...sampleInputs, driftPolicy }, none, {
      ...sampleState,
      driftPolicy,
      drift: [finding],
    });
    expect(warned).toMatchObject({ changes: [], remarks: [{ isWarning: true }] });
  });

  it("records another drift policy, and judges by it at once", () => {
    const driftPolicy = { ...sampleInputs.driftPolicy, version: "ignore" as const };
    const inputs = { ...sampleInputs, driftPolicy };
    const plan = planMarketApp(inputs, none, { ...sampleState, appModelVersion: "1.1" });
    expect(plan).toMatchObject({ changes: ["driftPolicy"], replaces: [] });
    expect(onlyRecords(inputs, plan)).toBe(true);
    expect(planMarketApp({}, new Set(["driftPolicy"]), sampleState).changes).toContain("driftPolicy");
  });

  it("compares the declared version with what was applied where another version on the server is no change", () => {
    const driftPolicy = { ...sampleInputs.driftPolicy, version: "warn" as const };
    const moved = { ...sampleState, driftPolicy, appModelVersion: "1.1" };
    const changes = (appModelVersion: string): readonly string[] =>
      planMarketApp({ ...sampleInputs, driftPolicy, appModelVersion }, none, moved).changes;
    expect(changes("1.0")).toEqual([]);
    expect(changes("1.1")).toEqual(["appModelVersion"]);
  });

  it("never plans a replacement from what was observed", () => {
    const observed = fc.record({
      appModelVersion: fc.constantFrom("0.1", "1.0", "2.0"),
      health: fc.constantFrom("ready" as const, "unknown" as const),
      tenantServiceGroupId: fc.nat(),
      k8sApp: fc.string(),
      __rbUnfinished: fc.option(fc.string(), { nil: undefined }),
    });
    fc.assert(
      fc.property(observed, (changes) => {
        expect(planMarketApp(sampleInputs, none, { ...sampleState, ...changes }).replaces).toEqual([]);
      }),
    );
  });
});
