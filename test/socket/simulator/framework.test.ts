import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import { internalToken } from "../../../simulator/console/call/authentication";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();

/** Calls `GET /teams` with headers and returns status, headers and bytes as they came. */
async function rawTeams(
  headers: Record<string, string>,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; bytes: Buffer }> {
  const { url, info } = tenant.simulator;
  return await new Promise((resolve, reject) => {
    request(`${url}/openapi/v1/teams`, { headers: { Authorization: info.adminToken, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
      });
    })
      .on("error", reject)
      .end();
  });
}

describe("addresses", () => {
  test.each(["/teams/", "/nope", "/teams/a b", "/regions/rainbond/"])("%s is a page with status 404", async (path) => {
    expect(await tenant.call("GET", path)).toMatchObject({ status: 404, contentType: "text/html" });
  });

  test("an app id of other characters than digits and hyphens is a page, one that is no number a crash", async () => {
    expect(await tenant.call("GET", `${tenant.region}/apps/x1`)).toMatchObject({
      status: 404,
      contentType: "text/html",
    });
    expect(await tenant.call("GET", `${tenant.region}/apps/1-2`)).toMatchObject({ status: 500, json: { code: 10401 } });
    expect(await tenant.call("DELETE", `${tenant.region}/app/x/delete`)).toMatchObject({ status: 500 });
  });

  test("whatever follows httpdomains and logs is ignored", async () => {
    expect((await tenant.call("GET", "/httpdomains-and-more")).json).toEqual([]);
    expect((await tenant.call("GET", `${tenant.region}/events/x/logs/more`)).json).toEqual({ logs: [] });
  });

  test("a method that a path doesn't have is 405, but only after what the path names was found", async () => {
    expect(await tenant.call("PATCH", "/teams")).toMatchObject({
      status: 405,
      json: { code: 405, error_type: "MethodNotAllowed", error_trace: expect.any(String) as unknown },
      headers: { allow: "GET, POST, HEAD, OPTIONS" },
    });
    expect(await tenant.call("PATCH", "/teams/nope")).toMatchObject({ status: 404, json: { msg: "no found team" } });
  });

  test("OPTIONS describes a path, and HEAD is GET without a body", async () => {
    expect(await tenant.call("OPTIONS", "/teams")).toMatchObject({
      status: 200,
      json: { renders: ["application/json", "text/html"] },
    });
    expect(await tenant.call("HEAD", "/teams")).toMatchObject({
      status: 200,
      contentType: "application/json",
      text: "",
    });
  });
});

describe("who calls", () => {
  test.each([
    [{}, "No token"],
    [{ Authorization: "nobody" }, "No such user or user is not admin"],
    [{ Authorization: "Bearer simulator-admin-token" }, "No such user or user is not admin"],
    [{ Authorization: "simulator-admin-token", "X-Internal-Token": "wrong" }, "Invalid internal token"],
  ])("%j is refused: %s", async (headers, detail) => {
    expect(await tenant.call("GET", "/teams", undefined, { token: null, headers })).toMatchObject({
      status: 401,
      headers: { "www-authenticate": "Token" },
      json: { code: 401, detail, msg: detail, error_type: "AuthenticationFailed" },
    });
  });

  test("the internal token opens everything but operations, and belongs to no team", async () => {
    const internal = { token: null, headers: { "X-Internal-Token": internalToken } };
    expect((await tenant.call("GET", "/teams", undefined, internal)).json).toMatchObject({ tenants: [], total: 0 });
    expect((await tenant.call("GET", tenant.app, undefined, internal)).status).toBe(200);
    expect((await tenant.call("POST", `${tenant.app}/operations`, { action: "stop" }, internal)).json).toMatchObject({
      code: 10402,
    });
  });

  test("a token without rights may do everything but list regions and operate components of others' teams", async () => {
    expect(await tenant.callPlainly("GET", "/regions")).toMatchObject({
      status: 403,
      json: { error_type: "PermissionDenied" },
    });
    expect((await tenant.callPlainly("GET", "/mcp/regions")).status).toBe(200);
    expect((await tenant.callPlainly("GET", "/teams")).json).toMatchObject({ total: 0 });
    expect(await tenant.callPlainly("POST", `${tenant.app}/operations`, { action: "stop" })).toMatchObject({
      status: 403,
      json: { code: 10402, msg: "no permissions " },
    });
    expect((await tenant.callPlainly("DELETE", tenant.app)).status).toBe(200);
    expect((await tenant.callPlainly("DELETE", `/teams/${tenant.simulator.info.teamId ?? ""}`)).status).toBe(200);
  });

  test("who opened a team may operate in it", async () => {
    const { regionName } = tenant.simulator.info;
    const team = await tenant.callPlainly("POST", "/teams", { tenant_name: "own", region: regionName });
    const id = /"tenant_id":"(\w+)"/.exec(team.text)?.[1] ?? "";
    const app = await tenant.callPlainly("POST", `/teams/${id}/regions/${regionName}/apps`, { app_name: "own" });
    expect(app.json).toMatchObject({ username: "plainuser" });
    const path = `/teams/${id}/regions/${regionName}/apps/${/"ID":(\d+)/.exec(app.text)?.[1] ?? ""}`;
    expect((await tenant.callPlainly("POST", `${path}/operations`, { action: "stop" })).status).toBe(200);
    expect((await tenant.callPlainly("GET", "/teams")).json).toMatchObject({
      total: 1,
      tenants: [{ creater: "plainuser" }],
    });
  });
});

describe("forms of answers", () => {
  test.each([
    ["text/html", 200, "text/html; charset=utf-8"],
    ["text/html;q=0.9, application/json", 200, "application/json"],
    ["image/png, */*;q=0.1", 200, "application/json"],
    ["text/*", 200, "text/html; charset=utf-8"],
    ["image/png", 406, "application/json"],
  ])("Accept: %s on a path without a team answers %i as %s", async (accept, status, contentType) => {
    expect(await tenant.call("GET", "/teams", undefined, { headers: { Accept: accept } })).toMatchObject({
      status,
      contentType,
    });
  });

  test("a path below a team is JSON whatever is asked for", async () => {
    const answer = await tenant.call("GET", `${tenant.app}?format=xml`, undefined, {
      headers: { Accept: "text/html" },
    });
    expect(answer).toMatchObject({ status: 200, contentType: "application/json" });
  });

  test("?format= chooses the form, and an unknown one is 404", async () => {
    expect((await tenant.call("GET", "/teams?format=api")).contentType).toBe("text/html; charset=utf-8");
    expect((await tenant.call("GET", "/teams?format=json")).json).toMatchObject({ total: 1 });
    expect(await tenant.call("GET", "/teams?format=xml")).toMatchObject({ status: 404, json: { code: 404 } });
  });

  test("an answer of 200 bytes or more is compressed where gzip is asked for", async () => {
    const { headers, bytes } = await rawTeams({ "Accept-Encoding": "gzip, br" });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ total: 1 });
    const short = await rawTeams({ "Accept-Encoding": "gzip", Authorization: tenant.simulator.info.plainToken });
    expect([short.headers["content-encoding"], short.bytes.length < 200]).toEqual([undefined, true]);
  });

  test("every answer has a request id, the caller's own if there is one", async () => {
    expect((await tenant.call("GET", "/nope")).headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    const headers = { "X-Request-ID": "mine" };
    expect((await tenant.call("GET", "/teams", undefined, { headers })).headers["x-request-id"]).toBe("mine");
  });
});

describe("forms of requests", () => {
  const post = async (body: string, type: string): Promise<unknown> => {
    const answer = await tenant.call("POST", "/teams", body, { headers: { "Content-Type": type } });
    return answer.status === 201 ? answer.json : [answer.status, answer.json];
  };

  test("JSON, a form and multipart are understood, other types are 415", async () => {
    expect(await post('{"tenant_name":"a"}', "application/json; charset=utf-8")).toMatchObject({ tenant_alias: "a" });
    expect(await post("tenant_name=b", "application/x-www-form-urlencoded")).toMatchObject({ tenant_alias: "b" });
    const part = '--x\r\nContent-Disposition: form-data; name="tenant_name"\r\n\r\nc\r\n--x--\r\n';
    expect(await post(part, "multipart/form-data; boundary=x")).toMatchObject({ tenant_alias: "c" });
    expect(await post("x", "text/plain")).toMatchObject([415, { error_type: "UnsupportedMediaType" }]);
  });

  test.each([
    ["{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"],
    ['{"a":}', "Expecting value: line 1 column 6 (char 5)"],
    ['{"a":1\n"b":2}', "Expecting ',' delimiter: line 2 column 1 (char 7)"],
    ["{} x", "Extra data: line 1 column 4 (char 3)"],
    ['"open', "Unterminated string starting at: line 1 column 1 (char 0)"],
    ["[NaN]", "Out of range float values are not JSON compliant: NaN"],
  ])("malformed JSON %j is 400 in Python's words", async (body, problem) => {
    const detail = `JSON parse error - ${problem}`;
    expect(await post(body, "application/json")).toMatchObject([400, { code: 400, detail, error_type: "ParseError" }]);
  });

  test.each([
    ["[]", { non_field_errors: ["无效数据。期待为字典类型，得到的是 list 。"] }],
    ["null", { non_field_errors: ["No data provided"] }],
    ["{}", { tenant_name: ["该字段是必填项。"] }],
    ['{"tenant_name":null}', { tenant_name: ["该字段不能为 null。"] }],
    ['{"tenant_name":"  "}', { tenant_name: ["该字段不能为空。"] }],
    ['{"tenant_name":true}', { tenant_name: ["Not a valid string."] }],
    [`{"tenant_name":"${"x".repeat(25)}"}`, { tenant_name: ["请确保这个字段不能超过 24 个字符。"] }],
  ])("%s is refused, field by field", async (body, err) => {
    const refusal = { detail: "参数错误", err, code: 20400, error_type: "ValidationError" };
    expect(await post(body, "application/json")).toEqual([400, refusal]);
  });

  test("texts are trimmed, and a number is a text", async () => {
    expect(await post('{"tenant_name":" a b "}', "application/json")).toMatchObject({ tenant_alias: "a b" });
    expect(await post('{"tenant_name":123}', "application/json")).toMatchObject({ tenant_alias: "123" });
  });
});
