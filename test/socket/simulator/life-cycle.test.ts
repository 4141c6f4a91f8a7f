import { Tenant } from "./tenant";

let tenant: Tenant;

beforeEach(async () => {
  tenant = await Tenant.start();
});

afterEach(async () => {
  await tenant.close();
});

describe("the life of a component", () => {
  test("an install that deploys builds, waits and runs, and its events tell so", async () => {
    const app = await tenant.createApp();
    await tenant.install(app, "?is_deploy=true");
    const [service] = await tenant.services(app);
    expect(await tenant.events(app, service?.service_id ?? "")).toEqual(["build-service"]);
    expect(await tenant.waitFor(app, "running")).toEqual(["closed", "waiting", "running"]);
    expect(await tenant.events(app, service?.service_id ?? "")).toEqual([
      "upgrade-service success complete",
      "build-service success complete",
    ]);
  });

  test("an install without is_deploy stays undeployed, and any value of it deploys", async () => {
    const [plain, denied] = [await tenant.createApp(), await tenant.createApp()];
    await tenant.install(plain, "?is_deploy=");
    await tenant.install(denied, "?is_deploy=false");
    expect(await tenant.waitFor(denied, "running")).toContain("running");
    expect(await tenant.statuses(plain)).toEqual(["undeploy", "undeploy"]);
  });

  test("stop closes, start runs again, an update of a running component keeps old and new pods side by side", async () => {
    const app = await tenant.createApp();
    await tenant.install(app, "?is_deploy=1");
    await tenant.waitFor(app, "running");
    await tenant.call("POST", `${app}/operations`, { action: "stop" });
    expect(await tenant.waitFor(app, "closed")).toEqual(["stopping", "closed"]);
    await tenant.call("POST", `${app}/operations`, { action: "start" });
    expect(await tenant.waitFor(app, "running")).toEqual(["waiting", "running"]);
    await tenant.call("POST", `${app}/operations`, { action: "upgrade" });
    expect(await tenant.waitFor(app, "running")).toEqual(["upgrade", "running"]);
  });

  test("a pinned status stays until it is set to null", async () => {
    const app = await tenant.createApp();
    await tenant.install(app);
    const [service] = await tenant.services(app);
    const component = `/simulator/components/${service?.service_id ?? ""}`;
    await tenant.call("PUT", component, { status: "abnormal", image: "x:9", version: "9", minMemory: 640, minNode: 3 });
    await tenant.call("POST", `${app}/operations`, { action: "start" });
    expect(await tenant.call("GET", `${app}/services/${service?.service_id ?? ""}`)).toMatchObject({
      json: { status: "abnormal", image: "x:9", version: "9", min_memory: 640, min_node: 3 },
    });
    await tenant.call("PUT", component, { status: null });
    expect(await tenant.statuses(app)).toEqual(["undeploy", "undeploy"]);
  });

  test("a second build is refused while the first is under way", async () => {
    const app = await tenant.createApp();
    await tenant.install(app, "?is_deploy=true");
    const [service] = await tenant.services(app);
    const answer = await tenant.call("POST", `${app}/services/${service?.service_id ?? ""}/build`, {});
    expect(answer.status).toBe(409);
  });
});
