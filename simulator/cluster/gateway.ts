import type { HttpRule } from "../state/records";
import type { Reply } from "../server/reply";
import type { World } from "../world";

/** Below this path the gateway answers for any host without a name service: `/gateway/<host>/<path>`. */
export const gatewayPath = "/gateway";

/** A request to the gateway. */
export interface GatewayCall {
  method: string;
  /** The host that is asked for, with or without a port. */
  host: string;
  path: string;
}

/** Returns what a request asks of the gateway; undefined if it isn't for the gateway but for the console. */
export function gatewayCall(
  world: World,
  method: string,
  hostHeader: string | undefined,
  path: string,
): GatewayCall | undefined {
  const below = new RegExp(`^${gatewayPath}/([^/]+)(/.*)?$`, "s").exec(path);
  if (below !== null) return { method, host: below[1] ?? "", path: below[2] ?? "/" };
  const host = hostHeader ?? "";
  return isGatewayHost(world, host) ? { method, host, path } : undefined;
}

/** What the console itself is called; no rule can take these names from it. */
const consoleHosts = ["", "127.0.0.1", "localhost"];

function isGatewayHost(world: World, host: string): boolean {
  if (consoleHosts.includes(nameOf(host))) return false;
  const domains = world.state.regions.all().map((region) => `.${nameOf(region.httpDomain)}`);
  return domains.some((domain) => nameOf(host).endsWith(domain)) || rulesFor(world, host).length > 0;
}

/** Answers for the component that the longest fitting rule leads to: 404 without a rule, 503 if no pod of it runs. */
export function answerAtGateway(world: World, { method, host, path }: GatewayCall): Reply {
  const [rule] = rulesFor(world, host)
    .filter((each) => each.isOuter && isBelow(path, each.path))
    .sort((a, b) => b.path.length - a.path.length);
  const component = rule === undefined ? undefined : world.state.components.get(rule.serviceId);
  if (component === undefined) return text(404, `no rule for ${host}${path}`);
  world.cluster.lifeCycle.settle();
  if (!world.cluster.lifeCycle.hasPods(component)) return text(503, `no pod of ${component.cname} runs`);
  const image = component.workload.builtImage ?? component.image;
  return text(200, `${component.cname} (${image}) answers ${method} ${path}`);
}

function rulesFor(world: World, host: string): HttpRule[] {
  return world.state.httpRules.where((rule) => {
    const domain = nameOf(rule.domainName);
    return domain.startsWith("*.") ? nameOf(host).endsWith(domain.slice(1)) : nameOf(host) === domain;
  });
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isBelow(path: string, start: string): boolean {
  const folder = start.replace(/\/$/, "");
  return path === folder || path.startsWith(`${folder}/`);
}

function text(status: number, line: string): Reply {
  return { status, contentType: "text/plain; charset=utf-8", text: `${line}\n` };
}
