import { Tenant, type Service } from "./tenant";

let tenant: Tenant;
let app: string;

beforeEach(async () => {
  tenant = await Tenant.start();
  app = await tenant.createApp();
});

afterEach(async () => {
  await tenant.close();
});

const boom = { status: 500, body: { msg: "boom" } };

async function service(name: string): Promise<Service> {
  const found = (await tenant.services(app)).find((each) => each.service_cname === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

async function remove(name: string, query = ""): Promise<unknown[]> {
  const { status, text, contentType } = await tenant.call(
    "DELETE",
    `${app}/services/${(await service(name)).service_id}${query}`,
  );
  return status === 200 ? [status, text, contentType] : [status];
}

describe("deletions", () => {
  test("a component that another needs is 412; once nobody needs it, 200 without body and media type", async () => {
    await tenant.install(app);
    expect(await remove("Database")).toEqual([412]);
    expect(await remove("Web")).toEqual([200, "", null]);
    expect(await remove("Database")).toEqual([200, "", null]);
  });

  test("force deletes and still answers what stood against it", async () => {
    await tenant.install(app, "?is_deploy=true");
    await tenant.waitFor(app, "running");
    expect(await remove("Web", "?force=1")).toEqual([409]);
    expect(await tenant.services(app)).toHaveLength(1);
  });

  test("an app group with anything but closed components is refused, whatever force says", async () => {
    await tenant.install(app, "?is_deploy=true");
    await tenant.waitFor(app, "running");
    expect((await tenant.call("DELETE", `${app}?force=1`)).status).toBe(400);
    await tenant.call("POST", `${app}/operations`, { action: "stop" });
    await tenant.waitFor(app, "closed");
    expect((await tenant.call("DELETE", app)).status).toBe(200);
    expect(await tenant.call("DELETE", app)).toMatchObject({ status: 404, json: { msg: "no found app" } });
  });

  test("running components are deleted unchecked while the cluster tells no statuses", async () => {
    await tenant.install(app, "?is_deploy=true");
    await tenant.waitFor(app, "running");
    await tenant.fault({ point: "region.servicesStatus", times: 1, response: boom });
    expect((await tenant.call("DELETE", app)).status).toBe(200);
  });

  test("components that the cluster keeps are told as a list, and the group stays", async () => {
    await tenant.install(app);
    await tenant.fault({ point: "region.deleteService", times: 1, response: boom });
    expect((await tenant.call("DELETE", app)).json).toMatchObject({ msg: [{ status: 507 }], msg_show: "请求错误" });
    expect(await tenant.services(app)).toHaveLength(1);
    expect((await tenant.call("DELETE", app)).status).toBe(200);
  });

  test("a group that the cluster doesn't know stays, without its components", async () => {
    await tenant.install(app);
    await tenant.fault({ point: "region.deleteApp", times: 1, response: { status: 404, body: { msg: "gone" } } });
    expect(await tenant.call("DELETE", app)).toMatchObject({
      status: 404,
      json: { msg: "region no found this resource" },
    });
    expect(await tenant.services(app)).toEqual([]);
  });

  test("the delete that asks no questions is 200 with leftovers, and 500 when the group is gone", async () => {
    await tenant.install(app);
    const whole = `${app.replace("/apps/", "/app/")}/delete`;
    await tenant.fault({ point: "region.deleteService", times: 1, response: boom });
    expect((await tenant.call("DELETE", whole)).status).toBe(200);
    expect((await tenant.call("DELETE", whole)).status).toBe(500);
  });
});
