import { LRUCache } from "lru-cache";
import type { ConsoleComponent, HttpRule, InnerPort } from "./answers";
import type { AppAddress, TeamAddress } from "./addresses";
import type { Console } from "./endpoints";

const keptForMs = 5_000;

/**
 * Reads that many resources of one run want: asked once however many want them at the same time, kept for five seconds, and
 * forgotten at every write. A read that fails fails for all who wait for it, and is asked again by the next one.
 */
export class SharedReads {
  readonly #components = kept<readonly ConsoleComponent[]>();
  readonly #rules = kept<readonly HttpRule[]>();
  readonly #ports = kept<readonly InnerPort[]>();

  constructor(private readonly console: Console) {}

  /** `GET …/services` of the group. */
  components(at: AppAddress): Promise<readonly ConsoleComponent[]> {
    return this.#components.forceFetch(groupKey(at), { context: () => this.console.listComponents(at) });
  }

  /** `GET …/httpdomains` of the group. */
  httpRules(at: AppAddress): Promise<readonly HttpRule[]> {
    return this.#rules.forceFetch(groupKey(at), { context: () => this.console.listHttpRules(at) });
  }

  /** `GET …/apps_port` of the team. */
  teamPorts(at: TeamAddress): Promise<readonly InnerPort[]> {
    return this.#ports.forceFetch(teamKey(at), { context: () => this.console.listTeamPorts(at) });
  }

  /** Forgets everything: something is about to change on the server. */
  forget(): void {
    this.#components.clear();
    this.#rules.clear();
    this.#ports.clear();
  }
}

function kept<Answer extends object>() {
  return new LRUCache<string, Answer, () => Promise<Answer>>({
    max: 1_000,
    ttl: keptForMs,
    fetchMethod: (_key, _stale, { context }) => context(),
  });
}

const teamKey = (at: TeamAddress): string => `${at.teamId}/${at.regionName}`;

/** One text for one app group. */
export const groupKey = (at: AppAddress): string => `${teamKey(at)}/${at.appId}`;
