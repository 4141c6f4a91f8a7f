import { proxyFor } from "../../../provider/configuration/proxy";

const proxy = "http://proxy.example:3128";
const everywhere = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
const host = (address: string, environment: Record<string, string>): string | undefined =>
  proxyFor(address, environment)?.host;

describe("what leads to an address", () => {
  it("is the proxy of its scheme, in small letters or capitals, else that of all", () => {
    const environment = {
      http_proxy: "http://small.example:1",
      HTTP_PROXY: "http://big.example:2",
      ALL_PROXY: "https://all.example",
    };
    expect(proxyFor("http://console.example:7070", environment)).toEqual({
      ...{ protocol: "http", host: "small.example", port: 1 },
    });
    expect(proxyFor("https://console.example", environment)).toEqual({
      ...{ protocol: "https", host: "all.example", port: 443 },
    });
    expect(proxyFor("https://console.example", { http_proxy: proxy })).toBeUndefined();
    expect(proxyFor("https://console.example", { https_proxy: "", HTTPS_PROXY: proxy })?.host).toBe("proxy.example");
    expect(proxyFor("https://console.example", {})).toBeUndefined();
  });

  it("is a proxy without a scheme too, and one with a login", () => {
    expect(proxyFor("http://console.example", { http_proxy: "proxy.example:8080" })).toEqual({
      ...{ protocol: "http", host: "proxy.example", port: 8080 },
    });
    expect(proxyFor("http://console.example", { http_proxy: "http://me%40x:p%2Fw@proxy.example" })).toEqual({
      ...{ protocol: "http", host: "proxy.example", port: 80, auth: { username: "me@x", password: "p/w" } },
    });
  });

  it.each([
    "http://localhost:7070",
    "http://LOCALHOST",
    "http://console.localhost",
    "http://127.0.0.1:7070",
    "https://127.8.9.10",
    "http://[::1]:7070",
    "http://[::ffff:127.0.0.1]",
    "http://0x7f.1",
  ])("is no proxy for this machine: %s", (address) => {
    expect(host(address, everywhere)).toBeUndefined();
  });

  it.each([
    ["*", "http://console.example"],
    ["other, *", "http://console.example"],
    ["example", "http://console.example"],
    ["example", "http://example"],
    [".example", "http://console.example"],
    [".example", "http://example"],
    ["*.example", "http://a.b.example"],
    ["CONSOLE.Example", "http://console.example:7070"],
    ["console.example.", "http://console.example"],
    ["console.example", "http://console.example."],
    ["console.example:7070", "http://console.example:7070"],
    ["console.example:443", "https://console.example"],
    ["a.example b.example,,console.example", "http://console.example"],
    ["10.1.2.3", "http://10.1.2.3:7070"],
    ["10.0.0.0/8", "http://10.1.2.3:7070"],
    ["10.1.2.3:7070", "http://10.1.2.3:7070"],
    ["fd00::/8", "http://[fd12::1]:7070"],
    ["[fd12::1]", "http://[fd12::1]:7070"],
    ["[fd12::1]:7070", "http://[fd12::1]:7070"],
    ["fd12:0::1", "http://[fd12::1]:7070"],
  ])("is no proxy where NO_PROXY is %j, for %s", (noProxy, address) => {
    expect(host(address, { ...everywhere, NO_PROXY: noProxy })).toBeUndefined();
    expect(host(address, { ...everywhere, no_proxy: noProxy, NO_PROXY: "nothing" })).toBeUndefined();
  });

  it.each([
    ["", "http://console.example"],
    ["example", "http://counterexample"],
    ["onsole.example", "http://console.example"],
    ["console.example:80", "http://console.example:7070"],
    ["console.example.com", "http://console.example"],
    ["10.0.0.0/8", "http://11.1.2.3"],
    ["10.0.0.0/8", "http://10.example"],
    ["10.0.0.0/99", "http://10.1.2.3"],
    ["10.0.0.0/x", "http://10.1.2.3"],
    ["1.2.3", "http://10.1.2.3"],
    ["fd00::/8", "http://[fe00::1]"],
    ["[fd12::1]:80", "http://[fd12::1]:7070"],
    [".", "http://console.example"],
  ])("is the proxy where NO_PROXY is %j, for %s", (noProxy, address) => {
    expect(host(address, { ...everywhere, NO_PROXY: noProxy })).toBe("proxy.example");
  });

  it.each([
    ["ALL_PROXY", "socks5://proxy.example:1080", /^ALL_PROXY names a proxy that speaks socks5: only proxies over http/],
    ["https_proxy", "http://", /^https_proxy isn't a proxy's address like http:/],
  ])("is told to be wrong where %s is %s, without showing it", (name, value, message) => {
    expect(() => proxyFor("https://console.example", { [name]: value })).toThrow(message);
    expect(proxyFor("https://127.0.0.1", { [name]: value })).toBeUndefined();
  });
});
