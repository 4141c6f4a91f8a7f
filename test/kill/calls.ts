/** Gives each call of a run a name that the same call has in every run of its story. */
export interface CallNames {
  /** Names the next call of the run. */
  next(method: string, path: string): string;
}

/**
 * What makes two calls the same call: the phase in which a run makes it, its method and the pattern of its path. A phase begins with each
 * writing call, so it is numbered by the writes that the run has begun before. Reads that repeat within a phase (a wait that polls, one read for
 * each component) are one call: nothing that this run does changes the server between them. A write is always a call of its own.
 */
export class PhaseNames implements CallNames {
  private writes = 0;

  next(method: string, path: string): string {
    if (isWrite(method)) this.writes += 1;
    return `${this.writes} ${method} ${patternOf(path)}`;
  }
}

/**
 * Where several apps are worked on side by side, chance decides which is ahead: a call has the number that it has among those with its method and
 * the pattern of its path, whichever app makes it.
 */
export class PlaceNames implements CallNames {
  private readonly counts = new Map<string, number>();

  next(method: string, path: string): string {
    const pattern = `${method} ${patternOf(path)}`;
    const place = (this.counts.get(pattern) ?? 0) + 1;
    this.counts.set(pattern, place);
    return `${pattern}, ${place}`;
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
export function callsOf(requests: readonly { method: string; path: string }[], names: CallNames): string[] {
  return [...new Set(requests.map(({ method, path }) => names.next(method, path)))];
}
