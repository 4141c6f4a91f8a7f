import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();
let web: string;

beforeEach(async () => {
  await tenant.install();
  ({ path: web } = await tenant.service("Web"));
});

async function changePort(action: string, more: Record<string, unknown> = {}, port = 8080): Promise<unknown[]> {
  const { status, json } = await tenant.call("PUT", `${web}/ports/${port}`, { action, ...more });
  return [status, json];
}

async function ports(): Promise<unknown> {
  const { json } = await tenant.call("GET", `${web}/ports`);
  return z.object({ data: z.object({ list: z.unknown() }) }).parse(json).data.list;
}

test("an unknown port is told in other words when it is changed than when it is deleted", async () => {
  expect(await changePort("open_outer", {}, 9)).toMatchObject([404, { msg: "component port does not exist" }]);
  expect((await tenant.call("DELETE", `${web}/ports/9`)).json).toMatchObject({ code: 404, msg: "port not found" });
});

test("a port that is open to the outside keeps to HTTP", async () => {
  expect(await changePort("change_protocol", { protocol: "tcp" })).toMatchObject([
    400,
    { msg: "change port fail", msg_show: "请关闭外部访问" },
  ]);
  await changePort("close_outer");
  expect(await changePort("change_protocol", { protocol: "tcp" })).toMatchObject([
    200,
    { data: { bean: { protocol: "tcp" } } },
  ]);
});

test("a new alias of a port without a name inside the cluster is a crash, and a blank name refused", async () => {
  const rename = (more: Record<string, unknown>): Promise<unknown[]> =>
    changePort("change_port_alias", { port_alias: "WWW", ...more });
  expect(await rename({})).toMatchObject([500, { msg: "object of type 'NoneType' has no len()" }]);
  expect(await rename({ k8s_service_name: null })).toMatchObject([500, { error_type: "TypeError" }]);
  expect(await rename({ k8s_service_name: "" })).toMatchObject([400, { code: 20400 }]);
  expect(await ports()).toMatchObject([{ port_alias: "WEB" }]);
});

test("a new port speaks HTTP unless it says otherwise, and may not say none", async () => {
  const add = (body: Record<string, unknown>): ReturnType<Tenant["call"]> =>
    tenant.call("POST", `${web}/ports`, { port: 25, is_inner_service: true, ...body });
  expect(await add({ protocol: null })).toMatchObject({ status: 400, json: { msg: "params error" } });
  expect(await add({})).toMatchObject({ status: 200, json: { data: { bean: { protocol: "http" } } } });
});
