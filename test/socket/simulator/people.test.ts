import { z } from "zod";
import { Tenant } from "./tenant";

let tenant: Tenant;
let app: string;

beforeEach(async () => {
  tenant = await Tenant.start();
  app = await tenant.createApp();
  await tenant.install(app, "?is_deploy=true");
  await tenant.waitFor(app, "running");
});

afterEach(async () => {
  await tenant.close();
});

describe("what people do behind our back", () => {
  test("a component deleted in the web console is gone from the list", async () => {
    const [service] = await tenant.services(app);
    await tenant.call("DELETE", `/simulator/components/${service?.service_id ?? ""}`);
    expect(await tenant.services(app)).toHaveLength(1);
  });

  test("a component made in the web console is listed beside those of the install, and no store app counts it", async () => {
    const appId = app.split("/").at(-1) ?? "";
    const made = await tenant.call("POST", `/simulator/apps/${appId}`, { cname: "Mine", image: "nginx:1" });
    expect(made.json).toEqual({ serviceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown });
    expect(await tenant.services(app)).toContainEqual(
      expect.objectContaining({ service_cname: "Mine", status: "running", version: "1", tenant_service_group_id: 0 }),
    );
    const versions = z.array(z.looseObject({ build_source: z.unknown() }));
    expect(versions.parse((await tenant.call("GET", `${app}/copy`)).json)).toHaveLength(3);
    expect((await tenant.call("POST", "/simulator/apps/999", { cname: "Mine", image: "nginx:1" })).status).toBe(404);
  });

  test("a region in maintenance refuses every call of its teams", async () => {
    await tenant.call("PUT", `/simulator/regions/${tenant.simulator.info.regionName}`, { status: "3" });
    expect(await tenant.call("GET", app)).toMatchObject({ status: 409, json: { code: 2001 } });
  });

  test("an upgrade in the web console moves the group's own version, too", async () => {
    const [service] = await tenant.services(app);
    const group = `/simulator/install-groups/${service?.tenant_service_group_id ?? 0}`;
    await tenant.call("PUT", group, { version: "1.1" });
    expect((await tenant.call("GET", `${app}/upgrade`)).json).toMatchObject([
      { current_version: "1.1", can_upgrade: false },
    ]);
    expect((await tenant.services(app)).map((each) => each.version)).toEqual(["1.1", "1.1"]);
  });

  test("a build that fails says so in its event and its log, and the old pods go on", async () => {
    const [service] = await tenant.services(app);
    const id = service?.service_id ?? "";
    await tenant.call("PUT", `/simulator/components/${id}`, { failNextBuild: true });
    const build = await tenant.call("POST", `${app}/services/${id}/build`, {});
    const [newest] = await tenant.events(app, id);
    expect(newest).toBe("build-service");
    await tenant.clock({ advance: 4 });
    expect((await tenant.events(app, id))[0]).toBe("build-service failure complete");
    const eventId = /"event_id":"(\w+)"/.exec(build.text)?.[1] ?? "";
    expect((await tenant.call("GET", `${tenant.region}/events/${eventId}/logs`)).text).toContain("not found");
    expect(await tenant.statuses(app)).toEqual(["running", "running"]);
  });
});
