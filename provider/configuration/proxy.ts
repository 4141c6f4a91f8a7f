import { BlockList, isIP } from "node:net";
import type { Proxy } from "../console";
import type { Environment } from "./sources";

const ownPorts = { http: 80, https: 443 };
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/**
 * The proxy that the usual variables name for an address, if any: `http_proxy` or `https_proxy` by its scheme, else `all_proxy`, in small letters
 * or capitals. What is on this machine, and what `NO_PROXY` names, is asked straight. Throws what is wrong with the variable.
 */
export function proxyFor(address: string, environment: Environment): Proxy | undefined {
  const url = new URL(address);
  const scheme = url.protocol.slice(0, -1);
  const name = firstSet([`${scheme}_proxy`, "all_proxy"], environment);
  if (name === undefined || isExempt(url, environment)) return undefined;
  return proxyAt(environment[name] ?? "", name);
}

/** The first of these variables that is set and not empty, in small letters or capitals. */
function firstSet(names: readonly string[], environment: Environment): string | undefined {
  return names.flatMap((name) => [name, name.toUpperCase()]).find((name) => environment[name]);
}

/** A proxy as a variable names it, such as `http://user:password@proxy:3128`; without a scheme it is one over http. */
function proxyAt(text: string, variable: string): Proxy {
  const given = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(given)) throw new Error(`${variable} isn't a proxy's address like http://proxy.example:3128`);
  const { protocol, hostname, port, username, password } = new URL(given);
  const scheme = protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https") {
    throw new Error(`${variable} names a proxy that speaks ${scheme}: only proxies over http and https are supported`);
  }
  return {
    protocol: scheme,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? ownPorts[scheme] : Number(port),
    ...(username === "" ? {} : { auth: { username: decode(username), password: decode(password) } }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True for what is on this machine, and for what `NO_PROXY` names. */
function isExempt({ hostname, port, protocol }: URL, environment: Environment): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost") || isIn(loopback, host)) return true;
  const itsPort = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const noProxy = environment[firstSet(["no_proxy"], environment) ?? ""] ?? "";
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return entries.filter((entry) => entry !== "").some((entry) => names(entry, host, itsPort));
}

/**
 * True if an entry of `NO_PROXY` names the host: `*` every one, `example` and `.example` that one and all below it, `10.0.0.0/8` and `10.1.2.3`
 * addresses; `example:8080` and `[::1]:8080` on that port alone.
 */
function names(entry: string, host: string, itsPort: number): boolean {
  if (entry === "*") return true;
  const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && Number(port) !== itsPort) return false;
  const name = bracketed ?? bare ?? entry;
  if (isIP(host) !== 0) return isInRange(name, host);
  const domain = name.replace(/^\*?\.?/, "").replace(/\.$/, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

function isInRange(range: string, host: string): boolean {
  const [network = "", bits] = range.split("/");
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(network)] ?? -1;
  const prefix = bits === undefined ? longest : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > longest) return false;
  const addresses = new BlockList();
  addresses.addSubnet(network, prefix, familyOf(network));
  return isIn(addresses, host);
}

function isIn(addresses: BlockList, host: string): boolean {
  return isIP(host) !== 0 && addresses.check(host, familyOf(host));
}

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");
