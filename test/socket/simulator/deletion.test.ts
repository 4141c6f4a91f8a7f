import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

const running = { code: 400, msg: "There are running components under the current application" };

/** Deletes a component and returns what is told of it. */
async function remove(name: string, query = ""): Promise<unknown[]> {
  const { status, text, contentType } = await tenant.call("DELETE", (await tenant.service(name)).path + query);
  return status === 200 ? [status, text, contentType] : [status];
}

describe("deletion of a component", () => {
  test("is 412 while another needs it; afterwards 200 without body and media type, and 404 when repeated", async () => {
    await tenant.install();
    const database = await tenant.service("Database");
    expect(await tenant.call("DELETE", database.path)).toMatchObject({ status: 412, json: { msg: "delete error" } });
    expect(await remove("Web")).toEqual([200, "", null]);
    expect(await remove("Database")).toEqual([200, "", null]);
    expect((await tenant.call("DELETE", database.path)).status).toBe(404);
  });

  test("by force deletes and still answers what stood against it", async () => {
    await tenant.run();
    expect(await remove("Web")).toEqual([409]);
    expect(await remove("Web", "?force=1")).toEqual([409]);
    expect(await tenant.services()).toMatchObject([{ service_cname: "Database" }]);
  });

  test("by force takes a component from under the one that needs it, and answers 412", async () => {
    await tenant.install();
    expect(await remove("Database", "?force=1")).toEqual([412]);
    expect(await tenant.services()).toMatchObject([{ service_cname: "Web" }]);
  });

  test.each([
    ["running", 409],
    ["starting", 409],
    ["restoring", 409],
    ["stopping", 409],
    ["failure", 409],
    ["unKnow", 409],
    ["unusual", 409],
    ["abnormal", 409],
    ["some_abnormal", 409],
    ["waiting", 200],
    ["upgrade", 200],
    ["paused", 200],
    ["succeeded", 200],
    ["unknow", 200],
    ["closed", 200],
  ])("with the status %s is %i", async (status, expected) => {
    await tenant.install();
    const web = await tenant.service("Web");
    await tenant.change(web.service_id, { status });
    expect((await tenant.call("DELETE", web.path)).status).toBe(expected);
  });

  test("that the cluster refuses is 507, and the component stays", async () => {
    await tenant.install();
    await tenant.fail("region.deleteService");
    expect(await tenant.call("DELETE", (await tenant.service("Web")).path)).toMatchObject({
      status: 507,
      json: { msg: "delete error" },
    });
    expect(await tenant.services()).toHaveLength(2);
  });
});

describe("deletion of an app group", () => {
  test("is refused for anything but closed components, whatever force says; 404 when repeated", async () => {
    await tenant.run();
    for (const status of [null, "waiting", "abnormal", "unknow", "succeeded"]) {
      await tenant.change((await tenant.service("Web")).service_id, { status });
      expect(await tenant.call("DELETE", `${tenant.app}?force=1`)).toMatchObject({ status: 400, json: running });
    }
    await tenant.change((await tenant.service("Web")).service_id, { status: null });
    await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" });
    await tenant.waitFor(tenant.app, "closed");
    expect(await tenant.call("DELETE", `${tenant.app}?force=yes`)).toMatchObject({
      status: 400,
      json: { msg: "force value error" },
    });
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({ status: 200, text: "", contentType: null });
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({ status: 404, json: { msg: "no found app" } });
  });

  test("takes running components along, unchecked, while the cluster tells no statuses", async () => {
    await tenant.run();
    await tenant.fail("region.servicesStatus");
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(200);
  });

  test("tells the components that the cluster keeps as a list, and the group stays", async () => {
    await tenant.install();
    await tenant.fail("region.deleteService");
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({
      status: 400,
      json: { msg: [{ status: 507 }], msg_show: "请求错误" },
    });
    expect(await tenant.services()).toHaveLength(1);
    await tenant.fail("region.deleteService", 2);
    expect((await tenant.call("DELETE", `${tenant.app}?force=1`)).json).toMatchObject({
      msg: "delete component from cluster failure",
    });
    expect((await tenant.call("DELETE", tenant.app)).status).toBe(200);
  });

  test("leaves the group, without its components, if the cluster doesn't know it", async () => {
    await tenant.install();
    await tenant.fail("region.deleteApp", 1, 404, { msg: "gone" });
    expect(await tenant.call("DELETE", tenant.app)).toMatchObject({
      status: 404,
      json: { code: 404, msg: "region no found this resource" },
    });
    expect(await tenant.services()).toEqual([]);
  });

  test("twice at once deletes once: the other is told what it didn't find any more", async () => {
    await tenant.install();
    await tenant.hold();
    const both = [await tenant.begin("DELETE", tenant.app), await tenant.begin("DELETE", tenant.app)];
    await tenant.release();
    const answers = await Promise.all(both.map(({ answer }) => answer));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
    expect((await tenant.call("GET", tenant.app)).status).toBe(404);
  });
});

describe("the delete that asks no questions", () => {
  const whole = (): string => `${tenant.app.replace("/apps/", "/app/")}/delete`;

  test("is 200 with leftovers, and a crash when the group is gone", async () => {
    await tenant.run();
    const web = await tenant.service("Web");
    await tenant.fail("region.deleteService", 2);
    expect(await tenant.call("DELETE", whole())).toMatchObject({ status: 200, json: { msg_show: "删除成功" } });
    const empty = await tenant.createApp();
    expect((await tenant.call("GET", `${empty}/services/${web.service_id}`)).status).toBe(200);
    expect(await tenant.call("DELETE", whole())).toMatchObject({
      status: 500,
      json: { code: 10401, error_type: "AttributeError" },
    });
  });

  test("is a page when the cluster refuses to stop, and nothing is deleted", async () => {
    await tenant.install();
    await tenant.fail("region.batchOperation");
    expect(await tenant.call("DELETE", whole())).toMatchObject({
      status: 500,
      contentType: "text/html",
      text: "<h1>server error</h1>",
    });
    expect(await tenant.services()).toHaveLength(2);
  });
});

describe("deletion of a team", () => {
  test("is refused while a component runs, and takes groups and components along", async () => {
    const team = `/teams/${tenant.simulator.info.teamId ?? ""}`;
    await tenant.run();
    expect(await tenant.call("DELETE", team)).toMatchObject({ status: 400, json: running });
    await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" });
    await tenant.waitFor(tenant.app, "closed");
    expect(await tenant.call("DELETE", team)).toMatchObject({ status: 200, text: "", contentType: null });
    expect(await tenant.call("GET", tenant.app)).toMatchObject({ status: 404, json: { msg: "no found team" } });
  });
});
