import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** Asks for a URL of an app as a browser does; its host is this machine, whatever it is called. */
async function visit(url: string, method = "GET"): Promise<unknown[]> {
  const { host, pathname } = new URL(url);
  const { status, text } = await tenant.call(method, pathname, undefined, {
    token: null,
    headers: { Host: host },
    isWhole: true,
  });
  return [status, text];
}

/** The address of the demo's web component. */
async function address(): Promise<string> {
  const { json } = await tenant.call("GET", (await tenant.service("Web")).path);
  return z.object({ access_infos: z.tuple([z.string()]) }).parse(json).access_infos[0];
}

const answered = (path: string, method = "GET"): string =>
  `Web (registry.example/guestbook/web:1.0) answers ${method} ${path}\n`;

describe("the gateway", () => {
  test("answers for a component at its address while it runs, 503 once it is stopped, 404 once the rule is deleted", async () => {
    await tenant.install();
    const url = await address();
    expect(new URL(url).port).toBe(new URL(tenant.simulator.url).port);
    expect(await visit(url)).toEqual([503, "no pod of Web runs\n"]);
    await tenant.call("POST", `${tenant.app}/operations`, { action: "deploy" });
    await tenant.waitFor(tenant.app, "running");
    expect(await visit(`${url}/a/b`, "POST")).toEqual([200, answered("/a/b", "POST")]);
    await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" });
    expect((await visit(url))[0]).toBe(503);
    const { json } = await tenant.call("GET", `${tenant.app}/httpdomains`);
    const [rule] = z.array(z.object({ http_rule_id: z.string() })).parse(json);
    await tenant.call("DELETE", `${tenant.app}/httpdomains/${rule?.http_rule_id ?? ""}`);
    expect((await visit(url))[0]).toBe(404);
  });

  test("answers below a path of its own without a name service, and leaves no trace among the requests", async () => {
    await tenant.run();
    await tenant.call("DELETE", "/simulator/requests");
    const { host } = new URL(await address());
    const { origin } = new URL(tenant.simulator.url);
    const { status, text } = await tenant.call("GET", `/gateway/${host}/x`, undefined, { token: null });
    expect([origin, status, text]).toEqual([tenant.simulator.url, 200, answered("/x")]);
    expect((await tenant.call("GET", "/simulator/requests")).text).not.toContain("gateway");
  });

  test("follows the rule with the longest path, and none of a port that is closed to the outside", async () => {
    await tenant.run();
    const { service_id: web, path } = await tenant.service("Web");
    const rule = { service_id: web, container_port: 8080, domain_name: "shop.example.com", domain_path: "/api" };
    expect((await tenant.call("POST", `${tenant.app}/httpdomains`, rule)).status).toBe(201);
    expect(await visit("http://shop.example.com/api/x")).toEqual([200, answered("/api/x")]);
    expect((await visit("http://shop.example.com/apix"))[0]).toBe(404);
    await tenant.call("PUT", `${path}/ports/8080`, { action: "close_outer" });
    expect((await visit("http://shop.example.com/api/x"))[0]).toBe(404);
  });

  test("takes no host for its own but those of rules and of the regions", async () => {
    expect((await visit("http://nobody.apps.localhost/"))[0]).toBe(404);
    const teams = await tenant.call("GET", "/teams", undefined, { headers: { Host: "console.example" } });
    expect(teams.status).toBe(200);
  });
});
