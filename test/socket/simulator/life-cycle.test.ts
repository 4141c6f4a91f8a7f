import { demoTemplate, loadModel } from "./templates";
import { Tenant, type Service } from "./tenant";

const tenant = Tenant.forEachTest();

async function operate(action: string): Promise<void> {
  await tenant.call("POST", `${tenant.app}/operations`, { action });
}

async function web(): Promise<Service & { path: string }> {
  return await tenant.service("Web");
}

async function webEvents(): Promise<string[]> {
  return await tenant.events(tenant.app, (await web()).service_id);
}

describe("the life of a component", () => {
  test("an install that deploys builds while it is closed, waits and runs, and its events tell so", async () => {
    await tenant.install(tenant.app, "?is_deploy=true");
    expect(await webEvents()).toEqual(["build-service"]);
    expect(await tenant.waitFor(tenant.app, "running")).toEqual(["closed", "waiting", "running"]);
    expect(await webEvents()).toEqual(["upgrade-service success complete", "build-service success complete"]);
  });

  test("an install without is_deploy stays undeployed, and any value of it deploys", async () => {
    const [plain, denied] = [await tenant.createApp(), await tenant.createApp()];
    await tenant.install(plain, "?is_deploy=");
    await tenant.install(denied, "?is_deploy=false");
    expect(await tenant.waitFor(denied, "running")).toContain("running");
    expect(await tenant.statuses(plain)).toEqual(["undeploy", "undeploy"]);
  });

  test("stop closes, start runs again, an update of a running component keeps old and new pods side by side", async () => {
    await tenant.run();
    await operate("stop");
    expect(await tenant.waitFor(tenant.app, "closed")).toEqual(["stopping", "closed"]);
    await operate("start");
    expect(await tenant.waitFor(tenant.app, "running")).toEqual(["waiting", "running"]);
    await operate("upgrade");
    expect(await tenant.waitFor(tenant.app, "running")).toEqual(["upgrade", "running"]);
    expect((await webEvents()).slice(0, 3)).toEqual([
      "upgrade-service success complete",
      "start-service success complete",
      "stop-service success complete",
    ]);
  });

  test("a job that is done has succeeded", async () => {
    const job = demoTemplate("1.0", (component) => ({ ...component, extend_method: "job" }));
    await loadModel(tenant, "job", { "1.0": job });
    await tenant.install(tenant.app, "?is_deploy=1", { app_model_id: "job", app_model_version: "1.0" });
    await tenant.clock({ advance: 10 });
    expect((await web()).status).toBe("succeeded");
  });

  test("a second build is refused while the first is under way, but not three minutes later, when the first is written off", async () => {
    await tenant.install();
    const { path, service_id: id } = await web();
    await tenant.change(id, { buildSeconds: 1000 });
    const build = async (): Promise<unknown> => (await tenant.call("POST", `${path}/build`, {})).json;
    expect(await build()).toHaveProperty("event_id");
    expect(await build()).toMatchObject({ code: 409, msg: "wait a moment please" });
    await tenant.clock({ advance: 180 });
    expect(await build()).toHaveProperty("event_id");
    expect(await webEvents()).toEqual(["build-service", "build-service  timeout"]);
  });

  test("scaling has events of its own, and a running component gets new pods for another size", async () => {
    await tenant.run();
    const { path } = await web();
    await tenant.call("POST", `${path}/telescopic/horizontal`, { new_node: 3 });
    await tenant.call("POST", `${path}/telescopic/vertical`, { new_memory: 512, new_gpu: null, new_cpu: null });
    expect((await webEvents()).slice(0, 2)).toEqual(["vertical-service", "horizontal-service"]);
    expect((await web()).status).toBe("upgrade");
    await tenant.waitFor(tenant.app, "running");
    expect((await webEvents())[0]).toBe("vertical-service success complete");
  });
});

describe("what goes wrong in the cluster", () => {
  test("a build that fails says so in its event and its log, and the old pods go on", async () => {
    await tenant.run();
    const { path, service_id: id } = await web();
    await tenant.change(id, { failNextBuild: true });
    const build = await tenant.call("POST", `${path}/build`, {});
    await tenant.clock({ advance: 4 });
    expect((await webEvents())[0]).toBe("build-service failure complete");
    const eventId = /"event_id":"(\w+)"/.exec(build.text)?.[1] ?? "";
    expect((await tenant.call("GET", `${tenant.region}/events/${eventId}/logs`)).text).toContain("not found");
    expect((await tenant.call("GET", `${tenant.region}/events/unknown/logs`)).json).toEqual({ logs: [] });
    expect(await tenant.statuses()).toEqual(["running", "running"]);
  });

  test("pods that don't get ready leave a component abnormal until it is started again", async () => {
    await tenant.install();
    await tenant.change((await web()).service_id, { failNextStart: true });
    await operate("deploy");
    await tenant.clock({ advance: 10 });
    expect((await web()).status).toBe("abnormal");
    expect((await webEvents())[0]).toBe("upgrade-service failure complete");
    await operate("start");
    expect(await tenant.waitFor(tenant.app, "running")).toContain("running");
  });

  test("pods that crash come back by themselves if told when, and the events are those of pods", async () => {
    await tenant.run();
    const { service_id: id } = await web();
    await tenant.change(id, { crash: { recoverAfter: 30 } });
    expect((await web()).status).toBe("abnormal");
    expect((await webEvents())[0]).toBe("AbnormalExited failure empty");
    await tenant.clock({ advance: 30 });
    expect((await web()).status).toBe("running");
    expect((await webEvents()).slice(0, 2)).toEqual([
      "AbnormalRecovery success emptycomplete",
      "AbnormalExited failure emptycomplete",
    ]);
    await tenant.change(id, { minNode: 2, crash: {} });
    await tenant.clock({ advance: 1000 });
    expect((await web()).status).toBe("some_abnormal");
  });

  test("an event shows texts only, and no reason", async () => {
    await tenant.install(tenant.app, "?is_deploy=true");
    const { json } = await tenant.call("GET", `${(await web()).path}/events?page=1&page_size=5`);
    const text: unknown = expect.any(String);
    const names = ["event_id", "user_name", "end_time", "target", "opt_type", "target_id", "service_id", "status"];
    const others = ["request_body", "create_time", "final_status", "start_time", "syn_type", "message", "tenant_id"];
    const event = Object.fromEntries([...names, ...others].map((name) => [name, text]));
    expect(json).toEqual({ page: 1, page_size: 5, total: 1, events: [event] });
    expect((await tenant.call("GET", `${(await web()).path}/events?page=x`)).status).toBe(500);
  });

  test("statuses are null in the list when the cluster fails or leaves a component out, and a single read crashes or is {}", async () => {
    await tenant.install();
    const { path, service_id: id } = await web();
    await tenant.fail("region.servicesStatus", 2);
    expect(await tenant.statuses()).toEqual([null, null]);
    expect(await tenant.call("GET", path)).toMatchObject({ status: 500, json: { msg: "list index out of range" } });
    await tenant.fail("region.servicesStatus", 1, 200, { list: [{ service_id: id, status: "running" }] });
    expect((await tenant.statuses()).sort()).toEqual(["running", null].sort());
    await tenant.fail("region.servicesStatus", 1, 200, {});
    const { json } = await tenant.call("GET", path);
    expect(json).toHaveProperty("status", {});
  });
});
