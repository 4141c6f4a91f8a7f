import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { connect, consoleOver, type Console, type ConsoleSettings } from "../../provider/console";
import { ConsoleError, type ConsoleErrorKind, type Effect } from "../../provider/errors";
import { certificateFile, startProxy, startTls, type Gateway } from "../host/gateways";
import { ScriptedServer, type Answer } from "./scripted-server";

const team = { teamId: "0123456789abcdef0123456789abcdef", regionName: "rainbond" };
const app = { ...team, appId: 7 };
const page = { "content-type": "text/html; charset=utf-8" };
const text = { "content-type": "text/plain" };

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function consoleBehind(answer: Answer): Promise<Console> {
  server = await ScriptedServer.start([answer]);
  return consoleOver(connect({ endpoint: server.url, token: "a-raw-token" }), (_, send) => send());
}

/** A write that is never sent twice: only what its answer says counts. */
async function failureBehind(answer: Answer): Promise<ConsoleError> {
  const console = await consoleBehind(answer);
  const upgrade = console.upgrade(app, { marketName: "m", appModelId: "a", version: "1" });
  const thrown: unknown = await upgrade.catch((error: unknown) => error);
  if (!(thrown instanceof ConsoleError)) throw new Error(`expected a ConsoleError, not ${String(thrown)}`);
  return thrown;
}

/** Every status of a gateway, proxy, firewall or load balancer: what it means, whether the console may have acted, and what to do. */
const statuses: [status: number, kind: ConsoleErrorKind, effect: Effect, words: RegExp][] = [
  [300, "redirected", "none", /Redirects aren't followed/],
  [301, "redirected", "none", /Redirects aren't followed/],
  [302, "redirected", "none", /Redirects aren't followed/],
  [303, "redirected", "none", /Redirects aren't followed/],
  [307, "redirected", "none", /Redirects aren't followed/],
  [308, "redirected", "none", /Redirects aren't followed/],
  [400, "gatewayRefused", "none", /refuses the request.*Check RAINBOND_ENDPOINT.*TLS.*host's name/],
  [401, "gatewayRefused", "none", /a login of its own.*let \/openapi\/v1 through/],
  [403, "gatewayRefused", "none", /gateway, proxy or firewall refuses.*operator/],
  [404, "notRainbond", "none", /isn't a Rainbond console's answer: check RAINBOND_ENDPOINT/],
  [405, "gatewayRefused", "none", /doesn't allow the method.*GET, POST, PUT and DELETE/],
  [407, "gatewayRefused", "none", /the proxy asks for a login.*HTTPS_PROXY.*NO_PROXY/],
  [408, "gatewayGaveUp", "unknown", /waited too long.*Run the command again/],
  [410, "notRainbond", "none", /isn't a Rainbond console's answer/],
  [411, "gatewayRefused", "none", /no body of this size.*limit/],
  [413, "gatewayRefused", "none", /no body of this size.*limit/],
  [414, "gatewayRefused", "none", /no address of this length.*limit/],
  [418, "notRainbond", "none", /isn't a Rainbond console's answer/],
  [421, "gatewayRefused", "none", /isn't meant for this host.*Check the host/],
  [425, "gatewayRefused", "none", /later.*Run the command again/],
  [426, "gatewayRefused", "none", /another protocol.*scheme/],
  [429, "rateLimited", "none", /too many calls.*rainbond:maxConcurrency/],
  [431, "gatewayRefused", "none", /headers of this size.*RAINBOND_TOKEN/],
  [444, "gatewayGaveUp", "unknown", /closed the connection.*may have acted/],
  [494, "gatewayRefused", "none", /headers of this size/],
  [495, "gatewayRefused", "none", /certificate of the caller/],
  [496, "gatewayRefused", "none", /certificate of the caller/],
  [497, "gatewayRefused", "none", /speaks TLS.*https:\/\//],
  [499, "gatewayGaveUp", "unknown", /closed the connection.*may have acted/],
  [500, "crashed", "unknown", /The console failed inside/],
  [501, "gatewayRefused", "none", /doesn't allow the method/],
  [502, "gatewayGaveUp", "unknown", /no proper answer from the console.*may have acted/],
  [503, "gatewayGaveUp", "unknown", /nothing behind the gateway.*may have acted/],
  [504, "gatewayGaveUp", "unknown", /didn't answer the gateway in time.*may have acted/],
  [505, "gatewayRefused", "none", /another protocol/],
  [511, "gatewayRefused", "none", /network asks for a login.*Log in/],
  [520, "gatewayGaveUp", "unknown", /no proper answer/],
  [521, "gatewayGaveUp", "none", /doesn't reach the console/],
  [522, "gatewayGaveUp", "unknown", /no proper answer/],
  [523, "gatewayGaveUp", "none", /doesn't reach the console/],
  [524, "gatewayGaveUp", "unknown", /no proper answer/],
  [525, "gatewayGaveUp", "none", /don't agree on TLS.*certificate/],
  [526, "gatewayGaveUp", "none", /don't agree on TLS.*certificate/],
  [527, "gatewayGaveUp", "unknown", /no proper answer/],
  [530, "gatewayGaveUp", "none", /doesn't reach the console/],
  [599, "crashed", "unknown", /The console failed inside/],
];

describe.each(statuses)("%i of a gateway", (status, kind, effect, words) => {
  const came = status < 400 ? "a redirect to nowhere" : undefined;

  it.each<[string, Record<string, string>, string, string]>([
    ["as a web page", page, "<html><h1>Sorry</h1></html>", came ?? "a web page"],
    ["as a text", text, "sorry, not now", came ?? "a text"],
    ["without a body", {}, "", came ?? "an empty answer"],
    ["as other JSON", {}, '{"request_id": "sorry"}', came ?? "JSON of something else"],
  ])("%s is told for what it is, and nothing of it is shown", async (_, headers, body, instead) => {
    const failure = await failureBehind({ status, headers, body });
    expect(failure).toMatchObject({ kind, effect, httpStatus: status });
    expect(failure.message).toContain(`: ${status} (${instead})`);
    expect(failure.message).toMatch(words);
    expect(failure.message).not.toMatch(/<|sorry/i);
  });
});

describe("a gateway that answers in JSON", () => {
  it.each([
    { message: "API rate limit exceeded" },
    { error_msg: "API rate limit exceeded" },
    { error: "API rate limit exceeded" },
  ])("is shown with its words: %j", async (body) => {
    const failure = await failureBehind({ status: 429, body: JSON.stringify(body) });
    expect(failure.message).toContain(': 429 "API rate limit exceeded", too many calls');
  });

  it("is never taken for the console that refuses the token", async () => {
    const failure = await failureBehind({ status: 401, body: '{"message": "No API key found in request"}' });
    expect(failure.kind).toBe("gatewayRefused");
  });

  it("is told by its status where its words have the console's form", async () => {
    const failure = await failureBehind({ status: 429, body: '{"detail": "Request was throttled."}' });
    expect(failure).toMatchObject({ kind: "rateLimited", effect: "none" });
    expect(failure.message).toContain(': 429 "Request was throttled.", too many calls');
  });
});

describe("where the console itself answers", () => {
  it("passing on that its cluster gave up, it isn't taken for a gateway; a gateway with words of that form is", async () => {
    const own = { code: 503, msg: "region down", msg_show: "数据中心操作故障" };
    const passedOn = await failureBehind({ status: 503, body: JSON.stringify(own) });
    expect(passedOn).toMatchObject({ kind: "crashed", effect: "unknown" });
    expect(passedOn.message).toContain(': 503 "region down: 数据中心操作故障". ');
    const gateway = await failureBehind({ status: 504, body: '{"code": 504, "msg": "upstream timed out"}' });
    expect(gateway).toMatchObject({ kind: "gatewayGaveUp", effect: "unknown" });
    expect(gateway.message).toContain(': 504 "upstream timed out", the console didn\'t answer the gateway in time. ');
  });

  it("without words, none are put into its mouth", async () => {
    const failure = await failureBehind({ status: 400, body: '{"code": 400, "msg": ""}' });
    expect(failure.message).toContain(": 400 (no words). ");
  });

  it("only with words for people, these are shown without a blank before them", async () => {
    const failure = await failureBehind({ status: 400, body: '{"code": 1, "msg": "", "msg_show": "请求错误"}' });
    expect(failure.message).toContain(': 400 "请求错误". ');
  });
});

describe("where the schemes or the trust don't fit", () => {
  const open: Gateway[] = [];
  afterEach(() => {
    for (const gateway of open.splice(0)) gateway.close();
  });

  async function tls(): Promise<Gateway> {
    server = await ScriptedServer.start([{ status: 200, body: "[]" }]);
    const gateway = await startTls(server.url);
    open.push(gateway);
    return gateway;
  }

  async function failureOver(settings: Omit<ConsoleSettings, "token">): Promise<ConsoleError> {
    const console = consoleOver(connect({ token: "a-raw-token", ...settings }), (_, send) => send());
    const upgrade = console.upgrade(app, { marketName: "m", appModelId: "a", version: "1" });
    const thrown: unknown = await upgrade.catch((error: unknown) => error);
    if (!(thrown instanceof ConsoleError)) throw new Error(`expected a ConsoleError, not ${String(thrown)}`);
    return thrown;
  }

  it("https:// against plain http is told so, without OpenSSL's text", async () => {
    server = await ScriptedServer.start([{ status: 200 }]);
    const failure = await failureOver({ endpoint: server.url.replace("http:", "https:") });
    expect(failure).toMatchObject({ kind: "unreachable", effect: "none" });
    expect(failure.message).toMatch(
      /\/upgrade: no TLS, what answers there speaks plain http\. Set RAINBOND_ENDPOINT to .*http:\/\//,
    );
  });

  it("a certificate of an unknown authority names caFile", async () => {
    const failure = await failureOver({ endpoint: `https://127.0.0.1:${(await tls()).port}` });
    expect(failure).toMatchObject({ kind: "unreachable", effect: "none" });
    expect(failure.message).toMatch(/self-signed certificate, which comes from an authority.*rainbond:caFile/);
  });

  it("a certificate of another host is told so", async () => {
    const authorities = [readFileSync(certificateFile, "utf8")];
    const failure = await failureOver({ endpoint: `https://127.0.0.1:${(await tls()).port}`, authorities });
    expect(failure).toMatchObject({ kind: "unreachable", effect: "none" });
    expect(failure.message).toMatch(/the certificate is another host's\. Use a host name/);
  });

  it("an answer that isn't HTTP is told so, and may come after the console has acted", async () => {
    const strange = createServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    await once(strange.listen(0, "127.0.0.1"), "listening");
    const address = strange.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const failure = await failureOver({ endpoint: `http://127.0.0.1:${port}` });
    expect(failure).toMatchObject({ kind: "noAnswer", effect: "unknown" });
    expect(failure.message).toMatch(
      /an answer that isn't HTTP\. If that port speaks TLS, set RAINBOND_ENDPOINT to https/,
    );
    strange.close();
  });

  const through = (url: string): ConsoleSettings["proxy"] => ({
    ...{ protocol: "http", host: "127.0.0.1", port: Number(new URL(url).port) },
    auth: { username: "me", password: "proxy-password" },
  });

  it("a proxy that asks for a login is named, for http and for the tunnel of https", async () => {
    server = await ScriptedServer.start([{ status: 407, headers: page, body: "<html>" }]);
    const proxy = through(server.url);
    const said = `407 (a web page), the proxy asks for a login, through the proxy ${server.url}. Put it into HTTPS_PROXY`;
    expect((await failureOver({ endpoint: "http://console.test:7070", proxy })).message).toContain(said);
    const refusing = await startProxy({ http: server.url, https: 0, refusal: "407 Proxy Authentication Required" });
    open.push(refusing);
    const url = `http://127.0.0.1:${refusing.port}`;
    const tunnelled = await failureOver({ endpoint: "https://console.test", proxy: through(url) });
    expect(tunnelled).toMatchObject({ kind: "gatewayRefused", effect: "none", httpStatus: 407 });
    expect(tunnelled.message).toContain(
      `the proxy asks for a login, through the proxy ${url}. Put it into HTTPS_PROXY`,
    );
  });

  it("a proxy that isn't there is named", async () => {
    const failure = await failureOver({ endpoint: "http://console.test:7070", proxy: through("http://127.0.0.1:9") });
    expect(failure).toMatchObject({ kind: "unreachable", effect: "none" });
    expect(failure.message).toMatch(
      /connect ECONNREFUSED 127\.0\.0\.1:9, through the proxy http:\/\/127\.0\.0\.1:9\. /,
    );
  });
});
