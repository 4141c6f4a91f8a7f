import { LRUCache } from "lru-cache";
import type { AppGroup, ConsoleComponent, Team } from "./answers";
import type { Gateway, InnerPort } from "./reach";
import type { AppAddress, TeamAddress } from "./addresses";
import type { Console } from "./endpoints";

const keptForMs = 20_000;

/**
 * Reads that many resources of one run want: asked once however many want them at the same time, kept for twenty seconds, and
 * forgotten at every write. A read that fails fails for all who wait for it, and is asked again by the next one.
 */
export class SharedReads {
  readonly #components = new Answers<readonly ConsoleComponent[]>();
  readonly #gateways = new Answers<Gateway>();
  readonly #groups = new Answers<readonly AppGroup[]>();
  readonly #ports = new Answers<readonly InnerPort[]>();
  readonly #teams = new Answers<readonly Team[]>();
  readonly #watched = new Map<string, { askedAt: number; answer: Promise<readonly ConsoleComponent[]> }>();

  constructor(private readonly console: Console) {}

  /** `GET …/services` of the group. */
  components(at: AppAddress): Promise<readonly ConsoleComponent[]> {
    return this.#components.get(groupKey(at), () => this.console.listComponents(at));
  }

  /**
   * `GET …/services` of the group for those who wait there: an answer that was asked for after a moment serves all of them. Both moments
   * are by the caller's clock.
   */
  componentsSince(at: AppAddress, since: number, now: number): Promise<readonly ConsoleComponent[]> {
    const key = groupKey(at);
    const last = this.#watched.get(key);
    if (last && last.askedAt > since) return last.answer;
    const answer = this.console.listComponents(at);
    this.#watched.set(key, { askedAt: now, answer });
    return answer;
  }

  /** `GET …/domains` of the group. */
  gateway(at: AppAddress): Promise<Gateway> {
    return this.#gateways.get(groupKey(at), () => this.console.readGateway(at));
  }

  /** `GET …/apps_port` of the team. */
  teamPorts(at: TeamAddress): Promise<readonly InnerPort[]> {
    return this.#ports.get(teamKey(at), () => this.console.listTeamPorts(at));
  }

  /** `GET …/apps` of the team. */
  groups(at: TeamAddress): Promise<readonly AppGroup[]> {
    return this.#groups.get(teamKey(at), () => this.console.listApps(at));
  }

  /** `GET /v1/teams`: all teams of the token's user. */
  teams(): Promise<readonly Team[]> {
    return this.#teams.get("", () => this.console.listTeams());
  }

  /** Forgets everything: something is about to change on the server. */
  forget(): void {
    this.#components.forget();
    this.#gateways.forget();
    this.#groups.forget();
    this.#ports.forget();
    this.#teams.forget();
    this.#watched.clear();
  }
}

/** Keeps the promises, not the answers: who waits while all is forgotten still gets what was asked before. */
class Answers<Answer> {
  readonly #kept = new LRUCache<string, Promise<Answer>>({ max: 1_000, ttl: keptForMs });

  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key);
    if (known) return known;
    const answer = ask();
    this.#kept.set(key, answer, { ttl: 0 });
    const isKept = (): boolean => this.#kept.peek(key) === answer;
    // The time runs from the answer on: one that takes long is still asked for only once.
    answer.then(
      () => isKept() && this.#kept.set(key, answer),
      () => isKept() && this.#kept.delete(key),
    );
    return answer;
  }

  forget(): void {
    this.#kept.clear();
  }
}

const teamKey = (at: TeamAddress): string => `${at.teamId}/${at.regionName}`;

/** One text for one app group. */
export const groupKey = (at: AppAddress): string => `${teamKey(at)}/${at.appId}`;
