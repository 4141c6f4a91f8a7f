/**
 * What makes two calls the same call: the phase in which a run makes it, its method and the pattern of its path. A phase begins with each
 * writing call, so it is numbered by the writes that the run has begun before. Reads that repeat within a phase (a wait that polls, one read for
 * each component) are one call: nothing that this run does changes the server between them. A write is always a call of its own.
 */
export class CallNames {
  private writes = 0;

  /** Names the next call of the run. */
  next(method: string, path: string): string {
    if (isWrite(method)) this.writes += 1;
    return `${this.writes} ${method} ${patternOf(path)}`;
  }
}

/** True for a call that may change something on the server. */
export function isWrite(method: string): boolean {
  return method !== "GET";
}

const teamAndRegion = /^\/openapi\/v1\/teams\/[^/]+\/regions\/[^/]+/;

/** The path with what differs from run to run replaced: team, region, numbers and ids. */
function patternOf(path: string): string {
  const [pathname = ""] = path.split("?");
  return pathname
    .replace(teamAndRegion, "…")
    .replace(/^\/store\/app-server\/openapi/, "store")
    .replace(/\/apps\/[^/]+/, "/apps/*")
    .replace(/\/(services|versions|httpdomains)\/[^/]+/, "/$1/*");
}

/** The calls of a run in their order, each once. */
export function callsOf(requests: readonly { method: string; path: string }[]): string[] {
  const names = new CallNames();
  return [...new Set(requests.map(({ method, path }) => names.next(method, path)))];
}
