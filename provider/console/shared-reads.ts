import { LRUCache } from "lru-cache";
import type { ConsoleComponent, HttpRule, InnerPort } from "./answers";
import type { AppAddress, TeamAddress } from "./addresses";
import type { Console } from "./endpoints";

const keptForMs = 20_000;

/**
 * Reads that many resources of one run want: asked once however many want them at the same time, kept for twenty seconds, and
 * forgotten at every write. A read that fails fails for all who wait for it, and is asked again by the next one.
 */
export class SharedReads {
  readonly #components = new Answers<readonly ConsoleComponent[]>();
  readonly #rules = new Answers<readonly HttpRule[]>();
  readonly #ports = new Answers<readonly InnerPort[]>();

  constructor(private readonly console: Console) {}

  /** `GET …/services` of the group. */
  components(at: AppAddress): Promise<readonly ConsoleComponent[]> {
    return this.#components.get(groupKey(at), () => this.console.listComponents(at));
  }

  /** `GET …/httpdomains` of the group. */
  httpRules(at: AppAddress): Promise<readonly HttpRule[]> {
    return this.#rules.get(groupKey(at), () => this.console.listHttpRules(at));
  }

  /** `GET …/apps_port` of the team. */
  teamPorts(at: TeamAddress): Promise<readonly InnerPort[]> {
    return this.#ports.get(teamKey(at), () => this.console.listTeamPorts(at));
  }

  /** Forgets everything: something is about to change on the server. */
  forget(): void {
    this.#components.forget();
    this.#rules.forget();
    this.#ports.forget();
  }
}

/** Keeps the promises, not the answers: who waits while all is forgotten still gets what was asked before. */
class Answers<Answer> {
  readonly #kept = new LRUCache<string, Promise<Answer>>({ max: 1_000, ttl: keptForMs });

  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key);
    if (known) return known;
    const answer = ask();
    this.#kept.set(key, answer);
    answer.catch(() => {
      if (this.#kept.peek(key) === answer) this.#kept.delete(key);
    });
    return answer;
  }

  forget(): void {
    this.#kept.clear();
  }
}

const teamKey = (at: TeamAddress): string => `${at.teamId}/${at.regionName}`;

/** One text for one app group. */
export const groupKey = (at: AppAddress): string => `${teamKey(at)}/${at.appId}`;
