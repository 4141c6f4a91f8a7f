import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { z } from "zod";
import { connect, consoleOver, type Console } from "../../provider/console";
import { ConsoleError } from "../../provider/errors";
import { ScriptedServer, type Answer } from "./scripted-server";

const team = { teamId: "0123456789abcdef0123456789abcdef", regionName: "rainbond" };
const app = { ...team, appId: 7 };
const request = {
  market_url: "http://store.example",
  market_domain: "rainbond",
  market_type: "rainstore",
  market_access_key: "market-key-value",
  app_model_id: "model",
  app_model_version: "1.0",
};
const token = "a-raw-token";
const group = { ID: 7, group_name: "demo", k8s_app: "demo", note: null };

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });
const locked = json(500, {
  code: 10401,
  msg: "database is locked",
  msg_show: "Traceback (most recent call last): …",
  error_type: "OperationalError",
});

let server: ScriptedServer | undefined;
let writes = 0;

async function consoleThatAnswers(...answers: Answer[]): Promise<Console> {
  server = await ScriptedServer.start(answers);
  writes = 0;
  return consoleOver(connect({ endpoint: server.url, token }), (_, send) => {
    writes += 1;
    return send();
  });
}

async function failureOf(work: Promise<unknown>): Promise<ConsoleError> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof ConsoleError)) throw new Error(`expected a ConsoleError, not ${String(thrown)}`);
  return thrown;
}

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe("the console's client", () => {
  it("sends the raw token, without a scheme and without a slash at the end of the path", async () => {
    const console = await consoleThatAnswers(json(200, [group]));
    expect(await console.listApps(team)).toEqual([{ appId: 7, name: "demo", k8sApp: "demo", note: "" }]);
    expect(server?.asked).toEqual([
      { method: "GET", path: `/openapi/v1/teams/${team.teamId}/regions/rainbond/apps`, authorization: token },
    ]);
  });

  it.each([429, 502, 503, 504])("asks again after %i, as a read changes nothing", async (status) => {
    const console = await consoleThatAnswers({ status, headers: { "retry-after": "0" } }, json(200, []));
    expect(await console.listApps(team)).toEqual([]);
    expect(server?.asked).toHaveLength(2);
  });

  it("waits as long as a server asks for, up to a minute", async () => {
    const busy = { status: 503, headers: { "retry-after": "1" } };
    const console = await consoleThatAnswers(busy, json(200, []));
    const startedAt = performance.now();
    expect(await console.listApps(team)).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it("doesn't wait for a server that asks for more than a minute", async () => {
    const later = await consoleThatAnswers({ status: 503, headers: { "retry-after": "61" } }, json(200, []));
    expect((await failureOf(later.listApps(team))).httpStatus).toBe(503);
  });

  it("ends a read that was sent, and the pause before the next attempt, when the operation's time is over", async () => {
    const end = new AbortController();
    server = await ScriptedServer.start([{ status: 503, headers: { "retry-after": "59" } }]);
    const console = consoleOver(connect({ endpoint: server.url, token }), (_, send) => send(), end.signal);
    const asked = failureOf(console.listApps(team));
    while (server.asked.length === 0) await new Promise(setImmediate);
    end.abort();
    expect((await asked).message).toContain("no answer within the time limit");
  });

  it("asks again after a connection that was cut", async () => {
    const console = await consoleThatAnswers(null, json(200, []));
    expect(await console.listApps(team)).toEqual([]);
  });

  it.each<[string, Answer]>([
    ["a cut connection", null],
    ["500", json(500, { code: 10401, msg: "boom", msg_show: "", error_type: "Exception" })],
    ["502", { status: 502 }],
    ["503", { status: 503, headers: { "retry-after": "0" } }],
    ["429", { status: 429, headers: { "retry-after": "0" } }],
    ["a locked database", locked],
  ])("never sends an install or an upgrade twice: after %s", async (_, answer) => {
    const console = await consoleThatAnswers(answer);
    await failureOf(console.install(app, request, true));
    await failureOf(console.upgrade(app, { marketName: "m", appModelId: "a", version: "1" }));
    expect(server?.asked.map(({ path }) => path.split("/").at(-1))).toEqual(["install?is_deploy=true", "upgrade"]);
    expect(writes).toBe(2);
  });

  it("knows that nothing happened when nobody listens, and doesn't know after a cut connection or a 500", async () => {
    const console = await consoleThatAnswers(null, json(500, { code: 10401, msg: "boom", msg_show: "" }));
    expect(await failureOf(console.upgrade(app, { marketName: "m", appModelId: "a", version: "1" }))).toMatchObject({
      kind: "noAnswer",
      effect: "unknown",
    });
    expect(await failureOf(console.deleteApp(app))).toMatchObject({ kind: "crashed", effect: "unknown" });
    await server?.stop();
    expect(await failureOf(console.install(app, request, true))).toMatchObject({ kind: "unreachable", effect: "none" });
  });

  it("sends a write again that the console's locked database kept from happening", async () => {
    const console = await consoleThatAnswers(locked, locked, json(201, group));
    expect(await console.createApp(team, { name: "demo", k8sApp: "demo", note: "" })).toMatchObject({ appId: 7 });
    expect(server?.asked.map(({ method }) => method)).toEqual(["POST", "POST", "POST"]);
  });

  it("holds no more calls at once than it may, and makes the others wait", async () => {
    const held: ServerResponse[] = [];
    let most = 0;
    const slow = createServer((_, response) => {
      held.push(response);
      most = Math.max(most, held.length);
      // Only two at once are ever answered: with fewer the calls would never end.
      if (held.length === 2)
        setTimeout(() => {
          held.splice(0).forEach((each) => each.end("[]"));
        }, 50);
    });
    await once(slow.listen(0, "127.0.0.1"), "listening");
    const { port } = z.object({ port: z.number() }).parse(slow.address());
    const endpoint = `http://127.0.0.1:${port}`;
    const console = consoleOver(connect({ endpoint, token, maxConcurrency: 2 }), (_, send) => send());
    await Promise.all(Array.from({ length: 6 }, () => console.listApps(team)));
    expect(most).toBe(2);
    slow.close();
  });

  it("deploys only when asked to: the parameter builds whatever its value", async () => {
    const installed = json(200, { ID: 7, enterprise_id: "e", service_list: [] });
    const console = await consoleThatAnswers(installed);
    await console.install(app, request, false);
    await console.install(app, request, true);
    expect(server?.asked.map(({ path }) => path.split("/").at(-1))).toEqual(["install", "install?is_deploy=true"]);
  });

  it("takes an empty body for the success that it is", async () => {
    const console = await consoleThatAnswers({ status: 200, headers: { "content-type": "" } });
    await expect(console.deleteApp(app)).resolves.toBeUndefined();
  });

  it("sends no operation without components: an empty list would mean all of them", async () => {
    const console = await consoleThatAnswers(json(200, { msg: "ok" }));
    await console.operate(app, "stop", []);
    expect(server?.asked).toEqual([]);
  });

  it("doesn't follow a redirect, which would carry the token elsewhere, and names its target", async () => {
    const console = await consoleThatAnswers({
      status: 302,
      headers: { location: "http://elsewhere.example/login?ticket=secret" },
    });
    const failure = await failureOf(console.listApps(team));
    expect(failure.message).toContain("302 (a redirect to http://elsewhere.example/login). ");
    expect(server?.asked).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ["a web page", { status: 200, headers: { "content-type": "text/html" }, body: "<html>hello</html>" }],
    ["an empty body", { status: 200 }],
    ["half of a JSON", { status: 200, body: '[{"ID": 7, "group' }],
    ["JSON of something else", json(200, { hello: "world" })],
    ["a web page with 404", { status: 404, headers: { "content-type": "text/html" }, body: "<h1>Not Found</h1>" }],
  ])("says that %s isn't a Rainbond console's answer, and shows nothing of it", async (_, answer) => {
    const failure = await failureOf((await consoleThatAnswers(answer)).listApps(team));
    expect(failure.kind).toBe("notRainbond");
    expect(failure.message).toContain("check RAINBOND_ENDPOINT");
    expect(failure.message).not.toMatch(/<|hello/);
  });

  it("shows neither token nor market key, even where the server repeats them", async () => {
    const echo = json(400, { code: 400, msg: "install app failure", msg_show: `with ${token}` });
    const failure = await failureOf((await consoleThatAnswers(echo)).install(app, request, true));
    expect(failure.message).toContain("with [secret]");
    expect(JSON.stringify(failure)).not.toContain(token);
  });

  it.each<[number, unknown, string]>([
    [404, { code: 404, msg: "no found app", msg_show: "应用不存在" }, "appMissing"],
    [404, { code: 404, msg: "no found team", msg_show: "团队不存在" }, "teamMissing"],
    [404, { code: 3000, msg: "the region is not found", msg_show: "集群不存在" }, "regionMissing"],
    [404, { code: 404, msg: "region no found this resource", msg_show: "数据中心资源不存在" }, "clusterLostIt"],
    [404, { code: 404, msg: "no found app market", msg_show: "应用商店不存在" }, "marketMissing"],
    [412, { code: 10406, msg: "cluster lack of memory", msg_show: "集群资源不足" }, "lacksResources"],
    [412, { code: 10417, msg: "authorize expiration of authorization", msg_show: "集群授权已过期" }, "licence"],
    [400, { code: 10411, msg: "MaxRetryError", msg_show: "访问数据中心异常" }, "clusterUnreachable"],
    [409, { code: 2001, msg: "the team is not initialized in the region", msg_show: "" }, "regionUnavailable"],
    [
      401,
      { detail: "No such user", code: 401, msg: "No such user or user is not admin", msg_show: "" },
      "tokenRefused",
    ],
    [401, { code: 10421, msg: "no store auth token", msg_show: "缺少云应用市场token" }, "storeKeyRefused"],
    [401, { code: 10400, msg: "invalid license", msg_show: "" }, "licence"],
    [400, { code: 21003, msg: "k8s app exists", msg_show: "应用英文名已存在" }, "k8sAppTaken"],
    [400, { code: 400, msg: "app name exist", msg_show: "应用名称已存在" }, "appNameTaken"],
    [400, { detail: "参数错误", err: { app_name: ["该字段是必填项。"] }, code: 20400 }, "invalidRequest"],
    [412, { code: 412, msg: "delete error", msg_show: "" }, "neededByOthers"],
    [500, { code: 10401, msg: "HTTPConnectionPool", msg_show: "", error_type: "MaxRetryError" }, "storeUnreachable"],
  ])("tells %i %j for what it is: %s", async (status, body, kind) => {
    const failure = await failureOf((await consoleThatAnswers(json(status, body))).getApp(app));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(
      /^can't read the app group: GET http:\/\/127\.0\.0\.1:\d+\/openapi\/v1\/teams\/\w+\/regions\/rainbond\/apps\/7: \d{3} ".+"(, [^.]+)?\. ./,
    );
  });

  const region = { apitype: "Not specified", url: "http://10.0.0.1:8888/v2/x", method: "POST", httpcode: 500 };
  it.each<[string, number, unknown, string]>([
    [
      "a meaning in English for what the console says in Chinese",
      412,
      { code: 10420, msg: "tenant quota memory lack", msg_show: "团队内存配额不足" },
      '412 "tenant quota memory lack", the team\'s memory quota is used up. Ask',
    ],
    [
      "the cluster's words, not its body",
      400,
      { code: 400, msg: { ...region, body: { msg: "boom" } }, msg_show: "" },
      '400 "the cluster answered 500 boom". ',
    ],
    [
      "the cluster's words behind a failed install",
      400,
      {
        code: 400,
        msg: "install app failure",
        msg_show: `安装应用发生异常${JSON.stringify({ ...region, body: { msg: "boom" } })}`,
      },
      '400 "install app failure: the cluster answered 500 boom". ',
    ],
    [
      "the store's words, not its body",
      404,
      { code: 404, msg: '{"code": 404, "msg": "app not found"}', msg_show: "资源不存在" },
      '404 "app not found: 资源不存在". ',
    ],
    [
      "each component that couldn't be deleted",
      400,
      {
        code: 400,
        msg: [{ status: 507, msg: "delete error", service_id: "x", service_cname: "Web" }],
        msg_show: "请求错误",
      },
      '400 "Web: delete error: 请求错误". ',
    ],
    [
      "each field that was refused",
      400,
      { detail: "参数错误", err: { app_name: ["该字段是必填项。"] }, code: 20400 },
      '400 "app_name: 该字段是必填项。". ',
    ],
    [
      "no traceback",
      500,
      { code: 10401, msg: "boom", msg_show: "Traceback (most recent call last): x", error_type: "E" },
      '500 "boom". ',
    ],
  ])("shows %s", async (_, status, body, shown) => {
    const failure = await failureOf((await consoleThatAnswers(json(status, body))).getApp(app));
    expect(failure.message).toContain(`/apps/7: ${shown}`);
  });
});
